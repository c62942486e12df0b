"""Patterns that repeat in time: the weekdays and the hours on which rows fall."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.evidence import Effect, Test

Counts = NDArray[np.int64]
Seconds = NDArray[np.int64]

HOUR, DAY, WEEK = 3600, 86_400, 604_800  # seconds
DAYS_FROM_MONDAY = 3  # of 1970-01-01, a Thursday
FEWEST_CYCLES = 2  # whole weeks or days that a pattern needs
LARGEST_CYCLE = 0.75  # with a larger share of the rows in one week (day), it shows that week, not a pattern


@dataclass(frozen=True, slots=True)
class Change:
    """The test of a pattern, and the sizes of its change; notes say what the test allowed for."""

    test: Test
    effects: tuple[Effect, ...]
    notes: tuple[str, ...] = ()


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
