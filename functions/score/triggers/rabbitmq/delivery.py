"""One message, and the names of the topology that infra/rabbitmq/definitions.json describes."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pika
    from pika.adapters.blocking_connection import BlockingChannel

QUEUE = "drift.score"
RETRY_EXCHANGE = "drift.retry"
DEAD_LETTER_EXCHANGE = "drift.dead-letter"
# Steps of the retry ladder: the routing keys "1" to "4" of the retry exchange. How long each waits
# is a policy of the broker, so it can change while it runs.
RETRY_STEPS = 4
ATTEMPT = "x-attempt"
REASON = "x-reason"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message, not acked yet.

    Attributes
    ----------
    body : the message.
    attempt : how often it has been through the retry ladder, from 0.
    tag, channel : what acks it; no other channel can.
    properties : its headers and content type, kept when it is handed on.
    """

    body: bytes
    attempt: int
    tag: int
    channel: "BlockingChannel" = field(repr=False)
    properties: "pika.BasicProperties" = field(repr=False)

    @property
    def last_attempt(self) -> bool:
        """Whether the retry ladder ends here."""
        return self.attempt >= RETRY_STEPS

    @property
    def lost(self) -> bool:
        """Whether its channel is gone: it cannot be acked any more, and is delivered again."""
        return not self.channel.is_open
