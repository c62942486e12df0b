"""The queues of messages that nobody takes, as the command line names them."""

from enum import StrEnum

from functions.operations.times import count


class Queue(StrEnum):
    """Where messages are that nobody takes."""

    DEAD_LETTER = "dead-letter"
    UNROUTED = "unrouted"

    def counted(self, number: int) -> str:
        """Return how many messages there are, with a noun."""
        return count(number, "dead letter" if self is Queue.DEAD_LETTER else "unrouted event")
