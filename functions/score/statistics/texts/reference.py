"""What is computed from a baseline's embeddings once, and used for every drift file."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.moments import Moments
from functions.score.statistics.texts.folds import Folds
from functions.score.statistics.texts.neighbourhood import WIDE
from functions.score.statistics.texts.neighbours import Neighbours, nearest_neighbours
from functions.score.statistics.texts.sensitivity import Sensitivity, sensitivity

Rows = NDArray[np.float32]

# Most rows of a file in the tests; the documented score uses all. 5,000 against 5,000 rows take seconds and
# show a change of one or two rows in a hundred.
MOST_ROWS = 5_000
# Neighbours listed per row: as many as most pools of both files need, and some more for ties.
LISTED = WIDE + WIDE // 4


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A baseline's embeddings and what is computed from them alone.

    Attributes
    ----------
    moments : Moments
        Of all rows, n >= 2.
    tested : float32 array, shape (k, d)
        The L2-normalised rows in the tests.
    neighbours : Neighbours
        Of the tested rows among each other.
    folds : Folds
        Of the tested rows.
    sensitivity : Sensitivity
        Of the tested rows.
    """

    moments: Moments
    tested: Rows
    neighbours: Neighbours
    folds: Folds
    sensitivity: Sensitivity

    @classmethod
    def of(
        cls, rows: Rows, moments: Moments, rng: np.random.Generator, measured: Sensitivity | None = None
    ) -> "Reference":
        """Return the reference of a baseline.

        Parameters
        ----------
        rows : float32 array, shape (n, d), n >= 2
            L2-normalised embeddings.
        moments : Moments
            Of `rows`.
        rng : numpy.random.Generator
            Draws the tested rows and their folds.
        measured : Sensitivity, optional
            Of the tested rows, if it is stored.
        """
        _, tested = sample(rows, rng)
        return cls(
            moments=moments,
            tested=tested,
            neighbours=nearest_neighbours(tested, min(LISTED, len(tested) - 1)),
            folds=Folds.of(tested, rng),
            sensitivity=measured or sensitivity(tested),
        )

    @property
    def size_bytes(self) -> int:
        """Memory besides the rows."""
        return self.neighbours.indices.nbytes + self.neighbours.similarities.nbytes + self.folds.size_bytes


def sample(rows: Rows, rng: np.random.Generator) -> tuple[NDArray[np.intp], Rows]:
    """Return up to MOST_ROWS random rows, in their order, and their positions.

    Parameters
    ----------
    rows : float32 array, shape (n, d)
    rng : numpy.random.Generator

    Returns
    -------
    positions : int array, shape (k,), k = min(n, MOST_ROWS)
        Ascending.
    rows : float32 array, shape (k, d)
    """
    if len(rows) <= MOST_ROWS:
        return np.arange(len(rows)), rows
    positions = np.sort(rng.choice(len(rows), MOST_ROWS, replace=False))
    return positions, rows[positions]
