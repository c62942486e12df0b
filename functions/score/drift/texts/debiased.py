"""The documented drift score without its bias of order 1 / rows."""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from functions.score.drift.evidence import Undefined

Rows = NDArray[np.float32]

LEAST_ROWS = 2
# What rounding leaves of |sum x|^2 - sum |x|^2, relative to the first, where both are equal.
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class EmbeddingSums:
    """All that the debiased score needs of one file; sums of two parts of a file may be added.

    Attributes
    ----------
    rows : n.
    total : float64 array, shape (d,): the sum of the embeddings.
    squares : sum of the embeddings' squared lengths.
    """

    rows: int
    total: NDArray[np.float64]
    squares: float

    @classmethod
    def of(cls, embeddings: Rows) -> Self:
        """Sum embeddings of shape (n, d) in double precision."""
        squares = np.einsum("ij,ij->", embeddings, embeddings, dtype=np.float64)
        return cls(len(embeddings), embeddings.sum(axis=0, dtype=np.float64), float(squares))

    @property
    def squared_mean(self) -> float:
        """U = (|sum x|^2 - sum |x|^2) / (n (n - 1)): the squared length of the mean, without bias; n >= 2.

        It is the mean inner product of two different rows, so it may be negative.
        """
        length = float(self.total @ self.total)
        difference = length - self.squares
        if abs(difference) <= ROUNDING * max(length, self.squares):
            return 0.0
        return difference / (self.rows * (self.rows - 1))


def debiased_score(baseline: Rows, drift: Rows) -> float | Undefined:
    """Return `1 - mx.my / sqrt(U(X) U(Y))`, mx and my the means, U their squared lengths without bias.

    The documented score divides by |mx| |my|. Each |m|^2 is too long by tr C / n, so that files of ten rows
    that agree differ by a tenth and more. Here files that agree give 0 up to noise, which may take the
    score below 0 and, with few rows, above 2.

    Parameters
    ----------
    baseline, drift : float32 arrays, shapes (n, d) and (m, d), rows L2-normalised.

    Returns Undefined where a file has fewer than two rows or its U is not positive: its texts are then so
    few or so different from each other that their mean has no direction.
    Raises ValueError if d differs.
    """
    return debiased_score_of(EmbeddingSums.of(baseline), EmbeddingSums.of(drift))


def debiased_score_of(baseline: EmbeddingSums, drift: EmbeddingSums) -> float | Undefined:
    """Return the same from the sums of either file's embeddings."""
    if baseline.total.shape != drift.total.shape:
        raise ValueError(f"sums of {baseline.total.shape} and {drift.total.shape} cannot be compared")
    product = 1.0
    for name, sums in (("baseline", baseline), ("drift file", drift)):
        if sums.rows < LEAST_ROWS:
            return Undefined(f"two rows are needed and the {name} has {sums.rows}")
        squared_mean = sums.squared_mean
        if squared_mean <= 0.0:
            return Undefined(f"the {sums.rows} texts of the {name} have no common direction")
        product *= math.sqrt(squared_mean)
    inner = float((baseline.total / baseline.rows) @ (drift.total / drift.rows))
    return 1.0 - inner / product
