"""One message that the broker delivered."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from functions.score.triggers.rabbitmq.topology import RETRY_STEPS

if TYPE_CHECKING:
    import pika
    from pika.adapters.blocking_connection import BlockingChannel

# Headers of a message; a quorum queue counts in the last one how often a message came back to it.
ATTEMPT = "x-attempt"
DELIVERY_COUNT = "x-delivery-count"
# The delivery mode of a message that a broker keeps on disk.
PERSISTENT = 2


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message, not acked yet.

    Attributes
    ----------
    body : the message.
    attempt : how many steps of the retry ladder it has passed.
    delivered_before : whether a worker has had it before, and neither acked it nor sent it up the ladder.
    tag, channel : needed to ack it; no other channel can.
    properties : its headers and content type, which retries and dead letters keep.
    """

    body: bytes
    attempt: int
    delivered_before: bool
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


def count_in(headers: "dict[str, object] | None", name: str) -> int:
    """Return the number in a header; 0 if there is none."""
    value = (headers or {}).get(name, 0)
    return value if isinstance(value, int) else 0
