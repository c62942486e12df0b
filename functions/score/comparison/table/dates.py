"""Reads cells as dates and times of the years 1 to 9999, in the forms of batch.cell_forms.

A time with a zone is read as its own clock shows it; the readers of files do the same.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from functions.score.batch.cell_forms.date_patterns import Shape
from functions.score.batch.cell_forms.dates import DAY, Form, form_of, parse_all
from functions.score.batch.cell_forms.missing import MISSING
from functions.score.batch.cell_forms.number_dates import CYCLES, EARLIEST, EPOCHS, LATEST, Unit, seconds_of
from functions.score.batch.kinds.facts import NEARLY_ALL, SAMPLE_VALUES
from functions.score.batch.kinds.times import number_form
from functions.score.comparison.table.words import words_of
from functions.score.statistics.columns.datetimes import Shows
from functions.score.statistics.evidence import ColumnEvidence

if TYPE_CHECKING:
    import pandas as pd

MISSING_WORDS = MISSING | {"nat"}
MISSING_DATE = int(np.iinfo(np.int64).min)  # the value of numpy's NaT

# Words that Arrow reads as the grammar does, many times faster; their zone is cut off.
ISO = r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}:\d{2}([.,]\d+)? ?(Z|[-+]\d{2}:?\d{2})?)?$"
ISO_CHARACTERS = len("2026-01-31T10:00:00")

SHOWN_BY_SHAPE: dict[Shape, Shows] = {
    "date": "dates",
    "time": "times",
    "period": "periods",
    "yearless": "dates without a year",
}
SHOWN_BY_UNIT: dict[Unit, Shows] = {
    **dict.fromkeys(CYCLES, "numbers of a calendar"),
    "YYYYMM": "periods",
    "YYYYWW": "periods",
    "year": "periods",
}


@dataclass(frozen=True, slots=True)
class Writing:
    """How a baseline's column stores dates: as numbers of a unit, or as words of a form."""

    form: Form = Form()  # noqa: RUF009 - frozen
    unit: Unit | None = None

    @property
    def shows(self) -> "Shows":
        """What the dates show: times of day alone, for example."""
        if self.unit is not None:
            return SHOWN_BY_UNIT.get(self.unit, "dates")
        return SHOWN_BY_SHAPE[self.form.shape]


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


def writing_of(column: "pd.Series") -> Writing:
    """Return how a baseline's column stores dates."""
    if column.dtype.kind == "M":
        return Writing()
    if column.dtype.kind in "iuf":
        numbers = _numbers(column.iloc[:: -(-len(column) // SAMPLE_VALUES) or 1])
        numbers = numbers[np.isfinite(numbers)]
    else:
        words = words_of(column, MISSING_WORDS).words
        words = [word.strip() for word in words[:: -(-len(words) // SAMPLE_VALUES) or 1]]
        numbers = np.array([number for word in words if (number := _number(word)) is not None])
        if len(numbers) < NEARLY_ALL * len(words):
            return Writing(form_of(words))
    if not len(numbers):
        return Writing()
    name = str(column.name)
    found = number_form(name, numbers) or number_form(name, numbers, certain=True)
    return Writing(unit=found.unit if found else None)


def read(column: "pd.Series", writing: Writing) -> Dates:
    """Read a column of any type as dates, in the way in which its baseline is written.

    Arrow and Parquet have the year 0, years before it and after 9999. They are unreadable: a million years
    between two rows are an error, and too many days to count the rows of each.
    """
    dates = _in_any_year(column, writing)
    outside = ((dates.cells < EARLIEST) | (dates.cells > LATEST)) & (dates.cells != MISSING_DATE)
    if not outside.any():
        return dates
    return Dates(np.where(outside, MISSING_DATE, dates.cells), dates.missing, dates.unreadable | outside)


def _in_any_year(column: "pd.Series", writing: Writing) -> Dates:
    kind = column.dtype.kind
    if kind == "M":
        return _stored(column, writing)
    if kind in "iuf" and writing.unit is not None:
        numbers = _numbers(column)
        values = seconds_of(numbers, writing.unit, MISSING_DATE)
        missing = np.isnan(numbers)
        return Dates(values, int(np.count_nonzero(missing)), (values == MISSING_DATE) & ~missing)
    if kind in "iufb":
        missing = column.isna().to_numpy()
        return Dates(np.full(len(column), MISSING_DATE), int(np.count_nonzero(missing)), ~missing)
    words = words_of(column, MISSING_WORDS)
    values = np.append(_parsed(words.words, writing), MISSING_DATE)[words.codes]
    return Dates(values, words.missing, (values == MISSING_DATE) & (words.codes >= 0))


def other_reading(column: "pd.Series", writing: Writing, unreadable: NDArray[np.bool_]) -> str | None:
    """Return how else all cells of a column can be read, if some are unreadable; None if in no other way.

    Of stored dates, return why some are unreadable.
    """
    if not unreadable.any():
        return None
    if column.dtype.kind == "M" and writing.unit not in CYCLES:
        return "outside the years 1 to 9999"
    if writing.unit in EPOCHS:
        units: tuple[Unit, ...] = tuple(unit for unit in EPOCHS if unit != writing.unit)
        numbers = _numbers(column) if column.dtype.kind in "iuf" else np.zeros(0)
        numbers = numbers[np.isfinite(numbers)]
        named = [unit for unit in units if len(numbers) and _likely(numbers, unit)]
        return f"all can be read as {named[0]} since 1970" if named else None
    if writing.unit or column.dtype.kind in "iufbM" or writing.form.swapped == writing.form:
        return None
    swapped = read(column, Writing(writing.form.swapped))
    return "all can be read if day and month change places" if not swapped.unreadable.any() else None


def without_dates(evidence: ColumnEvidence) -> ColumnEvidence:
    """Leave out the first, the median and the last date and the placeholder: each is a value of a row."""
    before, after = (
        {name: figure for name, figure in summary.items() if name not in ("min", "median", "max")}
        for summary in (evidence.before, evidence.after)
    )
    effects = tuple(replace(effect, example=None) for effect in evidence.effects)
    return replace(evidence, before=before, after=after, effects=effects)


def _likely(numbers: NDArray[np.float64], unit: Unit) -> bool:
    form = number_form("time", numbers)
    return form is not None and form.unit == unit


def _stored(column: "pd.Series", writing: Writing) -> Dates:
    naive = column.dt.tz_localize(None) if getattr(column.dtype, "tz", None) else column
    values = naive.to_numpy().astype("datetime64[s]").astype(np.int64)
    missing = values == MISSING_DATE
    if writing.unit in CYCLES:
        return Dates(np.full(len(values), MISSING_DATE), int(np.count_nonzero(missing)), ~missing)
    if writing.form.shape == "time":
        values = np.where(missing, values, values % DAY)
    return Dates(values, int(np.count_nonzero(missing)), np.zeros(len(values), dtype=np.bool_))


def _parsed(words: list[str], writing: Writing) -> NDArray[np.int64]:
    if writing.unit:
        numbers = [_number(word.strip()) for word in words]
        filled = np.array([np.nan if number is None else number for number in numbers], dtype=np.float64)
        return seconds_of(filled, writing.unit, MISSING_DATE)
    if writing.form.shape == "date" and (fast := _iso(words)) is not None:
        return fast
    parsed = parse_all(words, writing.form)
    return np.array([MISSING_DATE if value is None else value for value in parsed], dtype=np.int64)


def _iso(words: list[str]) -> NDArray[np.int64] | None:
    """Return the dates of words that all are valid in ISO 8601; None if any is not."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = pa.array(words, pa.string())
    if not pc.all(pc.match_substring_regex(column, ISO)).as_py():
        return None
    try:
        clocks = pc.utf8_slice_codeunits(column, 0, ISO_CHARACTERS).cast(pa.timestamp("s"))
    except pa.ArrowInvalid:  # 30 February
        return None
    dates: NDArray[np.int64] = clocks.cast(pa.int64()).to_numpy()
    return dates


def _numbers(column: "pd.Series") -> NDArray[np.float64]:
    numbers: NDArray[np.float64] = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return numbers


def _number(word: str) -> float | None:
    try:
        return float(word) if word.lstrip("-").replace(".", "", 1).isdigit() else None
    except ValueError:
        return None
