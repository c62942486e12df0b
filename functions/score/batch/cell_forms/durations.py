"""Durations in seconds: ISO 8601 (PT5M30S), clocks (1:23:45, 93:20), parts with units (2h 30m)."""

import math
import re

from functions.score.batch.cell_forms.units import DAY, HOUR, MINUTE, MONTH, WEEK, YEAR

NUMBER = r"\d+(?:[.,]\d+)?"
ISO = re.compile(
    rf"(?P<sign>[-+])?P(?=.*\d)(?:(?P<Y>{NUMBER})Y)?(?:(?P<MO>{NUMBER})M)?(?:(?P<W>{NUMBER})W)?(?:(?P<D>{NUMBER})D)?"
    rf"(?:T(?=\d)(?:(?P<H>{NUMBER})H)?(?:(?P<M>{NUMBER})M)?(?:(?P<S>{NUMBER})S)?)?"
)
# Also as Python and pandas write them: 1 day, 2:03:04 and 0 days 00:05:30.
CLOCK = re.compile(
    r"(?P<sign>-)?(?:(?P<D>\d+) days?,? )?(?:(?P<H>\d+):)?(?P<M>\d{1,4}):(?P<S>[0-5]\d(?:[.,]\d+)?)"
)
PARTS = re.compile(
    rf"(?P<sign>-)?(?=\d)(?:(?P<D>{NUMBER}) ?(?:d|days?)[ ,]*)?(?:(?P<H>{NUMBER}) ?(?:h|hrs?|hours?)[ ,]*)?"
    rf"(?:(?P<M>{NUMBER}) ?(?:m|mins?|minutes?)[ ,]*)?(?:(?P<S>{NUMBER}) ?(?:s|secs?|seconds?))?"
)
SECONDS = {"Y": YEAR, "MO": MONTH, "W": WEEK, "D": DAY, "H": HOUR, "M": MINUTE, "S": 1.0}
MINUTES = re.compile(r"-?\d+(?:[.,]\d+)? ?m")  # or metres
LAST_HOUR, LAST_MINUTE = 23, 59  # of a time of day


def seconds(word: str) -> float:
    """Return the seconds of a duration, NaN if the word is none.

    A clock with a single colon has minutes and seconds. Months and years have their mean length.

    >>> seconds("PT5M30S"), seconds("1:23:45"), seconds("2h 30m"), seconds("90s"), seconds("1.2.3")
    (330.0, 5025.0, 9000.0, 90.0, nan)
    """
    for form in (ISO, CLOCK, PARTS):
        match = form.fullmatch(word)
        if match is None:
            continue
        parts = match.groupdict()
        if form is CLOCK and parts["H"] and int(parts["M"]) > LAST_MINUTE:
            return math.nan
        total = sum(
            float(part.replace(",", ".")) * SECONDS[name]
            for name, part in parts.items()
            if part and name != "sign"
        )
        return -total if parts["sign"] == "-" else total
    return math.nan


def is_below_an_hour(word: str) -> bool:
    """Tell whether a clock has no hours, and yet a place for them, and is not zero.

    >>> [is_below_an_hour(word) for word in ("00:03:12", "0:59:59.5", "01:00:00", "03:12", "00:00:00")]
    [True, True, False, False, False]
    """
    match = CLOCK.fullmatch(word)
    return match is not None and bool(match["H"]) and 0 < seconds(word) < HOUR


def is_only_duration(word: str) -> bool:
    """Tell whether a word is a duration, and neither a time of day nor a length in metres.

    >>> [is_only_duration(word) for word in ("27:30:00", "93:20", "12:30", "PT12H", "45m", "1h 5m")]
    [True, True, False, True, False, True]
    """
    match = CLOCK.fullmatch(word)
    if match is None:
        return MINUTES.fullmatch(word) is None and not math.isnan(seconds(word))
    first = match["H"] or match["M"]
    return bool(match["D"] or match["sign"]) or len(first) > 2 or int(first) > LAST_HOUR  # noqa: PLR2004 - digits
