"""The messages that nobody takes, of whichever queue system the settings name."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Protocol

from common.settings import Settings
from functions.score.triggers.dead_letter import DEAD, MOST, UNROUTED, DeadLetter, Letters
from functions.score.triggers.rabbitmq import dead_letters

Choice = Callable[[DeadLetter], bool]


class LetterBox(Protocol):
    """The queues of messages that nobody takes.

    Every method raises BrokerUnavailable if the queue system does not answer, SetupError if it refuses us or
    has no such queue.
    """

    @property
    def queues(self) -> Mapping[str, str]:
        """The queues there are, each with the noun for one of its messages."""
        ...

    def read(self, queue: str, most: int = MOST) -> Letters:
        """Read the messages of a queue, and leave them there."""
        ...

    def replay(self, queue: str, chosen: Choice) -> list[DeadLetter]:
        """Give the chosen messages to the workers as new ones, then remove them here; return them."""
        ...

    def drop(self, queue: str, chosen: Choice) -> list[DeadLetter]:
        """Remove the chosen messages, and return them."""
        ...


class RabbitmqLetters:
    """The dead letters and the unrouted events of RabbitMQ; see `LetterBox`.

    Parameters
    ----------
    url : the broker's address, with an operator's credentials.
    """

    queues: Mapping[str, str] = MappingProxyType({DEAD: "dead letter", UNROUTED: "unrouted event"})

    def __init__(self, url: str) -> None:
        self._url = url

    def read(self, queue: str, most: int = MOST) -> Letters:
        """Read the messages of a queue, and leave them there."""
        return dead_letters.read(self._url, _name(queue), most)

    def replay(self, queue: str, chosen: Choice) -> list[DeadLetter]:
        """Publish the chosen messages as new events, then remove them here."""
        return dead_letters.replay(self._url, _name(queue), chosen)

    def drop(self, queue: str, chosen: Choice) -> list[DeadLetter]:
        """Remove the chosen messages."""
        return dead_letters.drop(self._url, _name(queue), chosen)


def letter_box(settings: Settings) -> LetterBox:
    """Return the messages of SQS if the settings name a queue there, otherwise those of RabbitMQ."""
    if settings.sqs_queue:
        from functions.score.triggers.sqs.dead_letters import SqsDeadLetters

        return SqsDeadLetters(settings.sqs_queue)
    return RabbitmqLetters(settings.broker_url.get_secret_value())


def _name(queue: str) -> str:
    """Return a queue's name at RabbitMQ."""
    return f"drift.{queue}"
