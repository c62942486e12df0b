"""What a sweep has done: counted, and logged with one line for each file that it opened in earnest."""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from common import logs
from common.errors import Outcome
from functions.score.settlement import Settlement
from functions.score.triggers.sweep.reasons import Reason
from functions.score.verdict.stored import provisional

LOGGER = logging.getLogger(__name__)


class Ending(StrEnum):
    """What became of a file that the listings did not settle, in the words of the summary."""

    SCORED = "scored now"
    DUE = "would be scored"
    WAITING = "without a readable baseline"
    CONFIRMED = "had their verdicts"
    LEFT = "left alone"
    FAILED = "failed"


@dataclass(slots=True)
class Tally:
    """What a sweep has done so far.

    Attributes
    ----------
    looked_at : number of drift files.
    endings : what became of those that the listings did not settle.
    """

    looked_at: int = 0
    endings: Counter[Ending] = field(default_factory=Counter)

    def settled(self, key: str, reason: Reason, settlement: Settlement) -> None:
        """Count and log a file that the handler had to decide on."""
        ending = _ending(settlement)
        self.endings[ending] += 1
        if ending is Ending.FAILED:
            error = settlement.error
            why = f"internal error ({type(error).__name__}); see traceback" if error else settlement.reason
            _log(logging.WARNING, f"cannot score {key}: {why}", ending, key, error)
        elif ending is Ending.LEFT:
            _log(logging.INFO, f"{key} is left alone: {settlement.reason}", ending, key)
        elif settlement.fresh:
            _log(logging.INFO, f"wrote the verdict on {key}: {reason.words}", ending, key, reason=reason)

    def due(self) -> None:
        """Count a file that a dry run does not score."""
        self.endings[Ending.DUE] += 1

    def left(self, key: str, why: str) -> None:
        """Count and log a file that nothing is done about."""
        self.endings[Ending.LEFT] += 1
        _log(logging.INFO, f"{key} is left alone: {why}", Ending.LEFT, key)

    def failed(self, key: str, why: str, bug: BaseException | None = None) -> None:
        """Count and log a file that could not be checked; `bug` is an unexpected error."""
        self.endings[Ending.FAILED] += 1
        _log(logging.WARNING, f"cannot check {key}: {why}", Ending.FAILED, key, bug)

    def fields(self) -> Mapping[str, int]:
        """Return all counts, for a log line."""
        return {"looked_at": self.looked_at, **{each.name.lower(): self.endings[each] for each in Ending}}

    def so_far(self) -> str:
        """Return what has been done until now, in one line."""
        files = "1 file" if self.looked_at == 1 else f"{self.looked_at:,} files"
        counts = [f"{self.endings[ending]:,} {ending}" for ending in Ending if self.endings[ending]]
        return f"looked at {files}{': ' if counts else ''}{', '.join(counts)}"

    def __str__(self) -> str:
        return self.so_far() if self.endings.total() else f"{self.so_far()}: nothing to do"


def _ending(settlement: Settlement) -> Ending:
    if settlement.waits_for_baseline:
        return Ending.WAITING
    if settlement.outcome is not Outcome.ACK:
        return Ending.FAILED
    if settlement.verdict is None:
        return Ending.LEFT
    if provisional(settlement.verdict):
        return Ending.WAITING
    return Ending.SCORED if settlement.fresh else Ending.CONFIRMED


def _log(
    level: int, message: str, ending: Ending, key: str, error: BaseException | None = None, **more: object
) -> None:
    fields = {"event": "swept", "ending": ending.name.lower(), "key": key, **more}
    LOGGER.log(level, "sweep: %s", message, exc_info=error, extra={logs.FIELDS: fields})
