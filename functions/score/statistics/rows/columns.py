"""The columns whose relations are tested: numbers, and categories with few levels."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Codes = NDArray[np.intp]
Rows = NDArray[np.intp]

FEWEST_ROWS = 10  # of a level, in each file
MOST_LEVELS = 20  # of a column; more are no segments
# A value that so many cells have, or that many more or fewer than before, says that the column is stuck.
STUCK, MORE_STUCK = 0.9, 0.2


@dataclass(frozen=True, slots=True, eq=False)
class NumberColumn:
    """A column of numbers: `before` and `after`, shapes (n,) and (m,); NaN if a cell has no finite number."""

    name: str
    before: Numbers
    after: Numbers

    def of_rows(self, before: Rows, after: Rows) -> "NumberColumn":
        """Return the column in these rows of both files alone."""
        return replace(self, before=self.before[before], after=self.after[after])

    @property
    def is_stuck(self) -> bool:
        """Whether nearly all numbers of a file are equal, or many more in one file than in the other.

        Examples
        --------
        >>> rising = np.arange(100.0)
        >>> NumberColumn("x", rising, rising).is_stuck, NumberColumn("x", rising, np.ones(100)).is_stuck
        (False, True)
        """
        shares = [_largest_share(cells) for cells in (self.before, self.after)]
        return max(shares) > STUCK or abs(shares[1] - shares[0]) > MORE_STUCK


@dataclass(frozen=True, slots=True, eq=False)
class CategoryColumn:
    """A column of categories.

    Attributes
    ----------
    name : str
    before, after : intp array, shapes (n,) and (m,)
        Index of each cell's category; -1 if it has none.
    names : sequence of str
        Of the categories.
    """

    name: str
    before: Codes
    after: Codes
    names: Sequence[str]

    def of_rows(self, before: Rows, after: Rows) -> "CategoryColumn":
        """Return the column in these rows of both files alone."""
        return replace(self, before=self.before[before], after=self.after[after])

    def levels(self) -> list[int]:
        """Return the categories with enough rows in each file; none if there are many categories.

        Examples
        --------
        >>> codes = np.repeat([0, 1, 2], [50, 30, 5])
        >>> CategoryColumn("cut", codes, codes, ("Ideal", "Good", "Fair")).levels()
        [0, 1]
        """
        counts = np.array(
            [np.bincount(codes[codes >= 0], minlength=len(self.names)) for codes in (self.before, self.after)]
        )
        if not 1 < np.count_nonzero(counts.any(axis=0)) <= MOST_LEVELS:
            return []
        levels: list[int] = np.flatnonzero((counts >= FEWEST_ROWS).all(axis=0)).tolist()
        return levels


def _largest_share(cells: Numbers) -> float:
    finite = cells[np.isfinite(cells)]
    return float(np.unique(finite, return_counts=True)[1].max() / len(finite)) if len(finite) else 1.0
