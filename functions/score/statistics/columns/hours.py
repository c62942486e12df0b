"""The hours of the day on which rows fall."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy import special

from functions.score.statistics.chi_square import chi_square
from functions.score.statistics.columns.categorical import distances
from functions.score.statistics.columns.contingency import homogeneity
from functions.score.statistics.columns.daylight import RULES, on_clocks_of
from functions.score.statistics.columns.periods import (
    HOURS,
    Change,
    Seconds,
    cells_of,
    whole_cycles,
    why_untestable,
)
from functions.score.statistics.evidence import Test
from functions.score.statistics.p_value import SMALLEST_P

Counts = NDArray[np.int64]

EXPLAINED = 0.05  # a note is written if daylight saving time lifts a p-value below this one above it


def hours_change(
    before: Seconds, after: Seconds, rng: np.random.Generator, *, dated: bool, in_utc: bool
) -> Change | str:
    """Test whether the rows of both files have the same distribution over the hours of the day.

    Parameters
    ----------
    before, after : int64 array, shapes (n,) and (m,), n, m >= 1
        Seconds since 1970-01-01, or since midnight.
    rng : numpy.random.Generator
        For the Monte Carlo test.
    dated : bool
        False for times of day alone.
    in_utc : bool
        Whether the dates may be in UTC. A place's hours then move by one when daylight saving time
        begins. The p-value is the largest one of the clocks of all RULES and of UTC itself, so that a change
        which one of them explains is none.

    Returns
    -------
    Change, or str
        The reason why there is no test.
    """
    change = _change(before, after, rng, dated=dated)
    if isinstance(change, str) or not (dated and in_utc):
        return change
    likeliest = change
    for place in RULES:
        files = on_clocks_of(before, place), on_clocks_of(after, place)
        moved = np.concatenate([files[0] - before, files[1] - after])
        if (moved == moved[0]).all():  # the hours of both files move alike
            continue
        other = _change(*files, rng, dated=dated)
        if isinstance(other, Change) and other.test.p_value > likeliest.test.p_value:
            likeliest = other
    if change.test.p_value <= EXPLAINED < likeliest.test.p_value:
        return replace(likeliest, notes=("daylight saving time alone explains the change by hour of day",))
    return likeliest


def _change(before: Seconds, after: Seconds, rng: np.random.Generator, *, dated: bool) -> Change | str:
    files = before, after
    if dated:
        files = whole_cycles(before, HOURS), whole_cycles(after, HOURS)
        for file, dates in zip(("baseline", "drift file"), files, strict=True):
            if reason := why_untestable(dates, HOURS):
                return f"the {file} has {reason}"
    cells = cells_of(files[0], HOURS), cells_of(files[1], HOURS)
    counts = [np.bincount(file_cells, minlength=HOURS.cells) for file_cells in cells]
    occupied = np.flatnonzero(counts[0] + counts[1])
    if len(occupied) <= 1:
        return f"all rows of both files have the same {HOURS.cell_name}"
    hours = counts[0][occupied], counts[1][occupied]
    independent = homogeneity(*hours, rng)
    p_value = max(independent.p_value, _p_of_independent_days(files, cells, hours))
    sizes = distances(*hours)
    test = Test(f"{HOURS.name}, {independent.name}", independent.statistic, p_value)
    return Change(test, tuple(replace(size, by=HOURS.cell_name) for size in sizes))


def _p_of_independent_days(
    files: tuple[Seconds, Seconds], cells: tuple[Counts, Counts], hours: tuple[Counts, Counts]
) -> float:
    """Return the p-value for independent days, not independent rows; 0 if days differ no more than rows do.

    Rows often come in bursts. An F test compares the difference between the files with the differences among
    the days of each file.

    Source: McCullagh & Nelder, "Generalized Linear Models" (1989), section 4.5, for the dispersion.
    """
    within, freedom = 0.0, 0
    for dates, file_cells in zip(files, cells, strict=True):
        excess, degrees = _dispersion(dates // HOURS.cycle, file_cells)
        within, freedom = within + excess, freedom + degrees
    if not freedom or within <= freedom:
        return 0.0
    between = chi_square(*hours) / (len(hours[0]) - 1)
    ratio = between / (within / freedom)
    return max(float(special.fdtrc(len(hours[0]) - 1, freedom, ratio)), SMALLEST_P)


def _dispersion(days: Counts, cells: Counts) -> tuple[float, int]:
    """Return Pearson's statistic of days by hours in one file, and its degrees of freedom."""
    _, day, rows = np.unique(days, return_inverse=True, return_counts=True)
    _, cell, columns = np.unique(cells, return_inverse=True, return_counts=True)
    degrees = (len(rows) - 1) * (len(columns) - 1)
    if not degrees:
        return 0.0, 0
    # sum (count - expected)^2 / expected = sum count^2 / expected - n, so that empty cells add nothing
    place, count = np.unique(day * len(columns) + cell, return_counts=True)
    expected = rows[place // len(columns)] * columns[place % len(columns)] / len(cells)
    return float((count**2 / expected).sum()) - len(cells), degrees
