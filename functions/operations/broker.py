"""What an operator asks a queue system, whichever it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from common.checks import Check
from common.errors import DriftlineError
from functions.operations.letter_boxes import LetterBox
from functions.score.triggers.dead_letter import Letters

# Dead letters that are read for the oldest one and the most frequent reason: one of RabbitMQ takes 3 ms.
MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Traffic:
    """How many events wait, and who takes them.

    Attributes
    ----------
    events : whether there is a queue, and how many wait in it.
    workers : whether somebody takes them; None if the queue does not know.
    waiting : how many wait for a worker, or for their next attempt.
    large : how many wait for the workers of large files; None if there are neither.
    """

    events: Check
    workers: Check | None
    waiting: int
    large: Check | None = None

    @property
    def checks(self) -> list[Check]:
        """What is known."""
        return [check for check in (self.events, self.workers, self.large) if check]


class Broker(Protocol):
    """A queue system with an operator's credentials, and the rules by which a bucket tells it about files."""

    @property
    def letters(self) -> LetterBox:
        """The messages that nobody takes."""
        ...

    @property
    def events_wait_in(self) -> str:
        """Where events wait while it does not answer: "the store" or "the queue"."""
        ...

    def answers(self) -> list[Check]:
        """Return whether it answers and accepts our credentials; the last check needs all others."""
        ...

    def traffic(self) -> Traffic:
        """Return how many events wait. Raises BrokerUnavailable or SetupError."""
        ...

    def messages(self, traffic: Traffic, now: datetime) -> list[Check]:
        """Return how many events, workers and messages without a taker there are."""
        ...

    def in_place(self) -> list[Check]:
        """Return whether queues, and the ways between them, are as they should be."""
        ...

    def rules(self) -> list[Check]:
        """Return whether the bucket tells it about drift files, and whether users have their rights."""
        ...

    def rules_for(self, key: str) -> list[Check]:
        """Return whether the bucket tells it about one file."""
        ...


def read_letters(box: LetterBox, queue: str, count: int) -> Letters:
    """Return the messages of a queue that has `count` of them; unread ones if the user may not read them."""
    if not count:
        return Letters()
    try:
        return box.read(queue, MOST_LETTERS)
    except DriftlineError:
        return Letters(unread=count)
