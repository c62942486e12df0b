"""Copies of messages: what they keep of the original, and how they are published."""

import pika
from pika.exceptions import NackError, UnroutableError

from functions.score.triggers.queue_worker.letter_reason import REASON, as_attribute
from functions.score.triggers.rabbitmq.delivery import ATTEMPT, DELIVERY_COUNT, PERSISTENT, Delivery


def properties_of_copy(delivery: Delivery, attempt: int, reason: str) -> pika.BasicProperties:
    """Return the properties of a copy. It is a new message: how often the original came back is not about it.

    Parameters
    ----------
    attempt : how many steps of the retry ladder the copy has passed.
    reason : why there is a copy.
    """
    kept = {
        name: value for name, value in (delivery.properties.headers or {}).items() if name != DELIVERY_COUNT
    }
    return pika.BasicProperties(
        content_type=delivery.properties.content_type,
        delivery_mode=PERSISTENT,
        headers={**kept, ATTEMPT: attempt, REASON: as_attribute(reason)},
    )


def publish(
    connection: pika.BlockingConnection,
    exchange: str,
    key: str,
    body: bytes,
    properties: pika.BasicProperties,
) -> bool:
    """Publish a message, and wait until the broker confirms it; return False if it refuses the message."""
    channel = connection.channel()
    channel.confirm_delivery()
    try:
        channel.basic_publish(exchange, key, body, properties, mandatory=True)
    except (NackError, UnroutableError):
        return False
    return True
