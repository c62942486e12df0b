"""How many messages wait in a queue, and how many consumers it has: without looking at a message.

A quorum queue counts how often it delivers a message, and drops one that it has delivered too often. So
nothing but a worker takes messages from `drift.score` and `drift.large`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pika.exceptions import ChannelClosedByBroker

from common.errors import SetupError
from functions.score.triggers.rabbitmq.connection import close, connect, translated
from functions.score.triggers.rabbitmq.topology import NOT_FOUND, OPERATOR

if TYPE_CHECKING:
    import pika


@dataclass(frozen=True, slots=True)
class QueueState:
    """The state of a queue.

    Attributes
    ----------
    messages : how many wait; those that a consumer has and did not answer yet are not among them.
    consumers : how many programs take messages from it.
    """

    messages: int
    consumers: int


def queue_states(url: str, names: Sequence[str]) -> dict[str, QueueState | None]:
    """Return the state of each queue, by name; None if there is no such queue.

    Raises BrokerUnavailable if the broker does not answer, SetupError if it refuses the user.
    """
    connection = connect(url, OPERATOR)
    with translated():
        try:
            return {name: state_of(connection, name) for name in names}
        finally:
            close(connection)


def state_of(connection: "pika.BlockingConnection", name: str) -> QueueState | None:
    """Return the state of a queue; None without it. Raises SetupError if the broker refuses the user."""
    channel = connection.channel()
    try:
        declared = channel.queue_declare(name, passive=True).method
    except ChannelClosedByBroker as error:
        if error.reply_code == NOT_FOUND:
            return None
        raise SetupError(f"the broker refuses queue {name}: {error.reply_text}") from error
    channel.close()
    return QueueState(declared.message_count, declared.consumer_count)
