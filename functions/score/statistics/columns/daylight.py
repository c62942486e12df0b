"""Daylight saving time: how it moves the hours of dates that are stored in UTC."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

Seconds = NDArray[np.int64]

HOUR, DAY = 3600, 86_400
SUNDAY = 6
# Where clocks are put forward: the months and the Sundays (-1: the last) on which it begins and ends.
RULES = {
    "Europe": ((3, -1), (10, -1)),
    "North America": ((3, 2), (11, 1)),
    "Australia": ((10, 1), (4, 1)),
}


def on_clocks_of(dates: Seconds, place: str) -> Seconds:
    """Return dates of UTC as they are on clocks that daylight saving time puts forward by an hour.

    The offset of the place from UTC is left out: a constant does not change whether two files agree.

    Parameters
    ----------
    dates : int64 array, shape (n,)
        Seconds since 1970-01-01, in the years 1 to 9999.
    place : str
        A key of RULES.

    Returns
    -------
    int64 array, shape (n,)

    Examples
    --------
    >>> noon = np.array(["2026-01-31T12:00", "2026-07-31T12:00"], "datetime64[s]").astype(np.int64)
    >>> (on_clocks_of(noon, "Europe") - noon).tolist(), (on_clocks_of(noon, "Australia") - noon).tolist()
    ([0, 3600], [3600, 0])
    """
    begins, ends = RULES[place]
    years = dates.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64)
    distinct, place_of = np.unique(years, return_inverse=True)
    first, last = (
        np.array([_sunday(1970 + int(year), *rule) for year in distinct])[place_of] for rule in (begins, ends)
    )
    days = dates // DAY
    forward = (days >= first) & (days < last) if begins < ends else (days >= first) | (days < last)
    moved: Seconds = dates + HOUR * forward
    return moved


def _sunday(year: int, month: int, which: int) -> int:
    """Return the day since 1970-01-01 of a month's first (1), second (2) or last (-1) Sunday."""
    first = date(year, month, 1) if which > 0 else date(year, month + 1, 1)
    sunday = first + timedelta((SUNDAY - first.weekday()) % 7 + 7 * (which - 1 if which > 0 else which))
    return (sunday - date(1970, 1, 1)).days
