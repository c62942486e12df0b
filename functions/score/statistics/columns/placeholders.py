"""Dates that mean no date, such as 1900-01-01 or 9999-12-31."""

import numpy as np
from numpy.typing import NDArray

Seconds = NDArray[np.int64]

DAY = 86_400
YEAR = 366 * DAY
CENTURY = 100 * YEAR
# What databases, spreadsheets and programs write for "unknown", "never" and 0.
DAYS = np.array(
    [
        "0001-01-01", "1582-10-15", "1753-01-01", "1800-01-01", "1899-12-30", "1899-12-31", "1900-01-01",
        "1900-01-02", "1901-01-01", "1904-01-01", "1960-01-01", "1969-12-31", "1970-01-01", "1970-01-02",
        "1980-01-01", "2038-01-19", "2049-12-31", "2050-12-31", "2079-06-06", "2099-01-01", "2099-12-30",
        "2099-12-31", "2100-01-01", "2199-12-31", "2299-12-31", "2999-12-31", "3000-01-01", "3000-12-31",
        "4712-12-31", "9998-12-31", "9999-01-01", "9999-12-30", "9999-12-31",
    ],
    dtype="datetime64[D]",
).astype(np.int64)  # fmt: skip


def placeholders(before: Seconds, after: Seconds) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which dates of two files are placeholders.

    A day of DAYS is an ordinary date if it is no more than a year away from the range of the other dates; in
    a column of years, no more than a century.

    Parameters
    ----------
    before, after : int64 array, shapes (n,) and (m,)
        Seconds since 1970-01-01.

    Returns
    -------
    tuple of bool array, shapes (n,) and (m,)

    Examples
    --------
    >>> today = np.datetime64("2026-01-31", "s").astype(np.int64)
    >>> [file.tolist() for file in placeholders(np.array([0, today]), np.array([today]))]
    [[True, False], [False]]
    >>> placeholders(np.array([0, 40 * DAY]), np.array([-400 * DAY]))[0].tolist()
    [False, False]
    """
    listed = [np.isin(dates // DAY, DAYS) for dates in (before, after)]
    others = np.concatenate([before[~listed[0]], after[~listed[1]]])
    if not len(others):
        # Every date is listed: only those that both files could not have in common stand out.
        return listed[0], listed[1]
    away = CENTURY if _are_years(others) else YEAR
    low, high = int(others.min()) - away, int(others.max()) + away
    before_outside, after_outside = (
        named & ((dates < low) | (dates > high)) for named, dates in zip(listed, (before, after), strict=True)
    )
    return before_outside, after_outside


def _are_years(dates: Seconds) -> bool:
    """Tell whether all dates are the first second of a year, and not all of the same one."""
    moments = dates.astype("datetime64[s]")
    starts = moments.astype("datetime64[Y]").astype("datetime64[s]")
    return bool((starts == moments).all() and (moments != moments[0]).any())


def most_frequent(dates: Seconds) -> str:
    """Return the most frequent day of dates, at least one.

    Examples
    --------
    >>> most_frequent(np.array([0, 1, 40 * DAY]))
    '1970-01-01'
    """
    days, counts = np.unique(dates // DAY, return_counts=True)
    return str(np.datetime64(int(days[counts.argmax()]), "D"))
