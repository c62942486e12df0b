"""Reads the messages that nobody takes, publishes them again, or removes them.

Reading delivers every message and gives it back. A quorum queue counts that; the policies of both queues
allow it a billion times. A message that is replayed is first published and confirmed, then removed: if this
program dies in between, it exists twice, which is harmless.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pika
from pika.exceptions import NackError, UnroutableError

from common.errors import BrokerUnavailable, SetupError
from functions.score.triggers.dead_letter import MOST, DeadLetter, Letters, oldest_first
from functions.score.triggers.rabbitmq.delivery import PERSISTENT
from functions.score.triggers.rabbitmq.reader import reading
from functions.score.triggers.rabbitmq.topology import QUEUE

if TYPE_CHECKING:
    from pika.adapters.blocking_connection import BlockingChannel

# The beginning of all headers of ours and of RabbitMQ's; those of the store begin otherwise.
OWN_HEADERS = "x-"


def read(url: str, queue: str, most: int = MOST) -> Letters:
    """Read the messages of a queue, and leave them there. Raises what `reading` raises."""
    with reading(url, queue) as reader:
        letters = [letter for _, letter, _ in reader.messages(most)]
        unread = max(0, reader.waiting - len(letters))
    letters.sort(key=oldest_first)  # the queue's own order changes when messages are given back
    return Letters(tuple(letters), unread)


def replay(url: str, queue: str, chosen: Callable[[DeadLetter], bool]) -> list[DeadLetter]:
    """Publish the chosen messages of a queue to `drift.score` as new ones, then remove them here.

    Returns them. Raises what `reading` raises, and SetupError if there is no `drift.score`; messages that
    were not published stay.
    """

    def publish(channel: "BlockingChannel", body: bytes, properties: pika.BasicProperties) -> None:
        try:
            channel.basic_publish("", QUEUE, body, _renewed(properties), mandatory=True)
        except UnroutableError as error:
            raise SetupError(
                f"there is no queue {QUEUE}, so nothing more is moved; `driftline bootstrap` creates it"
            ) from error
        except NackError as error:
            raise BrokerUnavailable("the broker does not accept messages now") from error

    return _settle(url, queue, chosen, publish)


def drop(url: str, queue: str, chosen: Callable[[DeadLetter], bool]) -> list[DeadLetter]:
    """Remove the chosen messages of a queue and return them. Raises what `reading` raises."""
    return _settle(url, queue, chosen, lambda *_: None)


def _settle(
    url: str,
    queue: str,
    chosen: Callable[[DeadLetter], bool],
    save: Callable[["BlockingChannel", bytes, pika.BasicProperties], None],
) -> list[DeadLetter]:
    """Save, then remove, the chosen messages among those that wait now: a replayed one may come back."""
    settled = []
    with reading(url, queue) as reader:
        for tag, letter, properties in reader.messages(reader.waiting):
            if chosen(letter):
                save(reader.channel, letter.body, properties)
                reader.remove(tag)
                settled.append(letter)
    return settled


def _renewed(properties: pika.BasicProperties) -> pika.BasicProperties:
    """Return a message's properties without the traces of its first life."""
    headers = {
        name: value
        for name, value in (properties.headers or {}).items()
        if not name.lower().startswith(OWN_HEADERS)
    }
    return pika.BasicProperties(
        content_type=properties.content_type, delivery_mode=PERSISTENT, headers=headers
    )
