"""One message that Pub/Sub delivered."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from time import time
from typing import Any, Self

from functions.score.triggers.queue_worker.counted_message import CountedMessage


@dataclass(slots=True)
class PubsubMessage(CountedMessage):
    """One message, not settled yet.

    Its body is what Pub/Sub would push to a function: an event of Cloud Storage is in the attributes as well.

    Attributes
    ----------
    data : what the sender sent.
    attributes : what it said about that.
    """

    data: bytes = b""
    attributes: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, delivered: Any) -> Self:
        """Return a message as a `ReceivedMessage` describes it."""
        message = delivered.message
        attributes, published = dict(message.attributes), message.publish_time
        pushed = {
            "data": base64.b64encode(message.data).decode(),
            "attributes": attributes,
            "publishTime": published.isoformat() if published else None,
        }
        return cls(
            body=json.dumps({"message": pushed}).encode(),
            receipt=delivered.ack_id,
            attempt=max(delivered.delivery_attempt - 1, 0),
            waited=time() - published.timestamp() if published else 0.0,
            data=message.data,
            attributes=attributes,
        )
