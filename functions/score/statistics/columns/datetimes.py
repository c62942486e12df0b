"""Columns of dates and times."""

from dataclasses import dataclass, replace

import numpy as np

from functions.score.statistics.columns.categorical import distances
from functions.score.statistics.columns.missing import Absent
from functions.score.statistics.columns.numeric_effects import effects_of
from functions.score.statistics.columns.periods import (
    DAY,
    HOURS,
    WEEKDAYS,
    Pattern,
    Seconds,
    cells_of,
    pattern_test,
    whole_cycles,
    why_untestable,
)
from functions.score.statistics.columns.pooled import Pooled
from functions.score.statistics.columns.rank_tests import tests_of
from functions.score.statistics.evidence import ColumnEvidence, Effect, Test
from functions.score.statistics.hypothesis import Hypothesis, column_evidence


@dataclass(frozen=True, slots=True)
class Clock:
    """How a column records time.

    Attributes
    ----------
    dated : bool
        False for a column with only times of day.
    moves_on : bool
        True if a later file has later dates. False if the dates themselves (of birth, for example) are
        compared, like numbers.
    """

    dated: bool = True
    moves_on: bool = True


def compare(
    name: str, before: Seconds, after: Seconds, absent: Absent, clock: Clock, rng: np.random.Generator
) -> ColumnEvidence:
    """Compare a column of dates: weekdays and hours, and the dates themselves if time does not move on.

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
    notes: tuple[str, ...] = ()
    reason = "neither file has a date or time in this column"
    values = Hypothesis()
    summaries = absent.summary(0), absent.summary(1)
    if len(before) and len(after):
        patterns = _patterns(before, after, clock, rng)
        tests, effects = patterns.tests, patterns.effects
        if not clock.moves_on:
            pooled = Pooled.of(before.astype(np.float64), after.astype(np.float64))
            tests = (*_date_tests(pooled, rng), *tests)
            effects = (*effects_of(pooled), *effects[:1])
        values = Hypothesis(tests, effects)
        notes = patterns.notes
        for summary, dates in zip(summaries, (before, after), strict=True):
            summary.update(_summary(dates, clock))
        reason = "; ".join(patterns.notes)
    hypotheses = (values, *absent.hypotheses("datetime"))
    return column_evidence(name, "datetime", hypotheses, summaries, notes=notes, not_tested=reason)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Tests of weekdays and hours, the effects of the larger change, and why a pattern has no test."""

    tests: tuple[Test, ...]
    effects: tuple[Effect, ...]
    notes: tuple[str, ...]


def _patterns(before: Seconds, after: Seconds, clock: Clock, rng: np.random.Generator) -> _Patterns:
    tests, sizes, notes = [], [], []
    for pattern in (WEEKDAYS, HOURS):
        reason = _why_not(before, after, pattern, clock)
        if reason:
            notes.append(f"{pattern.name} not tested: {reason}")
            continue
        whole = [whole_cycles(dates, pattern) if clock.dated else dates for dates in (before, after)]
        tested = pattern_test(whole[0], whole[1], pattern, rng)
        if tested is None:
            notes.append(
                f"{pattern.name} not tested: all rows of both files have the same {pattern.cell_name}"
            )
            continue
        test, counts_before, counts_after = tested
        tests.append(test)
        variation, *others = distances(counts_before, counts_after)
        sizes.append((replace(variation, by=pattern.cell_name), *others))
    largest = max(sizes, key=lambda effects: effects[0].value, default=())
    return _Patterns(tuple(tests), largest, tuple(notes))


def _why_not(before: Seconds, after: Seconds, pattern: Pattern, clock: Clock) -> str | None:
    if pattern is HOURS and not ((before % DAY).any() or (after % DAY).any()):
        return "the column has dates without times"
    if not clock.dated:
        return "the column has times without dates" if pattern is WEEKDAYS else None
    for file, dates in (("baseline", before), ("drift file", after)):
        reason = why_untestable(whole_cycles(dates, pattern), pattern)
        if reason:
            return f"the {file} has {reason}"
    return None


def _date_tests(pooled: Pooled, rng: np.random.Generator) -> tuple[Test, ...]:
    return tuple(Test(f"dates, {test.name}", test.statistic, test.p_value) for test in tests_of(pooled, rng))


def _summary(dates: Seconds, clock: Clock) -> dict[str, object]:
    first, last = (_written(int(date), clock) for date in (dates.min(), dates.max()))
    summary: dict[str, object] = {"min": first, "max": last}
    for name, pattern in (("weekday_shares", WEEKDAYS), ("hour_shares", HOURS)):
        if clock.dated or pattern is HOURS:
            counts = np.bincount(cells_of(dates, pattern), minlength=pattern.cells)
            summary[name] = (counts / len(dates)).tolist()
    return summary


def _written(date: int, clock: Clock) -> str:
    written = str(np.datetime64(date, "s"))
    return written if clock.dated else written.partition("T")[2]
