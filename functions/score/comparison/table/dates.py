"""Cells read as dates and times: the forms in batch.date_forms, in any year.

A time with a zone is turned into UTC, as the readers of files do; one without is taken as it stands.
Names of months are English.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from functions.score.batch.date_forms import DAY_AND_MONTH, FORMS, TIME_OF_DAY
from functions.score.comparison.table.numbers import MISSING
from functions.score.comparison.table.words import words_of

if TYPE_CHECKING:
    import pandas as pd

MISSING_MOMENTS = MISSING | {"nat"}
MISSING_MOMENT = int(np.iinfo(np.int64).min)  # what numpy's NaT is

EPOCH = date(1970, 1, 1).toordinal()
DAY, HOUR, MINUTE = 86_400, 3600, 60  # seconds
NOON = 12
LAST_HOUR, LAST_MINUTE, LAST_SECOND = 23, 59, 60  # 60: a leap second
FIRST_OF_1900S = 69  # two digits from here on are of the last century, as POSIX has it
CENTURY = 100
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
LAST_MONTH = 12


@dataclass(frozen=True, slots=True)
class Form:
    """How a baseline's column writes moments: 31.1. or 1/31, and whether with a date at all."""

    day_first: bool = True
    dated: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """The cells of one column.

    Attributes
    ----------
    cells : int64, seconds since 1970-01-01, shape (rows,); MISSING_MOMENT where there is none.
    missing : number of missing cells.
    unreadable : which cells hold something that is no moment, shape (rows,).
    """

    cells: NDArray[np.int64]
    missing: int
    unreadable: NDArray[np.bool_]

    @property
    def present(self) -> NDArray[np.int64]:
        """The moments of the cells that hold one."""
        found: NDArray[np.int64] = self.cells[self.cells != MISSING_MOMENT]
        return found


def form_of(column: "pd.Series") -> Form:
    """Return how a baseline's column writes moments.

    1/2/2026 is a day or a month first: where no number above 12 tells, slashes are read month first.
    """
    if column.dtype.kind == "M":
        return Form()
    words = [word.strip() for word in words_of(column, MISSING_MOMENTS).words]
    clocks = sum(TIME_OF_DAY.fullmatch(word) is not None for word in words)
    parts = [found for word in words if (found := DAY_AND_MONTH.fullmatch(word))]
    day_first = sum(int(found["first"]) > LAST_MONTH for found in parts)
    month_first = sum(int(found["second_part"]) > LAST_MONTH for found in parts)
    if day_first == month_first:
        day_first += sum("/" not in found[0] for found in parts)
        month_first += sum("/" in found[0] for found in parts)
    return Form(day_first >= month_first, dated=2 * clocks <= len(words))


def read(column: "pd.Series", form: Form) -> Moments:
    """Read a column of any type as moments, in the form of its baseline."""
    kind = column.dtype.kind
    if kind == "M":
        naive = column.dt.tz_convert(None) if getattr(column.dtype, "tz", None) else column
        values = naive.to_numpy().astype("datetime64[s]").astype(np.int64)
        if not form.dated:
            values = np.where(values == MISSING_MOMENT, values, values % DAY)
        missing = int(np.count_nonzero(values == MISSING_MOMENT))
        return Moments(values, missing, np.zeros(len(values), dtype=np.bool_))
    words = words_of(column, MISSING_MOMENTS)
    readable = kind not in "iufb"
    parsed = [moment(word, form) if readable else None for word in words.words]
    found = [MISSING_MOMENT if value is None else value for value in (*parsed, None)]
    values = np.array(found, dtype=np.int64)[words.codes]
    return Moments(values, words.missing, (values == MISSING_MOMENT) & (words.codes >= 0))


def moment(word: str, form: Form) -> int | None:
    """Return the moment that a word spells, in seconds since 1970-01-01; None where it spells none.

    A column of times of day alone reads seconds since midnight, and no dates.
    """
    word = word.strip()
    if not form.dated:
        clock = TIME_OF_DAY.fullmatch(word)
        seconds = _seconds(clock) if clock else None
        return None if seconds is None else seconds % DAY
    for pattern in FORMS:
        found = pattern.fullmatch(word)
        if found:
            day, seconds = _day(found, form), _seconds(found)
            return None if day is None or seconds is None else day * DAY + seconds
    return None


def _day(found: re.Match[str], form: Form) -> int | None:
    """Return days since 1970-01-01, None where the calendar has no such day."""
    parts = found.groupdict()
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
    """Return the month of the year; 0, which no calendar has, for a word that names none."""
    if "month" in parts:
        return int(parts["month"])
    start = parts["name"][:3].lower()
    return MONTHS.index(start) + 1 if start in MONTHS else 0


def _seconds(found: re.Match[str]) -> int | None:
    """Return seconds since midnight, in UTC where a zone is named; None where no clock shows that."""
    if found["hour"] is None:
        return 0
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    if found["half"]:
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if found["half"] in "Pp" else 0)
    if hour > LAST_HOUR or minute > LAST_MINUTE or second > LAST_SECOND:
        return None
    seconds = hour * HOUR + minute * MINUTE + second
    zone = found["zone"]
    if zone and zone[0] in "+-":
        offset = int(zone[1:3]) * HOUR + int(zone[-2:]) * MINUTE
        seconds -= offset if zone[0] == "+" else -offset
    return seconds
