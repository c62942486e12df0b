"""What the last files of a dataset say about the next one: what is usual, and what still differs."""

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from functions.score.history.history import History
from functions.score.history.line import HistoryLine
from functions.score.history.runs import runs
from functions.score.history.seasons import Weekly, earlier_years, weekly
from functions.score.policy import Learning, Standing
from functions.score.statistics.directions import Move
from functions.score.statistics.effects import FACTOR, FEWEST, UNSIZED, EffectKey, Effects, Measured

BUDGETED = 50  # files to which the budget of alarms applies
FREQUENT = 0.9  # quantile of the sizes of an effect
ENOUGH = 20  # files against one baseline; if there are as many, those against earlier ones are left out


@dataclass(frozen=True, slots=True)
class Past:
    """What the last files of a dataset say.

    Attributes
    ----------
    files : the effects of each file, without those of columns that alarmed, unless too many files did.
        Of what depends on the weekday, only files of the same one have sizes.
    source : which files these are, as a clause ("the last 12 files"); "" if there are none.
    frequent : the size of each effect that one file in ten exceeds, alarms among them.
    standing : changes that alarmed and have stayed until the last file.
    accepted : the largest size of each change that was accepted.
    alarms : how many of the last BUDGETED files alarmed.
    factor : up to so many times the largest size is usual.
    runs : see `runs.runs`.
    rows : of the files, in the median; 0 if there are none.
    """

    files: tuple[Effects, ...] = ()
    source: str = ""
    frequent: Effects = field(default_factory=dict)
    standing: Mapping[Move, Standing] = field(default_factory=dict)
    accepted: Mapping[Move, float] = field(default_factory=dict)
    alarms: int = 0
    factor: float = FACTOR
    runs: Mapping[Move, float] = field(default_factory=dict)
    rows: float = 0.0

    @classmethod
    def of(
        cls, history: History, baseline: str | None, learning: Learning, time: datetime | None = None
    ) -> "Past":
        """Return what a history says about the file that follows its last one.

        Parameters
        ----------
        baseline : the etag of the baseline. Files that were compared with an earlier one count only until
            there are enough of this one.
        learning : its budget is how many of BUDGETED files may alarm. Each alarm beyond raises the factor by
            1, and what alarmed is then usual, too: a bad file does not hide the next one, but a dataset that
            alarms again and again would be switched off.
        time : when the file was written; None if that is unknown: there is no season.
        """
        lines = history.recent
        same = [line for line in lines if line.baseline == baseline]
        enough = len(same) >= ENOUGH
        used = same if enough else list(lines)
        years = [
            line
            for line in (earlier_years(history, time) if time else ())
            if line.baseline == baseline or not enough
        ]
        weekdays = weekly(used, time) if time else Weekly()
        accepted = _accepted(same, learning.accept_after)
        alarms = _alarms(used[-BUDGETED:])
        return cls(
            tuple(_usual_effects([*years, *used], weekdays, with_alarms=alarms > learning.alarm_budget)),
            _source(used, years, weekdays),
            _frequent_effects(used, weekdays),
            _standing(same, accepted),
            accepted,
            alarms,
            FACTOR + max(0, alarms - learning.alarm_budget),
            runs(same),
            median([line.rows for line in used if line.rows is not None] or [0]),
        )


def _source(used: Sequence[HistoryLine], years: Sequence[HistoryLine], weekdays: Weekly) -> str:
    """Return which files show what is usual, as a clause."""
    if not used:
        return ""
    last = f"the last {len(used)} files" if len(used) > 1 else "the last file"
    earlier = f" and {len(years)} of the same weeks in earlier years" if years else ""
    return f"{last}{earlier}{weekdays.source([*years, *used])}"


def _usual_effects(lines: Sequence[HistoryLine], weekdays: Weekly, *, with_alarms: bool) -> Iterator[Effects]:
    """Yield the effects of each file, without those of columns that alarmed, or were still different.

    With alarms, those of columns that alarmed, and no longer differ, are among them. What depends on the
    weekday has size 0 in the files of another one.
    """
    differ = lines[-1].unusual if lines else {}
    for line in lines:
        over = {
            column
            for column, since in line.unusual.items()
            if with_alarms and since == line.time != differ.get(column)
        }
        yield {
            key: Measured(size if weekdays.counts(key, line) else 0.0, line.p_values.get(key.column, 1.0))
            for key, size in line.sizes.items()
            if key.column not in line.unusual or key.column in over
        }


def _frequent_effects(lines: Sequence[HistoryLine], weekdays: Weekly) -> Effects:
    """Return the size of each effect that one file in ten exceeds, alarms among them.

    A few bad files so make nothing usual, but what alarms again and again is. Of a change that stays, only
    the file that alarmed counts.
    """
    sizes: dict[EffectKey, list[float]] = {}
    keys = dict.fromkeys(key for line in lines for key in line.sizes)
    for line in lines:
        for key in keys:
            if line.unusual.get(key.column, line.time) == line.time and weekdays.counts(key, line):
                sizes.setdefault(key, []).append(line.sizes.get(key, 0.0))
    smallest = {
        key.column: min(1.0, len(lines) * min(line.p_values.get(key.column, 1.0) for line in lines))
        for key in keys
    }
    return {
        key: Measured(sorted(found)[math.ceil(FREQUENT * len(found)) - 1], smallest[key.column])
        for key, found in sizes.items()
        if len(found) >= FEWEST
    }


def _alarms(lines: Sequence[HistoryLine]) -> int:
    """Return how many files alarmed, unaccepted, by a column that had not alarmed in the file before."""
    before: Collection[str] = ()
    alarms = 0
    for line in lines:
        new = any(since == line.time for column, since in line.unusual.items() if column not in before)
        alarms += new and not line.accepted
        before = line.unusual
    return alarms


def _standing(lines: Sequence[HistoryLine], accepted: Mapping[Move, float]) -> dict[Move, Standing]:
    """Return the changes that have stayed until the last of these lines, as large as when they alarmed."""
    if not lines:
        return {}
    standing = {}
    for column, since in lines[-1].unusual.items():
        alarmed = next(line for line in lines if line.unusual.get(column) == since)
        for key, size in _unusual_sizes(alarmed).items():
            change = Move(key, key in alarmed.falls)
            if key.column == column and size > accepted.get(change, 0.0):
                standing[change] = Standing(size, since)
    return standing


def _accepted(lines: Sequence[HistoryLine], accept_after: int) -> dict[Move, float]:
    """Return the largest size of each change that a person accepted, or that stayed for so many files."""
    accepted: dict[Move, float] = {}
    stayed: Counter[str] = Counter()
    for line in lines:
        stayed = Counter({column: stayed[column] + 1 for column in line.unusual})
        for key, size in _unusual_sizes(line).items():
            if line.accepted or (accept_after and stayed[key.column] >= accept_after):
                change = Move(key, key in line.falls)
                accepted[change] = max(size, accepted.get(change, 0.0))
    return accepted


def _unusual_sizes(line: HistoryLine) -> dict[EffectKey, float]:
    """Return the effects of the columns that alarmed; changes of unknown size are infinite."""
    unknown = {EffectKey(column, UNSIZED): math.inf for column in line.unusual}
    return unknown | {key: size for key, size in line.sizes.items() if key.column in line.unusual}
