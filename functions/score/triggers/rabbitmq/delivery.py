"""One message, and the names of queue and exchanges in infra/rabbitmq/definitions.json."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pika
    from pika.adapters.blocking_connection import BlockingChannel

QUEUE = "drift.score"
RETRY_EXCHANGE = "drift.retry"
DEAD_LETTER_EXCHANGE = "drift.dead-letter"
# Steps of the retry ladder: the routing keys "1" to "4" of the retry exchange. A policy of the broker sets
# how long each step waits, so it can be changed at run time.
RETRY_STEPS = 4
ATTEMPT = "x-attempt"
REASON = "x-reason"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message, not acked yet.

    Attributes
    ----------
    body : the message.
    attempt : how many steps of the retry ladder it has passed.
    tag, channel : needed to ack it; no other channel can.
    properties : its headers and content type, which retries and dead letters keep.
    """

    body: bytes
    attempt: int
    tag: int
    channel: "BlockingChannel" = field(repr=False)
    properties: "pika.BasicProperties" = field(repr=False)

    @property
    def last_attempt(self) -> bool:
        """Whether this is the last step of the retry ladder."""
        return self.attempt >= RETRY_STEPS

    @property
    def lost(self) -> bool:
        """Whether its channel is closed: it cannot be acked any more, and the broker delivers it again."""
        return not self.channel.is_open
