"""Columns of dates and times."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.columns.contingency import all_taken
from functions.score.statistics.columns.days import exposed_shares
from functions.score.statistics.columns.hours import hours_change
from functions.score.statistics.columns.missing import Absent, same_share
from functions.score.statistics.columns.numeric_effects import effects_of
from functions.score.statistics.columns.periods import DAY, HOURS, WEEKDAYS, Change, Seconds, cells_of
from functions.score.statistics.columns.placeholders import most_frequent, placeholders
from functions.score.statistics.columns.pooled import Pooled
from functions.score.statistics.columns.rank_tests import tests_of
from functions.score.statistics.columns.robust_spread import median, robust_deviation
from functions.score.statistics.columns.weekdays import weekdays_change
from functions.score.statistics.evidence import OUTSIDE_DATES, PLACEHOLDER, ColumnEvidence, Effect, Test
from functions.score.statistics.excess_share import chance_outside, excess_share
from functions.score.statistics.hypothesis import Hypothesis, column_evidence
from functions.score.statistics.p_value import bounded

Shows = Literal["dates", "times", "periods", "dates without a year", "numbers of a calendar"]

FAR_LATER = 20 * 366 * DAY  # at least so long after the baseline's last date: no file is that late
CYCLE = "they are numbers of a calendar, which begin again and again"


@dataclass(frozen=True, slots=True)
class Clock:
    """How a column records time.

    Attributes
    ----------
    shows : str
        "times": times of day alone. "periods": months, quarters, weeks or years, each as its first day.
        "numbers of a calendar": such as days of the month, not compared.
    moves_on : bool
        True if a later file has later dates. False if the dates themselves (of birth, for example) are
        compared, like numbers.
    local : bool
        Whether the dates are those of a place's own clock. Otherwise they may be in UTC, where daylight
        saving time moves the hours of a place.
    """

    shows: Shows = "dates"
    moves_on: bool = True
    local: bool = False

    @property
    def compared(self) -> bool:
        """Whether the dates are points in time that can be compared with those of the baseline."""
        return self.shows in ("dates", "periods")

    @property
    def compares_dates(self) -> bool:
        """Whether the dates themselves are compared, like numbers."""
        return not self.moves_on and self.shows != "times"


def compare(
    name: str, before: Seconds, after: Seconds, absent: Absent, clock: Clock, rng: np.random.Generator
) -> ColumnEvidence:
    """Compare a column of dates: weekdays, hours, dates before all others, and placeholders.

    If time does not move on, the dates themselves are compared, too.

    Parameters
    ----------
    name : str
        The column.
    before, after : int64 array, shapes (n,) and (m,)
        Seconds since 1970-01-01 of the cells with a date.
    absent : Absent
        The missing and unreadable cells.
    clock : Clock
        How the column records time.
    rng : numpy.random.Generator
        For the Monte Carlo tests.
    """
    summaries = absent.summary(0), absent.summary(1)
    placeholder = _are_placeholders(before, after, clock)
    hypotheses = _placeholder_share(before, after, placeholder, absent)
    if hypotheses:
        for file, summary in enumerate(summaries):
            summary["placeholders"] = float(np.count_nonzero(placeholder[file])) / absent.rows[file]
    before, after = before[~placeholder[0]], after[~placeholder[1]]
    notes: tuple[str, ...] = ()
    reason = "neither file has a date or time in this column"
    if not (len(before) and len(after)):
        if any(file.any() for file in placeholder):
            reason = "a file has only placeholder dates"
    elif clock.shows == "numbers of a calendar":
        reason = f"the values are not compared: {CYCLE}"
    else:
        values, notes = _values(before, after, clock, rng)
        hypotheses = (*values, *hypotheses)
        for summary, dates in zip(summaries, (before, after), strict=True):
            summary.update(_summary(dates, clock))
        reason = "; ".join(notes)
    hypotheses = (*hypotheses, *absent.hypotheses())
    return column_evidence(name, "datetime", hypotheses, summaries, notes=notes, not_tested=reason)


def _values(
    before: Seconds, after: Seconds, clock: Clock, rng: np.random.Generator
) -> tuple[tuple[Hypothesis, ...], tuple[str, ...]]:
    """Return the hypotheses on the patterns and on the dates themselves, and why a pattern has no test.

    Each pattern is a hypothesis of its own: the size of a change of the hours with the p-value of a change of
    the weekdays would be a change that no test found.
    """
    changes, notes = _patterns(before, after, clock, rng)
    patterns = tuple(Hypothesis((change.test,), change.effects) for change in changes)
    if clock.moves_on and clock.compared:
        return (*patterns, *_outside(before, after)), notes
    if clock.compares_dates:
        pooled = Pooled.of(before.astype(np.float64), after.astype(np.float64))
        dates = [Test(f"dates, {test.name}", test.statistic, test.p_value) for test in tests_of(pooled, rng)]
        return (Hypothesis(tuple(dates), effects_of(pooled)), *patterns), notes
    return patterns, notes


def _patterns(
    before: Seconds, after: Seconds, clock: Clock, rng: np.random.Generator
) -> tuple[list[Change], tuple[str, ...]]:
    changes, notes = [], []
    weekdays: Change | str = "the column has times without dates"
    if clock.shows == "dates":
        weekdays = weekdays_change(before, after)
    elif clock.shows != "times":
        weekdays = f"the column has {clock.shows}"
    hours: Change | str = "the column has dates without times"
    if (before % DAY).any() or (after % DAY).any():
        dated = clock.shows != "times"
        hours = hours_change(
            before, after, rng, dated=dated, in_utc=clock.shows == "dates" and not clock.local
        )
    elif clock.shows == "periods":
        hours = "the column has periods"
    for pattern, change in ((WEEKDAYS, weekdays), (HOURS, hours)):
        if isinstance(change, str):
            notes.append(f"{pattern.name} not tested: {change}")
        else:
            changes.append(change)
            notes += change.notes
    return changes, tuple(notes)


def _outside(before: Seconds, after: Seconds) -> tuple[Hypothesis, ...]:
    """Return the hypothesis that no more dates than by chance are before the baseline's first one.

    Dates decades after its last one count too, because later ones are expected, but not as late as that.
    The p-value of each is that of `rank_tests.beyond_range`, whose source is given there.
    """
    rows = len(before) + len(after)
    first, last = int(before.min()), int(before.max())
    earlier = int(np.count_nonzero(after < first))
    later = int(np.count_nonzero(after > last + max(FAR_LATER, last - first)))
    p_value = bounded(2 * float(all_taken(np.array([earlier, later]), len(after), rows).min()))
    excess = excess_share(max(earlier, later) / len(after), chance_outside(len(before), ends=1))
    test = Test(
        "dates before the baseline's first or decades after its last", float(earlier + later), p_value
    )
    side = "earlier" if earlier >= later else "later"
    return (Hypothesis((test,), (Effect(OUTSIDE_DATES, excess, by=side),)),)


def _are_placeholders(
    before: Seconds, after: Seconds, clock: Clock
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    if clock.compared:
        return placeholders(before, after)
    return np.zeros(len(before), dtype=np.bool_), np.zeros(len(after), dtype=np.bool_)


def _placeholder_share(
    before: Seconds, after: Seconds, placeholder: tuple[NDArray[np.bool_], NDArray[np.bool_]], absent: Absent
) -> tuple[Hypothesis, ...]:
    """Return the hypothesis that the share of placeholder dates did not change; empty if there are none."""
    dates = np.concatenate([before[placeholder[0]], after[placeholder[1]]])
    if not len(dates):
        return ()
    hits = int(np.count_nonzero(placeholder[0])), int(np.count_nonzero(placeholder[1]))
    (hypothesis,) = same_share("placeholder dates", PLACEHOLDER, hits, absent.rows)
    effects = tuple(replace(effect, example=most_frequent(dates)) for effect in hypothesis.effects)
    return (replace(hypothesis, effects=effects),)


def _summary(dates: Seconds, clock: Clock) -> dict[str, object]:
    timed = bool((dates % DAY).any())
    summary: dict[str, object] = {"dates": len(dates)}  # without placeholders, which `count` includes
    for end, date in (("min", dates.min()), ("max", dates.max())):
        summary[end] = _written(int(date), clock, timed=timed)
    if clock.compares_dates:
        ordered = np.sort(dates).astype(np.float64)
        summary["median"] = _written(int(median(ordered)), clock, timed=timed)
        summary["robust_sd_days"] = robust_deviation(ordered) / DAY
    if clock.shows == "dates":
        summary["weekday_shares"] = exposed_shares(dates).tolist()
    if clock.shows != "periods":
        counts = np.bincount(cells_of(dates, HOURS), minlength=HOURS.cells)
        summary["hour_shares"] = (counts / len(dates)).tolist()
    return summary


def _written(date: int, clock: Clock, *, timed: bool) -> str:
    written = str(np.datetime64(date, "s"))
    day, _, time = written.partition("T")
    if clock.shows == "times":
        return time
    if clock.shows == "dates without a year":
        written, day = written[len("2000-") :], day[len("2000-") :]
    return written if timed else day
