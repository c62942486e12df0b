"""Columns of dates and times."""

from dataclasses import dataclass, replace

import numpy as np

from functions.score.statistics.columns import numeric
from functions.score.statistics.columns.categorical import distances
from functions.score.statistics.columns.missing import Absent
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
from functions.score.statistics.evidence import ColumnEvidence, Effect, Test
from functions.score.statistics.hypothesis import Hypothesis, column_evidence


@dataclass(frozen=True, slots=True)
class Clock:
    """How a column tells time.

    Attributes
    ----------
    dated : False for a column of times of day alone.
    moves_on : True where a later file has later moments; False where the moments themselves (dates of
        birth, say) are to be compared, as numbers are.
    """

    dated: bool = True
    moves_on: bool = True


def compare(
    name: str, before: Seconds, after: Seconds, absent: Absent, clock: Clock, rng: np.random.Generator
) -> ColumnEvidence:
    """Compare one column of moments: the weekdays and the hours, and the moments where time stands still.

    Parameters
    ----------
    name : the column.
    before, after : int64, seconds since 1970-01-01, of the cells that hold a moment.
    absent : the cells that hold none.
    """
    notes: tuple[str, ...] = ()
    untested = "no cell of either file holds a date or time"
    values = Hypothesis()
    summaries = absent.summary(0), absent.summary(1)
    if len(before) and len(after):
        found = _patterns(before, after, clock, rng)
        if not clock.moves_on:
            found = _with_moments(found, before, after, rng)
        values = Hypothesis(found.tests, found.effects)
        notes = found.notes
        for summary, moments in zip(summaries, (before, after), strict=True):
            summary.update(_summary(moments, clock))
        untested = "; ".join(found.notes) or "the moments alone would tell"
    hypotheses = (values, *absent.hypotheses("datetime"))
    return column_evidence(name, "datetime", hypotheses, summaries, notes=notes, not_tested=untested)


@dataclass(frozen=True, slots=True)
class _Found:
    tests: tuple[Test, ...]
    effects: tuple[Effect, ...]
    notes: tuple[str, ...]


def _patterns(before: Seconds, after: Seconds, clock: Clock, rng: np.random.Generator) -> _Found:
    """Return the tests of weekdays and hours; of both effects the larger."""
    tests, sizes, notes = [], [], []
    for pattern in (WEEKDAYS, HOURS):
        reason = _why_not(before, after, pattern, clock)
        if reason:
            notes.append(f"{pattern.name} not tested: {reason}")
            continue
        whole = [whole_cycles(moments, pattern) if clock.dated else moments for moments in (before, after)]
        tested = pattern_test(whole[0], whole[1], pattern, rng)
        if tested is None:
            notes.append(f"{pattern.name} not tested: all rows of both files fall on one")
            continue
        test, counts_before, counts_after = tested
        tests.append(test)
        variation, *others = distances(counts_before, counts_after)
        sizes.append((replace(variation, by=pattern.cell_name), *others))
    largest = max(sizes, key=lambda effects: effects[0].value, default=())
    return _Found(tuple(tests), largest, tuple(notes))


def _why_not(before: Seconds, after: Seconds, pattern: Pattern, clock: Clock) -> str | None:
    if pattern is HOURS and not ((before % DAY).any() or (after % DAY).any()):
        return "the column holds dates without a time"
    if not clock.dated:
        return "the column holds times without a date" if pattern is WEEKDAYS else None
    for file, moments in (("baseline", before), ("drift file", after)):
        reason = why_untestable(whole_cycles(moments, pattern), pattern)
        if reason:
            return f"the {file} has {reason}"
    return None


def _with_moments(found: _Found, before: Seconds, after: Seconds, rng: np.random.Generator) -> _Found:
    pooled = Pooled.of(before.astype(np.float64), after.astype(np.float64))
    tests = tuple(
        Test(f"moments, {test.name}", test.statistic, test.p_value) for test in numeric.tests_of(pooled, rng)
    )
    return _Found((*tests, *found.tests), (*numeric.effects_of(pooled), *found.effects[:1]), found.notes)


def _summary(moments: Seconds, clock: Clock) -> dict[str, object]:
    first, last = (_written(int(moment), clock) for moment in (moments.min(), moments.max()))
    found: dict[str, object] = {"min": first, "max": last}
    for name, pattern in (("weekday_shares", WEEKDAYS), ("hour_shares", HOURS)):
        if clock.dated or pattern is HOURS:
            counts = np.bincount(cells_of(moments, pattern), minlength=pattern.cells)
            found[name] = (counts / len(moments)).tolist()
    return found


def _written(moment: int, clock: Clock) -> str:
    written = str(np.datetime64(moment, "s"))
    return written if clock.dated else written.partition("T")[2]
