"""The rows of a file divided into folds, so that each fold is scored by the others."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.moments import Moments

FOLDS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Folds:
    """Rows in folds, with the moments of the rows outside each fold.

    Attributes
    ----------
    rows : float32 array, shape (n, d)
    fold : int64 array, shape (n,)
        In [0, FOLDS); the folds have equal sizes, give or take one row.
    others : tuple of Moments
        For each fold, of the rows in the other folds.
    """

    rows: NDArray[np.float32]
    fold: NDArray[np.int64]
    others: tuple[Moments, ...]

    @classmethod
    def of(cls, rows: NDArray[np.float32], rng: np.random.Generator) -> Self:
        """Divide rows into folds at random; O(FOLDS d^2) memory.

        Examples
        --------
        >>> folds = Folds.of(np.zeros((12, 2), dtype=np.float32), np.random.default_rng(0))
        >>> np.bincount(folds.fold).tolist(), [others.rows for others in folds.others]
        ([3, 3, 2, 2, 2], [9, 9, 10, 10, 10])
        """
        fold = np.empty(len(rows), dtype=np.int64)
        fold[rng.permutation(len(rows))] = np.arange(len(rows)) % FOLDS
        return cls(rows, fold, tuple(Moments.of(rows[fold != number]) for number in range(FOLDS)))

    @property
    def size_bytes(self) -> int:
        """Memory besides the rows."""
        return self.fold.nbytes + sum(part.scatter.nbytes for part in self.others)
