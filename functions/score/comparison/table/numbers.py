"""Cells read as numbers, with separators, currencies, percent signs and accounting brackets."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from functions.score.batch.cell_forms.missing import MISSING
from functions.score.batch.cell_forms.numbers import Decimal, number
from functions.score.batch.cell_forms.numbers import decimal_mark as mark_of
from functions.score.comparison.table.words import words_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True, eq=False)
class Numbers:
    """The cells of one column.

    Attributes
    ----------
    cells : float64, shape (rows,); NaN for a missing or unreadable cell.
    missing : number of missing cells.
    unreadable : which cells are not numbers, shape (rows,).
    """

    cells: NDArray[np.float64]
    missing: int
    unreadable: NDArray[np.bool_]


def decimal_mark(column: "pd.Series") -> Decimal:
    """Return the decimal mark of a baseline's column: a comma if more cells have one than a point."""
    if column.dtype.kind in "iufb":
        return "."
    words = words_of(column, MISSING).words
    marks = [mark for word in words if (mark := mark_of(word))]
    return "," if marks.count(",") > marks.count(".") else "."


def read(column: "pd.Series", decimal: Decimal) -> Numbers:
    """Read a column of any type as numbers, with the decimal mark of its baseline."""
    kind = column.dtype.kind
    if kind in "iuf":
        values = column.to_numpy(dtype=np.float64, na_value=np.nan)
        return Numbers(values, int(np.count_nonzero(np.isnan(values))), _none(len(values)))
    words = words_of(column, MISSING)
    readable = kind not in "bM"
    parsed = _all(words.words, decimal) if readable else [math.nan] * len(words.words)
    values = np.array([*parsed, math.nan])[words.codes]
    return Numbers(values, words.missing, np.isnan(values) & (words.codes >= 0))


def _all(words: Iterable[str], decimal: Decimal) -> list[float]:
    return [number(word, decimal) for word in words]


def _none(rows: int) -> NDArray[np.bool_]:
    return np.zeros(rows, dtype=np.bool_)
