"""The days of a file: how many rows each one has, and which weekday it is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.columns.periods import DAY, WEEKDAYS, Seconds, cells_of

Counts = NDArray[np.int64]
Numbers = NDArray[np.float64]

WEEK = 7  # days


@dataclass(frozen=True, slots=True, eq=False)
class Days:
    """The days from the first to the last one of a file.

    Attributes
    ----------
    rows : int64 array, shape (days,)
        Rows on each day; 0 for a day without any.
    weekday : int64 array, shape (days,)
        0 for Monday.
    """

    rows: Counts
    weekday: Counts

    @classmethod
    def of(cls, dates: Seconds) -> "Days":
        """Return the days of dates, shape (n,), n >= 1, in seconds since 1970-01-01.

        If any date has a time of day, the first and the last day may be incomplete and are left out: half a
        Monday would look like fewer rows on Mondays.

        Examples
        --------
        >>> Days.of(np.array([0, 2 * DAY])).rows.tolist(), Days.of(np.array([1, DAY, 2 * DAY])).rows.tolist()
        ([1, 0, 1], [1])
        """
        days = dates // DAY
        first, last = int(days.min()), int(days.max())
        rows = np.bincount(days - first, minlength=last - first + 1)
        weekday = cells_of((first + np.arange(len(rows))) * DAY, WEEKDAYS)
        return cls(rows[1:-1], weekday[1:-1]) if (dates % DAY).any() else cls(rows, weekday)

    @property
    def totals(self) -> Counts:
        """Rows of each weekday, shape (7,)."""
        return np.bincount(self.weekday, self.rows, minlength=WEEK).astype(np.int64)

    @property
    def exposure(self) -> Counts:
        """How often each weekday occurs, shape (7,)."""
        return np.bincount(self.weekday, minlength=WEEK)


def exposed_shares(dates: Seconds) -> Numbers:
    """Return the share of rows of each weekday in a file in which all weekdays occur equally often.

    Parameters
    ----------
    dates : int64 array, shape (n,), n >= 1
        Seconds since 1970-01-01.

    Returns
    -------
    float64 array, shape (7,)
        In [0, 1], Monday first; their sum is 1.

    Examples
    --------
    Two Thursdays and one Friday, with one row a day:

    >>> exposed_shares(np.array([0, 1, 7]) * DAY).round(2).tolist()
    [0.0, 0.0, 0.0, 0.5, 0.5, 0.0, 0.0]
    """
    days = Days.of(dates)
    if not days.rows.sum():  # all rows are on the first and the last day
        days = Days.of(dates // DAY * DAY)
    rates = days.totals / np.maximum(days.exposure, 1)
    shares: Numbers = rates / rates.sum()
    return shares
