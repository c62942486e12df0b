"""Reads the messages of a queue, and gives back those that are not removed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pika
from pika.exceptions import ChannelClosedByBroker

from common.checks import ADMINISTRATOR
from common.errors import SetupError
from functions.score.triggers.dead_letter import DeadLetter
from functions.score.triggers.rabbitmq.connection import BLOCKED_SECONDS, close, connect, translated
from functions.score.triggers.rabbitmq.dead_letter import letter_of
from functions.score.triggers.rabbitmq.topology import ACCESS_REFUSED, NOT_FOUND, OPERATOR

if TYPE_CHECKING:
    from pika.adapters.blocking_connection import BlockingChannel

EVERYTHING = 0  # as a delivery tag: all messages of the channel
# How long to wait until the broker counts the messages that were given back: it takes milliseconds.
TURN_SECONDS, TURNS = 0.02, 100


class QueueReader:
    """An open channel to a queue; see `reading`.

    Attributes
    ----------
    channel : confirms what is published on it.
    waiting : how many messages waited when it was opened.
    """

    def __init__(self, connection: pika.BlockingConnection, queue: str) -> None:
        self._connection = connection
        self._queue = queue
        self._held = 0
        self.channel: BlockingChannel = connection.channel()
        self.channel.confirm_delivery()
        self.waiting = self._count()

    def messages(self, most: int) -> Iterator[tuple[int, DeadLetter, pika.BasicProperties]]:
        """Yield the delivery tag, the letter and the properties of at most so many messages."""
        for _ in range(most):
            method, properties, body = self.channel.basic_get(self._queue)
            if method is None:
                return
            self._held += 1
            yield method.delivery_tag, letter_of(body, properties), properties

    def remove(self, tag: int) -> None:
        """Remove a message."""
        self.channel.basic_ack(tag)
        self._held -= 1

    def give_back(self) -> None:
        """Give back the messages that were not removed; return once the broker counts them again.

        Whoever reads the queue next would otherwise find it empty.
        """
        if self._held:
            self.channel.basic_nack(EVERYTHING, multiple=True, requeue=True)
        for _ in range(TURNS):
            if self._count() >= self._held:
                break
            self._connection.sleep(TURN_SECONDS)
        self.channel.close()  # answers after the broker has processed every ack

    def _count(self) -> int:
        count: int = self.channel.queue_declare(self._queue, passive=True).method.message_count
        return count


@contextmanager
def reading(url: str, queue: str) -> Iterator[QueueReader]:
    """Open a queue for an operator.

    Raises BrokerUnavailable if the broker does not answer, SetupError if there is no such queue, or the user
    may not read it. Whatever happens, messages that were not removed stay in the queue.
    """
    connection = connect(url, OPERATOR, BLOCKED_SECONDS)
    try:
        with translated():
            try:
                reader = QueueReader(connection, queue)
                yield reader
                reader.give_back()
            except ChannelClosedByBroker as error:
                raise _refused(queue, error) from error
    finally:
        close(connection)  # which gives back what is left


def _refused(queue: str, error: ChannelClosedByBroker) -> SetupError:
    if error.reply_code == NOT_FOUND:
        return SetupError(f"there is no queue {queue}; `driftline bootstrap` creates it")
    if error.reply_code == ACCESS_REFUSED:
        return SetupError(f"reading {queue} {ADMINISTRATOR}: user `operator` in DRIFTLINE_BROKER_URL")
    return SetupError(f"the broker refuses queue {queue}: {error.reply_text}")
