"""Patterns that repeat in time: on which weekdays, at which hours rows fall."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from functions.score.statistics.columns.contingency import SMALLEST_P, chi_square, homogeneity
from functions.score.statistics.evidence import Test

Counts = NDArray[np.int64]
Seconds = NDArray[np.int64]

HOUR, DAY, WEEK = 3600, 86_400, 604_800  # seconds
DAYS_FROM_MONDAY = 3  # of 1970-01-01, a Thursday
FEWEST_CYCLES = 2  # whole weeks or days that a pattern can be told from
LARGEST_CYCLE = 0.75  # share of the rows in one week (day) from which it is that week, not a pattern


@dataclass(frozen=True, slots=True)
class Pattern:
    """What repeats: `cycle` seconds long, in `cells` parts of `part` seconds, each one `cell_name`."""

    name: str
    cell_name: str
    cycles_name: str
    cycle: int
    part: int
    cells: int


WEEKDAYS = Pattern("weekdays", "weekday", "weeks", WEEK, DAY, 7)
HOURS = Pattern("hours of the day", "hour of day", "days", DAY, HOUR, 24)


def cells_of(moments: Seconds, pattern: Pattern) -> Counts:
    """Return the cell of each moment: 0 for Monday, 0 for the hour after midnight."""
    offset = DAYS_FROM_MONDAY * DAY if pattern.cycle == WEEK else 0
    cells: Counts = (moments + offset) % pattern.cycle // pattern.part
    return cells


def whole_cycles(moments: Seconds, pattern: Pattern) -> Seconds:
    """Return the moments that lie in whole weeks (days), counted from the first one.

    The first and the last day of a file are left out where they may be halves (any moment is not
    midnight): half a Monday would pass for a lack of Mondays.
    """
    days = moments // DAY
    first, last = int(days.min()), int(days.max())
    if (moments % DAY).any():
        first, last = first + 1, last - 1
    length = pattern.cycle // DAY
    whole = (last - first + 1) // length * length
    return moments[(days >= first) & (days < first + whole)]


def why_untestable(moments: Seconds, pattern: Pattern) -> str | None:
    """Return why no pattern can be told from moments in whole cycles, or None where it can."""
    if not len(moments):
        return f"fewer than {FEWEST_CYCLES} whole {pattern.cycles_name}"
    day = moments // DAY
    # Cycles are counted from the first day, so that two weeks from Wednesday to Tuesday are two.
    _, rows = np.unique((day - day.min()) * DAY // pattern.cycle, return_counts=True)
    if len(rows) < FEWEST_CYCLES:
        return f"fewer than {FEWEST_CYCLES} whole {pattern.cycles_name}"
    if rows.max() > LARGEST_CYCLE * len(moments):
        return f"nearly all rows in one of its {pattern.cycles_name}"
    return None


def pattern_test(
    before: Seconds, after: Seconds, pattern: Pattern, rng: np.random.Generator
) -> tuple[Test, Counts, Counts] | None:
    """Test whether rows of both files fall on the cells alike; None where all fall on one cell.

    Parameters
    ----------
    before, after : moments in whole cycles, neither of them empty.

    Returns the test and the counts per non-empty cell of both files.

    Rows come in bursts: days differ by more than independent rows would. The p-value is the larger of
    that for independent rows and that of an F test, in which the difference between the files is
    measured against the one among the weeks (days) inside each file. It assumes that weeks (days) are
    independent of each other, not that rows are.

    Source: McCullagh & Nelder, "Generalized Linear Models" (1989), 4.5, for the dispersion.
    """
    cells = cells_of(before, pattern), cells_of(after, pattern)
    counts = [np.bincount(found, minlength=pattern.cells) for found in cells]
    held = np.flatnonzero(counts[0] + counts[1])
    if len(held) <= 1:
        return None
    plain = homogeneity(counts[0][held], counts[1][held], rng)
    within, freedom = 0.0, 0
    for moments, found in zip((before, after), cells, strict=True):
        excess, degrees = _dispersion(moments // pattern.cycle, found)
        within, freedom = within + excess, freedom + degrees
    p_value = plain.p_value
    if freedom and within > freedom:
        between = chi_square(counts[0][held], counts[1][held]) / (len(held) - 1)
        ratio = between / (within / freedom)
        p_value = max(p_value, float(special.fdtrc(len(held) - 1, freedom, ratio)), SMALLEST_P)
    test = Test(f"{pattern.name}, {plain.name}", plain.statistic, p_value)
    return test, counts[0][held], counts[1][held]


def _dispersion(cycles: Counts, cells: Counts) -> tuple[float, int]:
    """Return Pearson's statistic of cycles by cells in one file, and its degrees of freedom."""
    _, cycle, rows = np.unique(cycles, return_inverse=True, return_counts=True)
    _, cell, columns = np.unique(cells, return_inverse=True, return_counts=True)
    degrees = (len(rows) - 1) * (len(columns) - 1)
    if not degrees:
        return 0.0, 0
    # sum (count - expected)^2 / expected, of which only non-empty cells have a count
    place, count = np.unique(cycle * len(columns) + cell, return_counts=True)
    expected = rows[place // len(columns)] * columns[place % len(columns)] / len(cells)
    return float((count**2 / expected).sum()) - len(cells), degrees
