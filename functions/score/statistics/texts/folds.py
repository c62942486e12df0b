"""The rows of one file dealt into folds, each of which the others may judge."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.moments import Moments

FOLDS = 5


@dataclass(frozen=True, slots=True, eq=False)
class Folds:
    """Rows, and for each fold the moments of the rows outside it.

    Attributes
    ----------
    rows : float32 array, shape (n, d).
    fold : int64 array, shape (n,): 0 to FOLDS - 1, as evenly as can be.
    others : for each fold, of the rows in the other folds.
    """

    rows: NDArray[np.float32]
    fold: NDArray[np.int64]
    others: tuple[Moments, ...]

    @classmethod
    def of(cls, rows: NDArray[np.float32], rng: np.random.Generator) -> Self:
        """Deal rows into folds at random. Memory O(FOLDS d^2)."""
        fold = np.empty(len(rows), dtype=np.int64)
        fold[rng.permutation(len(rows))] = np.arange(len(rows)) % FOLDS
        return cls(rows, fold, tuple(Moments.of(rows[fold != number]) for number in range(FOLDS)))

    @property
    def size_bytes(self) -> int:
        """Memory beyond the rows."""
        return self.fold.nbytes + sum(part.scatter.nbytes for part in self.others)
