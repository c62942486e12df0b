"""Sums of embeddings: count, mean and scatter, which most statistics need."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, eq=False)
class Moments:
    """Sums over a set of embeddings. The moments of disjoint parts add up to those of the whole.

    Attributes
    ----------
    rows : int
        Number of embeddings, n.
    total : float64 array, shape (d,)
        Sum of the embeddings.
    squares : float
        Sum of their squared lengths.
    scatter : float32 array, shape (d, d)
        Sum of (x - mean)(x - mean)'. Single precision matches the embeddings, and its factorisation takes
        half the time.
    """

    rows: int
    total: NDArray[np.float64]
    squares: float
    scatter: NDArray[np.float32]

    @classmethod
    def of(cls, embeddings: NDArray[np.float32]) -> Self:
        """Return the moments of embeddings.

        Parameters
        ----------
        embeddings : float32 array, shape (n, d), n >= 0

        Examples
        --------
        >>> moments = Moments.of(np.array([[1, 0], [0, 1], [1, 1]], dtype=np.float32))
        >>> moments.rows, moments.total.tolist(), moments.squares
        (3, [2.0, 2.0], 4.0)
        """
        rows = len(embeddings)
        total = embeddings.sum(axis=0, dtype=np.float64)
        squares = float(np.einsum("ij,ij->", embeddings, embeddings, dtype=np.float64))
        centred = embeddings - (total / max(rows, 1)).astype(np.float32)
        return cls(rows, total, squares, (centred.T @ centred).astype(np.float32, copy=False))

    @property
    def mean(self) -> NDArray[np.float64]:
        """The mean embedding, shape (d,); requires n >= 1."""
        return np.asarray(self.total / self.rows)

    def __add__(self, other: Self) -> Self:
        """Return the moments of both sets together.

        References
        ----------
        Chan, Golub & LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances",
        COMPSTAT (1982).

        Examples
        --------
        >>> rows = np.array([[1, 0], [0, 1], [1, 1]], dtype=np.float32)
        >>> (Moments.of(rows[:1]) + Moments.of(rows[1:])).mean.round(4).tolist()
        [0.6667, 0.6667]
        """
        scatter = self.scatter + other.scatter
        if self.rows and other.rows:
            between = (self.mean - other.mean) * np.sqrt(self.rows * other.rows / (self.rows + other.rows))
            scatter += np.outer(between.astype(np.float32), between.astype(np.float32))
        return type(self)(
            self.rows + other.rows, self.total + other.total, self.squares + other.squares, scatter
        )
