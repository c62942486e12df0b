"""Parses cells as dates and times, in the forms of batch.cell_forms.dates, in any year.

A time with a zone is converted to UTC, as the readers of files do; a time without one is used unchanged.
Names of months are English.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from functions.score.batch.cell_forms.dates import DAY_AND_MONTH, FORMS, TIME_OF_DAY
from functions.score.batch.cell_forms.missing import MISSING
from functions.score.comparison.table.words import words_of

if TYPE_CHECKING:
    import pandas as pd

MISSING_WORDS = MISSING | {"nat"}
MISSING_DATE = int(np.iinfo(np.int64).min)  # the value of numpy's NaT

EPOCH = date(1970, 1, 1).toordinal()
DAY, HOUR, MINUTE = 86_400, 3600, 60  # seconds
NOON = 12
LAST_HOUR, LAST_MINUTE, LAST_SECOND = 23, 59, 60  # 60: a leap second
FIRST_OF_1900S = 69  # 69 to 99 are 1969 to 1999, 0 to 68 are 2000 to 2068, as in POSIX
CENTURY = 100
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class Form:
    """How a baseline's column writes dates: 31.1. or 1/31; `dated` is false for times of day alone."""

    day_first: bool = True
    dated: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Dates:
    """The cells of one column.

    Attributes
    ----------
    cells : int64, seconds since 1970-01-01, shape (rows,); MISSING_DATE if a cell has no date.
    missing : number of missing cells.
    unreadable : which cells are neither missing nor dates, shape (rows,).
    """

    cells: NDArray[np.int64]
    missing: int
    unreadable: NDArray[np.bool_]

    @property
    def present(self) -> NDArray[np.int64]:
        """The dates of the cells that have one."""
        dates: NDArray[np.int64] = self.cells[self.cells != MISSING_DATE]
        return dates


def form_of(column: "pd.Series") -> Form:
    """Return how a baseline's column writes dates.

    1/2/2026 may be 1 February or 2 January. If no number exceeds 12, dates with slashes are read month first.
    """
    if column.dtype.kind == "M":
        return Form()
    words = [word.strip() for word in words_of(column, MISSING_WORDS).words]
    clocks = sum(TIME_OF_DAY.fullmatch(word) is not None for word in words)
    matches = [match for word in words if (match := DAY_AND_MONTH.fullmatch(word))]
    day_first = sum(int(match["first"]) > LAST_MONTH for match in matches)
    month_first = sum(int(match["second_part"]) > LAST_MONTH for match in matches)
    if day_first == month_first:
        day_first += sum("/" not in match[0] for match in matches)
        month_first += sum("/" in match[0] for match in matches)
    return Form(day_first >= month_first, dated=2 * clocks <= len(words))


def read(column: "pd.Series", form: Form) -> Dates:
    """Parse a column of any type as dates, in the form of its baseline."""
    kind = column.dtype.kind
    if kind == "M":
        naive = column.dt.tz_convert(None) if getattr(column.dtype, "tz", None) else column
        values = naive.to_numpy().astype("datetime64[s]").astype(np.int64)
        if not form.dated:
            values = np.where(values == MISSING_DATE, values, values % DAY)
        missing = int(np.count_nonzero(values == MISSING_DATE))
        return Dates(values, missing, np.zeros(len(values), dtype=np.bool_))
    words = words_of(column, MISSING_WORDS)
    readable = kind not in "iufb"
    parsed = [parse_date(word, form) if readable else None for word in words.words]
    filled = [MISSING_DATE if value is None else value for value in (*parsed, None)]
    values = np.array(filled, dtype=np.int64)[words.codes]
    return Dates(values, words.missing, (values == MISSING_DATE) & (words.codes >= 0))


def parse_date(word: str, form: Form) -> int | None:
    """Return a date in seconds since 1970-01-01; None if the word is not a date.

    In a column of times of day alone, return seconds since midnight, and None for a date.
    """
    word = word.strip()
    if not form.dated:
        clock = TIME_OF_DAY.fullmatch(word)
        seconds = _seconds(clock) if clock else None
        return None if seconds is None else seconds % DAY
    for pattern in FORMS:
        match = pattern.fullmatch(word)
        if match:
            day, seconds = _day(match, form), _seconds(match)
            return None if day is None or seconds is None else day * DAY + seconds
    return None


def _day(match: re.Match[str], form: Form) -> int | None:
    """Return days since 1970-01-01; None if the calendar has no such day."""
    parts = match.groupdict()
    year = int(parts["year"])
    if len(parts["year"]) < len("2026"):
        year += 1900 if year >= FIRST_OF_1900S else 2000
        if year >= 2000 + CENTURY:
            return None
    if "first" in parts:
        order = ("first", "second_part") if form.day_first else ("second_part", "first")
        day, month = (int(parts[name]) for name in order)
    else:
        day, month = int(parts["day"]), _month(parts)
    try:
        return date(year, month, day).toordinal() - EPOCH
    except ValueError:
        return None


def _month(parts: dict[str, str]) -> int:
    """Return the number of the month; 0, which no date accepts, if the word is not a month."""
    if "month" in parts:
        return int(parts["month"])
    start = parts["name"][:3].lower()
    return MONTHS.index(start) + 1 if start in MONTHS else 0


def _seconds(match: re.Match[str]) -> int | None:
    """Return seconds since midnight, in UTC if there is a zone; None if no clock shows that time."""
    if match["hour"] is None:
        return 0
    hour, minute, second = int(match["hour"]), int(match["minute"]), int(match["second"] or 0)
    if match["half"]:
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if match["half"] in "Pp" else 0)
    if hour > LAST_HOUR or minute > LAST_MINUTE or second > LAST_SECOND:
        return None
    seconds = hour * HOUR + minute * MINUTE + second
    zone = match["zone"]
    if zone and zone[0] in "+-":
        offset = int(zone[1:3]) * HOUR + int(zone[-2:]) * MINUTE
        seconds -= offset if zone[0] == "+" else -offset
    return seconds
