"""The numbers of one column as its file writes them: decimal marks, values, units."""

from collections import Counter
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from functions.score.batch.cell_forms.missing import MISSING, own_words
from functions.score.batch.cell_forms.numbers import Decimal
from functions.score.batch.cell_forms.quantities import decimal_mark, quantity
from functions.score.batch.cell_forms.units import UNITS, Unit
from functions.score.comparison.table.words import Words, words_of

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]

SAMPLE_WORDS = 2000  # evenly spaced distinct words whose decimal marks are counted
PLAIN = Unit("", 1.0)


class Parsed(NamedTuple):
    """The numbers of each distinct word, or of each row of a column that is stored as numbers.

    Attributes
    ----------
    values : in the units of the words, shape (words,); NaN for a word that is no number.
    units : index into `names` of each word's unit, shape (words,).
    names : the units; "" for none.
    counts : cells with each word, shape (words,).
    """

    values: Floats
    units: NDArray[np.intp]
    names: list[str]
    counts: NDArray[np.int64]

    def cells_by_unit(self) -> Counter[str]:
        """Return the number of readable cells in each unit."""
        readable = ~np.isnan(self.values)
        cells = np.bincount(self.units[readable], self.counts[readable], len(self.names))
        return Counter({name: int(count) for name, count in zip(self.names, cells, strict=True) if count})

    def converted(self, unit: str, *, shares: bool = False) -> Floats:
        """Return the values in a unit, as far as theirs can be converted to it.

        `shares`: whether numbers without a unit are shares, so that 0.12 is 12%.
        """
        factors = np.array([_conversion(name, unit, shares=shares) for name in self.names]).reshape(-1, 2)
        converted: Floats = self.values * factors[self.units, 0] + factors[self.units, 1]
        return converted


class WrittenNumbers:
    """A column of any type, read as numbers.

    Parameters
    ----------
    missing : lower-case words that mean a missing cell.
    """

    def __init__(self, column: "pd.Series", missing: frozenset[str] = MISSING) -> None:
        self._column = column
        self._missing = missing
        self._type = column.dtype.kind
        self.is_stored = self._type in "iuf"  # as numbers, not as words

    @property
    def own_missing_words(self) -> frozenset[str]:
        """The words that mean a missing cell in this column alone, if it is a baseline's."""
        if self._type != "O":
            return frozenset()
        return own_words(dict(zip(self._words.words, self._counts.tolist(), strict=True)))

    @cached_property
    def marks(self) -> Counter[Decimal | None]:
        """Number of cells with each decimal mark, of sampled words; None for 1,234, where it is not clear."""
        if self.is_stored:
            fractions = self.stored[np.isfinite(self.stored)] % 1 != 0
            return Counter({".": int(np.count_nonzero(fractions))})
        words, counts = self._words.words, self._counts
        marks: Counter[Decimal | None] = Counter()
        for place in range(0, len(words), -(-len(words) // SAMPLE_WORDS) or 1):
            word = words[place]
            if ("." in word or "," in word) and not np.isnan(quantity(word).number):
                marks[decimal_mark(word)] += int(counts[place])
        return marks

    @property
    def decimal(self) -> Decimal:
        """The decimal mark of most cells; a point if none has one that is clear."""
        return "," if self.marks[","] > self.marks["."] else "."

    def parsed(self, decimal: Decimal, *, time: bool = False) -> Parsed:
        """Return the numbers, with the decimal mark where both are possible.

        `time`: whether the column is known to hold times, so that `m` means minutes.
        """
        if self.is_stored:
            rows = len(self.stored)
            return Parsed(self.stored, np.zeros(rows, dtype=np.intp), [""], np.ones(rows, dtype=np.int64))
        if self._type in "bM":
            count = len(self._words.words)
            return Parsed(np.full(count, np.nan), np.zeros(count, dtype=np.intp), [""], self._counts)
        found = [quantity(word, decimal) for word in self._words.words]
        if time or _means_minutes(Counter(one.unit for one in found)):
            found = [quantity(word, decimal, minutes=True) for word in self._words.words]
        places: dict[str, int] = {"": 0}
        units = [places.setdefault(one.unit, len(places)) for one in found]
        values = np.array([one.number for one in found], dtype=np.float64)
        return Parsed(values, np.array(units, dtype=np.intp), list(places), self._counts)

    def cells(self, values: Floats) -> Floats:
        """Return the number of each row, from that of each word; NaN for a missing cell."""
        return values if self.is_stored else np.append(values, np.nan)[self._words.codes]

    @property
    def missing(self) -> NDArray[np.bool_]:
        """Which cells are missing, shape (rows,)."""
        missing: NDArray[np.bool_] = np.isnan(self.stored) if self.is_stored else self._words.codes < 0
        return missing

    @cached_property
    def stored(self) -> Floats:
        """The numbers of a column that is stored as numbers."""
        stored: Floats = self._column.to_numpy(dtype=np.float64, na_value=np.nan)
        return stored

    @cached_property
    def _words(self) -> Words:
        return words_of(self._column, self._missing)

    @cached_property
    def _counts(self) -> NDArray[np.int64]:
        codes = self._words.codes
        return np.bincount(codes[codes >= 0], minlength=len(self._words.words))


def _means_minutes(units: Mapping[str, int]) -> bool:
    """Tell whether `m` means minutes: most of the other units measure time, as in 45m, 1h 5m."""
    if "m" not in units:
        return False
    others = Counter({unit: count for unit, count in units.items() if unit in UNITS and unit != "m"})
    time = sum(count for unit, count in others.items() if UNITS[unit].dimension == "time")
    return 2 * time > others.total()


def _conversion(unit: str, to: str, *, shares: bool) -> tuple[float, float]:
    """Return the factor and the offset that convert one unit to another; (1, 0) if they cannot be."""
    if unit == to:
        return 1.0, 0.0
    one, other = UNITS.get(unit, PLAIN), UNITS.get(to, PLAIN)
    dimensions = {one.dimension, other.dimension} - {PLAIN.dimension}
    plain = "" in (unit, to)
    if len(dimensions) != 1 or (
        plain and not (dimensions == {"count"} or (shares and dimensions == {"share"}))
    ):
        return 1.0, 0.0
    return one.factor / other.factor, (one.offset - other.offset) / other.factor
