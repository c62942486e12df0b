"""Observers get the result of every event; the log is one of them."""

from typing import Protocol

from common import logs
from functions.score.settlement import Settlement


class Observer(Protocol):
    """Called once per event; must not raise."""

    def __call__(self, settlement: Settlement, /) -> None:
        """Receive the result of an event."""
        ...


def log_verdict(settlement: Settlement) -> None:
    """Log a new verdict."""
    if settlement.verdict and settlement.fresh:
        logs.verdict_written(settlement.verdict)


def log_settlement(settlement: Settlement) -> None:
    """Log a new verdict, or one line that says why there is none."""
    log_verdict(settlement)
    if settlement.error or not settlement.fresh:
        event = settlement.event
        fields = {"key": event.key, "etag": event.etag} if event else {}
        logs.event_settled(settlement.outcome, settlement.reason, settlement.error, **fields)
