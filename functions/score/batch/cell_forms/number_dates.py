"""Dates that are stored as numbers: time since 1970, digits of a calendar date, numbers of a calendar."""

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Unit = Literal[
    "seconds", "milliseconds", "microseconds", "nanoseconds",
    "YYYYMMDDHHMMSS", "YYYYMMDDHHMM", "YYYYMMDDHH", "YYYYMMDD", "YYYYMM", "YYYYWW", "year",
    "Excel days", "day of the year", "day of the month", "week", "month", "quarter",
]  # fmt: skip

# Of one second.
EPOCHS: dict[Unit, float] = {
    "seconds": 1.0,
    "milliseconds": 1e3,
    "microseconds": 1e6,
    "nanoseconds": 1e9,
}
# The digits of each part, the last part of the number first.
DIGITS: dict[Unit, tuple[str, ...]] = {
    "YYYYMMDDHHMMSS": ("second", "minute", "hour", "day", "month"),
    "YYYYMMDDHHMM": ("minute", "hour", "day", "month"),
    "YYYYMMDDHH": ("hour", "day", "month"),
    "YYYYMMDD": ("day", "month"),
    "YYYYMM": ("month",),
    "year": (),
}
LIMITS = {"second": (0, 60), "minute": (0, 59), "hour": (0, 23), "day": (1, 31), "month": (1, 12)}
# Numbers that begin again: they name no date, and the next file has the next ones.
CYCLES: dict[Unit, tuple[int, int]] = {
    "day of the year": (1, 366),
    "day of the month": (1, 31),
    "week": (1, 53),
    "month": (1, 12),
    "quarter": (1, 4),
}
DAY = 86_400
THURSDAY = 3  # the first of January 1970, counted from Monday
EXACT, LAST_YEAR = 2.0**53, 9999
EXCEL_EPOCH = 25_569  # 1970-01-01, in days since 1899-12-30
# The years of a calendar, 1 to 9999, in seconds since 1970: no other cell is a date, however it is stored.
EARLIEST, LATEST = -62_135_596_800, 253_402_300_799


def seconds_of(numbers: "NDArray[np.float64]", unit: Unit, nothing: int) -> "NDArray[np.int64]":
    """Return the dates of numbers in seconds since 1970-01-01; numbers of a cycle are returned unchanged.

    Parameters
    ----------
    numbers : may be NaN or infinite.
    nothing : the result for a number that is not a date.

    >>> import numpy as np
    >>> seconds_of(np.array([20240229.0, 20240230.0]), "YYYYMMDD", -1).tolist()
    [1709164800, -1]
    """
    import numpy as np

    with np.errstate(invalid="ignore", over="ignore"):
        if unit in EPOCHS:
            seconds = numbers / EPOCHS[unit]
        elif unit == "Excel days":
            seconds = (numbers - EXCEL_EPOCH) * DAY
        elif unit == "YYYYWW":
            return _from_weeks(numbers, nothing)
        elif unit in CYCLES:
            low, high = CYCLES[unit]
            whole = (numbers == np.rint(numbers)) & (numbers >= low) & (numbers <= high)
            return np.where(whole, numbers, nothing).astype(np.int64)
        else:
            return _from_digits(numbers, DIGITS[unit], nothing)
        valid = np.isfinite(seconds) & (seconds >= EARLIEST) & (seconds <= LATEST)
    return np.where(valid, np.floor(np.where(valid, seconds, 0.0)), nothing).astype(np.int64)


def _from_weeks(numbers: "NDArray[np.float64]", nothing: int) -> "NDArray[np.int64]":
    """Return the Monday of each week; week 1 has the 4th of January, as in ISO 8601."""
    import numpy as np

    low, high = CYCLES["week"]
    valid = (numbers == np.rint(numbers)) & (numbers > 0) & (numbers < 100 * (LAST_YEAR + 1))
    years, weeks = np.divmod(np.where(valid, numbers, 0.0).astype(np.int64), 100)
    valid &= (weeks >= low) & (weeks <= high)
    fourth = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(np.int64) + 3
    mondays = fourth - (fourth + THURSDAY) % 7
    return np.where(valid, (mondays + 7 * (weeks - 1)) * DAY, nothing)


def _from_digits(numbers: "NDArray[np.float64]", names: tuple[str, ...], nothing: int) -> "NDArray[np.int64]":
    import numpy as np

    valid = np.isfinite(numbers) & (numbers > 0) & (numbers == np.rint(numbers)) & (numbers < EXACT)
    rest = np.where(valid, numbers, 0.0).astype(np.int64)
    parts = {}
    for name in names:
        low, high = LIMITS[name]
        parts[name] = rest % 100
        valid &= (parts[name] >= low) & (parts[name] <= high)
        rest = rest // 100
    valid &= (rest >= 1) & (rest <= LAST_YEAR)
    year, month = np.where(valid, rest, 1970), np.where(valid, parts.get("month", 1), 1)
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    days = months.astype("datetime64[D]").astype(np.int64) + np.where(valid, parts.get("day", 1), 1) - 1
    # 30 February would be a day of March.
    valid &= days.astype("datetime64[D]").astype("datetime64[M]") == months
    clock = sum(parts.get(name, 0) * size for name, size in (("hour", 3600), ("minute", 60), ("second", 1)))
    return np.where(valid, days * DAY + clock, nothing)
