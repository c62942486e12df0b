"""What the last files of a dataset say about the next one: what is usual, and what still differs."""

import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import median

from common.verdict.usual import BUDGETED
from functions.score.history.history import History
from functions.score.history.line import HistoryLine
from functions.score.history.runs import runs
from functions.score.history.seasons import Weekly, earlier_years, weekly
from functions.score.history.standing import accepted_sizes, standing_changes
from functions.score.policy import Learning, Standing
from functions.score.statistics.directions import Move
from functions.score.statistics.effects import FACTOR, FEWEST, EffectKey, Effects, Measured, Place

FREQUENT = 0.9  # quantile of the sizes of an effect
ENOUGH = 20  # files against one baseline; if there are as many, those against earlier ones are left out


@dataclass(frozen=True, slots=True)
class Past:
    """What the last files of a dataset say.

    Attributes
    ----------
    files : the effects of each file, without those of columns that alarmed, unless too many files did.
        Of what depends on the weekday, only files of the same one have sizes.
    calm : the same, without those of columns that alarmed, however many files did.
    source : which files these are, as a clause ("the last 12 files"); "" if there are none.
    frequent : the size of each effect that one file in ten exceeds, alarms among them.
    standing : changes that alarmed and have stayed until the last file.
    accepted : the largest size of each change that was accepted.
    alarms : how many of the last BUDGETED files alarmed.
    factor : up to so many times the largest size is usual.
    runs : see `runs.runs`; none beyond the alarm budget.
    rows : of the files, in the median; 0 if there are none.
    """

    files: tuple[Effects, ...] = ()
    calm: tuple[Effects, ...] = ()
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
            1, what alarmed is then usual, too, and no run alarms: a bad file does not hide the next one, but
            a dataset that alarms again and again would be switched off.
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
        accepted = accepted_sizes(same, learning.accept_after)
        alarms = _alarms(used[-BUDGETED:])
        calm = tuple(_usual_effects([*years, *used], weekdays, with_alarms=False))
        many = alarms > learning.alarm_budget
        return cls(
            tuple(_usual_effects([*years, *used], weekdays, with_alarms=True)) if many else calm,
            calm,
            _source(used, years, weekdays),
            _frequent_effects(used, weekdays),
            standing_changes(history, same, accepted),
            accepted,
            alarms,
            FACTOR + max(0, alarms - learning.alarm_budget),
            {} if many else runs(same),
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
    differ = lines[-1].since if lines else {}
    for line in lines:
        over = {
            place
            for place, since in line.since.items()
            if with_alarms and since == line.time != differ.get(place)
        }
        yield {
            key: Measured(size if weekdays.counts(key, line) else 0.0, line.p_values.get(key.place, 1.0))
            for key, size in line.sizes.items()
            if key.place not in line.since or key.place in over
        }


def _frequent_effects(lines: Sequence[HistoryLine], weekdays: Weekly) -> Effects:
    """Return the size of each effect that one file in ten exceeds, alarms among them.

    A few bad files so make nothing usual, but what alarms again and again is. Of a change that stays, only
    the file that alarmed first counts.
    """
    sizes: dict[EffectKey, list[float]] = {}
    keys = dict.fromkeys(key for line in lines for key in line.sizes)
    # What differed in the file before each one.
    stayed: list[Collection[Place]] = [(), *(line.since for line in lines)]
    for key in keys:
        place = key.place
        for line, before in zip(lines, stayed, strict=False):
            first = place not in line.since or (line.since[place] == line.time and place not in before)
            if first and weekdays.counts(key, line):
                sizes.setdefault(key, []).append(line.sizes.get(key, 0.0))
    smallest = {
        place: min(1.0, len(lines) * min(line.p_values.get(place, 1.0) for line in lines))
        for place in {key.place for key in keys}
    }
    return {
        key: Measured(sorted(found)[math.ceil(FREQUENT * len(found)) - 1], smallest[key.place])
        for key, found in sizes.items()
        if len(found) >= FEWEST
    }


def _alarms(lines: Sequence[HistoryLine]) -> int:
    """Return how many files alarmed, unaccepted, by a column that had not alarmed in the file before."""
    before: Collection[Place] = ()
    alarms = 0
    for line in lines:
        new = any(since == line.time for place, since in line.since.items() if place not in before)
        alarms += new and not line.accepted
        before = line.since
    return alarms
