"""One message that SQS delivered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import time
from typing import Any, Self

from functions.score.triggers.ladder import LADDER_SECONDS

# What SQS has to say about each message that it delivers.
ATTRIBUTES = ["ApproximateReceiveCount", "SentTimestamp"]


@dataclass(slots=True)
class SqsMessage:
    """One message, not settled yet.

    Attributes
    ----------
    body : the message.
    receipt : needed to settle it.
    attempt : how often SQS has delivered it before; a retry and the death of a worker count alike.
    waited : how many seconds ago it was sent.
    lost : whether it cannot be settled any more.
    released : whether it is to come again, so that nobody extends it.
    """

    body: bytes
    receipt: str = field(repr=False)
    attempt: int = 0
    waited: float = 0.0
    lost: bool = False
    released: bool = False

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

    @property
    def delivered_before(self) -> bool:
        """Whether SQS has delivered it before."""
        return self.attempt > 0

    @property
    def last_attempt(self) -> bool:
        """Whether all steps of the retry ladder are over.

        The number of deliveries alone does not tell: workers that are killed use them up within a minute.
        """
        return self.attempt >= len(LADDER_SECONDS) and self.waited > LADDER_SECONDS[-1]
