"""One message that SQS delivered."""

from collections.abc import Mapping
from dataclasses import dataclass
from time import time
from typing import Any, Self

from functions.score.triggers.queue_worker.counted_message import CountedMessage

# What SQS has to say about each message that it delivers.
ATTRIBUTES = ["ApproximateReceiveCount", "SentTimestamp"]


@dataclass(slots=True)
class SqsMessage(CountedMessage):
    """One message, not settled yet."""

    @classmethod
    def of(cls, delivered: Mapping[str, Any]) -> Self:
        """Return a message as `receive_message` describes it."""
        return cls._with(delivered["Body"], delivered["ReceiptHandle"], delivered.get("Attributes", {}))

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> Self:
        """Return a message as an event of AWS Lambda describes it."""
        return cls._with(record["body"], record["receiptHandle"], record.get("attributes", {}))

    @classmethod
    def _with(cls, body: str, receipt: str, about: Mapping[str, str]) -> Self:
        return cls(
            body=body.encode(errors="surrogatepass"),
            receipt=receipt,
            attempt=int(about.get("ApproximateReceiveCount", 1)) - 1,
            waited=time() - int(about.get("SentTimestamp", time() * 1000)) / 1000,
        )
