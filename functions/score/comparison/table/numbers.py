"""Cells read as numbers, with separators, currencies, percent signs and accounting brackets."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from functions.score.batch.kinds import NUMBER
from functions.score.batch.text.delimited import MISSING_WORDS
from functions.score.comparison.table.words import words_of

if TYPE_CHECKING:
    import pandas as pd

Decimal = Literal[".", ","]

MISSING = frozenset(word.lower() for word in MISSING_WORDS)
INFINITE = frozenset({"inf", "+inf", "-inf", "infinity", "+infinity", "-infinity"})
DIGITS = re.compile(r"[\d.,'\u00a0\u202f ]*\d(?:[eE][-+]?\d+)?")
SPACES = re.compile(r"['\u00a0\u202f ]")
AMBIGUOUS_DIGITS = 3  # after a single mark: 1,234 and 1.234 can be either


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
    marks = [mark for word in words if (mark := _mark(word))]
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


def number(word: str, decimal: Decimal = ".") -> float:
    """Return the number that a word spells, NaN if none; "12 %" is 12, "(5)" is -5."""
    word = word.strip()
    if word.lower() in INFINITE:
        return float(word)
    match = DIGITS.search(word)
    if match is None or NUMBER.fullmatch(word) is None:
        return math.nan
    digits = SPACES.sub("", match[0])
    digits = digits.replace("." if decimal == "," else ",", "").replace(",", ".")
    before = word[: match.start()]
    try:
        value = float(digits)
    except ValueError:  # two decimal marks: the mark is the thousands separator of another country
        return math.nan
    return -value if "-" in before or ("(" in before and word.endswith(")")) else value


def _all(words: Iterable[str], decimal: Decimal) -> list[float]:
    return [number(word, decimal) for word in words]


def _mark(word: str) -> Decimal | None:
    """Return the decimal mark of a word; None if it has none or is ambiguous."""
    digits = DIGITS.search(word)
    if digits is None:
        return None
    whole = re.split("[eE]", digits[0])[0]
    marks = [mark for mark in whole if mark in ".,"]
    if not marks:
        return None
    last: Decimal = "." if marks[-1] == "." else ","
    if len(marks) > 1:
        # Of two different marks the last is the decimal mark; a repeated mark separates thousands.
        other: Decimal = "," if last == "." else "."
        return other if set(marks) == {last} else last
    before, _, after = whole.strip().rpartition(last)
    ambiguous = len(after) == AMBIGUOUS_DIGITS and before not in {"", "0"}
    return None if ambiguous else last


def _none(rows: int) -> NDArray[np.bool_]:
    return np.zeros(rows, dtype=np.bool_)
