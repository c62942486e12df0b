"""Dates, times of day and periods as words write them: the one grammar that recognition and parsing share.

A date is read as its own clock shows it: 10:00+02:00 is ten o'clock. A pattern of hours then is that of the
place where the rows come from, whether or not daylight saving time begins between two files.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from functions.score.batch.cell_forms.date_patterns import (
    FOUR_DIGIT_YEAR,
    PATTERNS,
    TWO_DIGIT_YEAR,
    Shape,
)
from functions.score.batch.cell_forms.month_names import month_number

Order = Literal["dmy", "mdy", "ymd"]

SWAPPED: dict[Order, Order] = {"dmy": "mdy", "mdy": "dmy", "ymd": "ymd"}
EPOCH = date(1970, 1, 1).toordinal()
DAY, HOUR, MINUTE = 86_400, 3600, 60  # seconds
NOON = 12
AFTERNOON = frozenset({"P", "p", "오후", "午後", "下午"})
LAST_HOUR, LAST_MINUTE, LAST_SECOND = 23, 59, 60  # 60: a leap second
FIRST_OF_1900S = 69  # 69 to 99 are 1969 to 1999, 0 to 68 are 2000 to 2068, as in POSIX
YEAR_OF_YEARLESS = 2000  # a leap year
MONTHS_OF_QUARTER = 3
UTC_ZONES = re.compile(r" ?(?:Z|(?:UTC|GMT)?(?:[-+]00?(?::?00)?)?)(?: \([^()]+\))?")


@dataclass(frozen=True, slots=True)
class Form:
    """How a baseline's column writes dates.

    Attributes
    ----------
    shape : what its words hold.
    order : of day, month and year if all are numbers and the year is not first: 31.1., 1/31 or 26-01-31.
    local : whether its words name a time zone other than UTC, so that they show a place's own clock.
    """

    shape: Shape = "date"
    order: Order = "dmy"
    local: bool = False

    @property
    def swapped(self) -> "Form":
        """The form in which day and month have changed places."""
        return replace(self, order=SWAPPED[self.order])


def form_of(words: Sequence[str]) -> Form:
    """Return how words write dates, if they do.

    1/2/2026 may be 1 February or 2 January. The order that reads more words is taken; if both read as many,
    dates with slashes are read month first, and others day first.
    """
    matches = [match for word in words if (match := _match(word))]
    if not matches:
        return Form()
    shape = Counter(shape for shape, _ in matches).most_common(1)[0][0]
    zones = [
        zone for of_shape, match in matches if of_shape == shape and (zone := match.groupdict().get("zone"))
    ]
    local = 2 * sum(UTC_ZONES.fullmatch(zone) is None for zone in zones) > len(zones)
    return Form(shape, _order([match for of_shape, match in matches if of_shape == "date"]), local)


def parse_all(words: Iterable[str], form: Form) -> list[int | None]:
    """Return each word's date in seconds since 1970-01-01, None if it has none in this form.

    Times of day are seconds since midnight; periods are their first day; dates without a year are in 2000.

    >>> parse_all(["1 January 1970 0:01", "31.02.2026"], Form())
    [60, None]
    """
    patterns = [pattern.regex for pattern in PATTERNS if pattern.shape == form.shape]
    days: dict[tuple[str | None, ...], int | None] = {}
    parsed = []
    for word in words:
        word = word.strip()  # noqa: PLW2901 - the same word
        for place, pattern in enumerate(patterns):
            if match := pattern.fullmatch(word):
                if place:  # most columns write all their dates alike
                    patterns.insert(0, patterns.pop(place))
                parsed.append(_seconds_since_epoch(match, form, days))
                break
        else:
            parsed.append(None)
    return parsed


def _match(word: str) -> tuple[Shape, re.Match[str]] | None:
    word = word.strip()
    for shape, pattern in PATTERNS:
        if match := pattern.fullmatch(word):
            return shape, match
    return None


def _order(matches: Sequence[re.Match[str]]) -> Order:
    numeric = [
        match for match in matches if match.re.pattern in (FOUR_DIGIT_YEAR.pattern, TWO_DIGIT_YEAR.pattern)
    ]
    if not numeric:
        return "dmy"
    slashes = 2 * sum(match["mark"] == "/" for match in numeric) > len(numeric)
    orders: list[Order] = ["mdy", "dmy", "ymd"] if slashes else ["dmy", "mdy", "ymd"]
    two_digits = [match for match in numeric if match.re.pattern == TWO_DIGIT_YEAR.pattern]

    def readable(order: Order) -> tuple[int, bool]:
        read = sum(_day(match, order) is not None for match in numeric)
        # The year is the part that changes least: 24.01.31, 24.02.15, ... are no days of 2031 and 2015.
        years = {match["first" if order == "ymd" else "last"] for match in two_digits}
        others = {match["last" if order == "ymd" else "first"] for match in two_digits}
        return read, len(years) <= len(others)

    best = max(readable(order) for order in orders)
    return next(order for order in orders if readable(order) == best)


def _seconds_since_epoch(
    match: re.Match[str], form: Form, days: dict[tuple[str | None, ...], int | None]
) -> int | None:
    if form.shape == "time":
        return _seconds(match)
    if milliseconds := match.groupdict().get("milliseconds"):
        return int(milliseconds) // 1000
    parts = tuple(text for name, text in match.groupdict().items() if name not in _OF_CLOCK)
    if parts not in days:
        days[parts] = _day(match, form.order)
    day = days[parts]
    seconds = 0 if form.shape == "period" else _seconds(match)
    return None if day is None or seconds is None else day * DAY + seconds


_OF_CLOCK = frozenset({"hour", "minute", "second", "half", "zone"})


def _day(match: re.Match[str], order: Order) -> int | None:
    """Return days since 1970-01-01; None if the calendar has no such day."""
    parts = match.groupdict()
    if "first" in parts:
        day, month, year = _ordered(parts, order)
    else:
        day, month = int(parts.get("day") or 1), _month(parts)
        year = _year(parts["year"]) if "year" in parts else YEAR_OF_YEARLESS
    try:
        if parts.get("ordinal"):
            found = date(year, 1, 1) + timedelta(int(parts["ordinal"]) - 1)
            if found.year != year:  # 2026-000 or 2026-366
                return None
        elif parts.get("week"):
            found = date.fromisocalendar(year, int(parts["week"]), int(parts.get("weekday") or 1))
        else:
            found = date(year, month, day)
    except ValueError:
        return None
    return found.toordinal() - EPOCH


def _ordered(parts: dict[str, str], order: Order) -> tuple[int, int, int]:
    """Return day, month and year of a date that is written in numbers."""
    first, second = int(parts["first"]), int(parts["second_part"])
    last = parts.get("last")
    if last is not None and order == "ymd":
        return int(last), second, _year(parts["first"])
    year = _year(parts["year"] if last is None else last)
    return (second, first, year) if order == "mdy" else (first, second, year)


def _year(word: str) -> int:
    """Return the year that four or two digits mean; 0, which no date accepts, for any others."""
    year = int(word)
    if len(word) == len("2026"):
        return year
    if len(word) != len("26"):
        return 0
    return year + (1900 if year >= FIRST_OF_1900S else 2000)


def _month(parts: dict[str, str]) -> int:
    """Return the number of the month; 0, which no date accepts, if the word is not a month."""
    if parts.get("quarter"):
        return int(parts["quarter"]) * MONTHS_OF_QUARTER - MONTHS_OF_QUARTER + 1
    if parts.get("name"):
        return month_number(parts["name"])
    return int(parts["month"]) if parts.get("month") else 1


def _seconds(match: re.Match[str]) -> int | None:
    """Return seconds since midnight; None if no clock shows that time."""
    parts = match.groupdict()
    if parts.get("hour") is None:
        return 0
    hour, minute, second = int(parts["hour"]), int(parts["minute"]), int(parts["second"] or 0)
    if parts["half"]:
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if parts["half"] in AFTERNOON else 0)
    if hour > LAST_HOUR or minute > LAST_MINUTE or second > LAST_SECOND:
        return None
    return hour * HOUR + minute * MINUTE + second
