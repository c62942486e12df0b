"""The features whose correlations are compared: the ranks of numbers, and the levels of categories."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.rows.columns import (
    FEWEST_ROWS,
    MORE_STUCK,
    CategoryColumn,
    Codes,
    NumberColumn,
    Numbers,
)

Matrix = NDArray[np.float64]
MOST_FEATURES = 200  # the first ones: all pairs of more would take seconds
SPREAD = np.sqrt(12.0)  # of a uniform distribution on [0, 1]: the inverse of its standard deviation


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature: the ranks of a column of numbers, or whether a cell has a certain level."""

    column: str
    level: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """The features of both files.

    Attributes
    ----------
    of : sequence of Feature
    before, after : float64 array, shapes (n, features) and (m, features)
        Ranks of the file's own numbers, in (0, sqrt(12)); levels as 0 and 1. NaN for a missing cell.
    """

    of: Sequence[Feature]
    before: Matrix
    after: Matrix

    @classmethod
    def from_columns(cls, columns: Sequence[NumberColumn | CategoryColumn]) -> "Features":
        """Return the features of the columns that are not stuck; at least one row each."""
        of: list[Feature] = []
        files: tuple[list[Numbers], list[Numbers]] = ([], [])
        for column in columns:
            if len(of) >= MOST_FEATURES:
                break
            if isinstance(column, CategoryColumn):
                named = _levels(column)
                of += [Feature(column.name, column.names[level]) for level in named]
                for file, codes in zip(files, (column.before, column.after), strict=True):
                    file += [_indicator(codes, level) for level in named]
            elif not column.is_stuck:
                of.append(Feature(column.name))
                for file, cells in zip(files, (column.before, column.after), strict=True):
                    file.append(ranks(cells) * SPREAD)
        if not of:
            return cls((), np.zeros((1, 0)), np.zeros((1, 0)))
        return cls(of, np.column_stack(files[0]), np.column_stack(files[1]))

    def pairs(self) -> NDArray[np.bool_]:
        """Return which pairs are compared, shape (features, features), each pair once.

        Not two levels of one column, and no level with numbers: those are the segments' part.
        """
        columns = np.array([feature.column for feature in self.of])
        levels = np.array([feature.level is not None for feature in self.of], dtype=np.bool_)
        pairs = (columns[:, None] != columns) & (levels[:, None] == levels)
        upper: NDArray[np.bool_] = np.triu(pairs, 1)
        return upper


def ranks(cells: Numbers) -> Numbers:
    """Return the mean ranks of finite numbers as shares of their count, in (0, 1); NaN for other cells.

    Examples
    --------
    >>> ranks(np.array([7.0, np.nan, 3.0, 7.0, 9.0])).tolist()
    [0.5, nan, 0.125, 0.5, 0.875]
    """
    finite = np.isfinite(cells)
    _, group, counts = np.unique(cells[finite], return_inverse=True, return_counts=True)
    middles = np.cumsum(counts) - counts / 2
    result = np.full(len(cells), np.nan)
    result[finite] = middles[group] / max(1, len(group))
    return result


def _levels(column: CategoryColumn) -> list[int]:
    """Return the levels that become features: of two only one, and none whose share changed much."""
    levels = [level for level in column.levels() if not _changed_much(column, level)]
    return levels[1:] if len(levels) == len(column.names) == 2 else levels  # noqa: PLR2004 - the other is its inverse


def _changed_much(column: CategoryColumn, level: int) -> bool:
    shares = []
    for codes in (column.before, column.after):
        present = codes[codes >= 0]
        rows = int(np.count_nonzero(present == level))
        if len(present) - rows < FEWEST_ROWS:
            return True
        shares.append(rows / len(present))
    return abs(shares[1] - shares[0]) > MORE_STUCK


def _indicator(codes: Codes, level: int) -> Numbers:
    return np.where(codes < 0, np.nan, codes == level)
