"""What most statistics need of a set of embeddings: how many, their sum, how they lie about their mean."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Sums of embeddings. Those of parts add up to those of the whole, so a baseline's are summed once.

    Attributes
    ----------
    rows : n.
    total : float64 array, shape (d,): the sum of the embeddings.
    squares : the sum of their squared lengths.
    scatter : float32 array, shape (d, d): the sum of (x - mean)(x - mean)'. Its last digits are those of
        embeddings, and factorising it takes half the time of float64.
    """

    rows: int
    total: NDArray[np.float64]
    squares: float
    scatter: NDArray[np.float32]

    @classmethod
    def of(cls, embeddings: NDArray[np.float32]) -> Self:
        """Sum embeddings of shape (n, d), n >= 0."""
        rows = len(embeddings)
        total = embeddings.sum(axis=0, dtype=np.float64)
        squares = float(np.einsum("ij,ij->", embeddings, embeddings, dtype=np.float64))
        centred = embeddings - (total / max(rows, 1)).astype(np.float32)
        return cls(rows, total, squares, (centred.T @ centred).astype(np.float32, copy=False))

    @property
    def mean(self) -> NDArray[np.float64]:
        """The mean embedding, shape (d,); n >= 1."""
        return np.asarray(self.total / self.rows)

    def __add__(self, other: Self) -> Self:
        """Return the moments of both sets together.

        Source: Chan, Golub & LeVeque, "Updating formulae and a pairwise algorithm for computing sample
        variances", COMPSTAT (1982).
        """
        scatter = self.scatter + other.scatter
        if self.rows and other.rows:
            apart = (self.mean - other.mean) * np.sqrt(self.rows * other.rows / (self.rows + other.rows))
            scatter += np.outer(apart.astype(np.float32), apart.astype(np.float32))
        return type(self)(
            self.rows + other.rows, self.total + other.total, self.squares + other.squares, scatter
        )
