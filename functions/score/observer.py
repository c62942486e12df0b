"""What became of one event, for observers such as the log."""

from dataclasses import dataclass
from typing import Protocol

from common import logs
from common.errors import Outcome
from common.events import ObjectCreated
from common.verdict.document import Verdict


@dataclass(frozen=True, slots=True)
class Settlement:
    """What became of one event.

    Attributes
    ----------
    outcome : what the trigger does with the event.
    reason : why, in one sentence.
    record : the sender's name for the record that announced the object, such as an SQS message id.
    event : the object; None if the record could not be read.
    verdict : the verdict that is stored now; None if there is none.
    fresh : whether this event led to that verdict; otherwise it was there before.
    seconds : how long it took.
    waits_for_baseline : whether there is no verdict because there is no baseline yet.
    error : an unexpected error.
    """

    outcome: Outcome
    reason: str
    record: str = "0"
    event: ObjectCreated | None = None
    verdict: Verdict | None = None
    fresh: bool = False
    seconds: float = 0.0
    waits_for_baseline: bool = False
    error: BaseException | None = None


class Observer(Protocol):
    """Called once per event; must not raise."""

    def __call__(self, settlement: Settlement, /) -> None:
        """Receive what became of an event."""
        ...


def log_settlement(settlement: Settlement) -> None:
    """Log a new verdict, or one line that says why there is none."""
    if settlement.verdict and settlement.fresh:
        logs.verdict_written(settlement.verdict)
    if settlement.error or not settlement.fresh:
        event = settlement.event
        fields = {"key": event.key, "etag": event.etag} if event else {}
        logs.event_settled(settlement.outcome, settlement.reason, settlement.error, **fields)
