"""Patterns that repeat in time: the weekdays and the hours on which rows fall."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from functions.score.statistics.chi_square import chi_square
from functions.score.statistics.columns.contingency import homogeneity
from functions.score.statistics.evidence import Test
from functions.score.statistics.p_value import SMALLEST_P

Counts = NDArray[np.int64]
Seconds = NDArray[np.int64]

HOUR, DAY, WEEK = 3600, 86_400, 604_800  # seconds
DAYS_FROM_MONDAY = 3  # of 1970-01-01, a Thursday
FEWEST_CYCLES = 2  # whole weeks or days that a pattern needs
LARGEST_CYCLE = 0.75  # with a larger share of the rows in one week (day), it shows that week, not a pattern


@dataclass(frozen=True, slots=True)
class Pattern:
    """A repeating period.

    Attributes
    ----------
    name, cell_name, cycles_name : str
        What its cells are called ("weekdays"), one of them ("weekday"), and what repeats ("weeks").
    cycle, part : int
        Seconds of the period and of each cell.
    cells : int
        Number of cells.
    """

    name: str
    cell_name: str
    cycles_name: str
    cycle: int
    part: int
    cells: int


WEEKDAYS = Pattern("weekdays", "weekday", "weeks", WEEK, DAY, 7)
HOURS = Pattern("hours of the day", "hour of day", "days", DAY, HOUR, 24)


def cells_of(dates: Seconds, pattern: Pattern) -> Counts:
    """Return the cell of each date.

    Parameters
    ----------
    dates : int64 array, shape (n,)
        Seconds since 1970-01-01.
    pattern : Pattern

    Returns
    -------
    int64 array, shape (n,)
        0 for Monday or for the hour after midnight.

    Examples
    --------
    >>> cells_of(np.array([0, 4 * DAY]), WEEKDAYS).tolist()
    [3, 0]
    """
    offset = DAYS_FROM_MONDAY * DAY if pattern.cycle == WEEK else 0
    cells: Counts = (dates + offset) % pattern.cycle // pattern.part
    return cells


def whole_cycles(dates: Seconds, pattern: Pattern) -> Seconds:
    """Return the dates in whole weeks (days), counted from the first one.

    If any date has a time of day, the first and the last day of the file may be incomplete and are left out:
    half a Monday would look like fewer rows on Mondays.

    Parameters
    ----------
    dates : int64 array, shape (n,), n >= 1
        Seconds since 1970-01-01.
    pattern : Pattern

    Returns
    -------
    int64 array, shape (k,), 0 <= k <= n

    Examples
    --------
    >>> len(whole_cycles(np.arange(16) * DAY, WEEKDAYS))
    14
    """
    days = dates // DAY
    first, last = int(days.min()), int(days.max())
    if (dates % DAY).any():
        first, last = first + 1, last - 1
    length = pattern.cycle // DAY
    whole = (last - first + 1) // length * length
    return dates[(days >= first) & (days < first + whole)]


def why_untestable(dates: Seconds, pattern: Pattern) -> str | None:
    """Return why dates in whole cycles show no pattern, as what "the file has"; None if they can.

    Examples
    --------
    >>> why_untestable(np.arange(7) * DAY, WEEKDAYS)
    'fewer than 2 whole weeks'
    """
    if not len(dates):
        return f"fewer than {FEWEST_CYCLES} whole {pattern.cycles_name}"
    day = dates // DAY
    # Cycles start on the first day: two weeks from Wednesday to Tuesday are two cycles.
    _, rows = np.unique((day - day.min()) * DAY // pattern.cycle, return_counts=True)
    if len(rows) < FEWEST_CYCLES:
        return f"fewer than {FEWEST_CYCLES} whole {pattern.cycles_name}"
    if rows.max() > LARGEST_CYCLE * len(dates):
        return f"more than {LARGEST_CYCLE:.0%} of its rows in one of its {pattern.cycles_name}"
    return None


def pattern_test(
    before: Seconds, after: Seconds, pattern: Pattern, rng: np.random.Generator
) -> tuple[Test, Counts, Counts] | None:
    """Test whether the rows of both files have the same distribution over the cells.

    Rows often come in bursts, so that days differ by more than independent rows would. The p-value is the
    larger one of two tests: one for independent rows, and an F test that compares the difference between the
    files with the differences among the weeks (days) of each file. It assumes independent weeks (days), not
    independent rows.

    Parameters
    ----------
    before, after : int64 array, shapes (n,) and (m,), n, m >= 1
        Dates in whole cycles, in seconds since 1970-01-01.
    pattern : Pattern
    rng : numpy.random.Generator
        For the Monte Carlo test.

    Returns
    -------
    tuple of (Test, int64 array, int64 array), or None
        The test, and the rows of both files in each cell that is not empty. None if all rows are in one cell.

    References
    ----------
    McCullagh & Nelder, "Generalized Linear Models" (1989), section 4.5, for the dispersion.
    """
    cells = cells_of(before, pattern), cells_of(after, pattern)
    counts = [np.bincount(file_cells, minlength=pattern.cells) for file_cells in cells]
    occupied = np.flatnonzero(counts[0] + counts[1])
    if len(occupied) <= 1:
        return None
    counts_before, counts_after = counts[0][occupied], counts[1][occupied]
    independent = homogeneity(counts_before, counts_after, rng)
    within, freedom = 0.0, 0
    for dates, file_cells in zip((before, after), cells, strict=True):
        excess, degrees = _dispersion(dates // pattern.cycle, file_cells)
        within, freedom = within + excess, freedom + degrees
    p_value = independent.p_value
    if freedom and within > freedom:
        between = chi_square(counts_before, counts_after) / (len(occupied) - 1)
        ratio = between / (within / freedom)
        p_value = max(p_value, float(special.fdtrc(len(occupied) - 1, freedom, ratio)), SMALLEST_P)
    test = Test(f"{pattern.name}, {independent.name}", independent.statistic, p_value)
    return test, counts_before, counts_after


def _dispersion(cycles: Counts, cells: Counts) -> tuple[float, int]:
    """Return Pearson's statistic of cycles by cells in one file, and its degrees of freedom."""
    _, cycle, rows = np.unique(cycles, return_inverse=True, return_counts=True)
    _, cell, columns = np.unique(cells, return_inverse=True, return_counts=True)
    degrees = (len(rows) - 1) * (len(columns) - 1)
    if not degrees:
        return 0.0, 0
    # sum (count - expected)^2 / expected = sum count^2 / expected - n, so that empty cells add nothing
    place, count = np.unique(cycle * len(columns) + cell, return_counts=True)
    expected = rows[place // len(columns)] * columns[place % len(columns)] / len(cells)
    return float((count**2 / expected).sum()) - len(cells), degrees
