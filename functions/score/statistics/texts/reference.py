"""What a baseline's embeddings say before any drift file is seen: computed once, used for every one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.moments import Moments
from functions.score.statistics.texts.folds import Folds
from functions.score.statistics.texts.neighbourhood import WIDE
from functions.score.statistics.texts.neighbours import Neighbours, nearest_neighbours
from functions.score.statistics.texts.sensitivity import Sensitivity, sensitivity

Rows = NDArray[np.float32]

# Rows of a file that the tests see, the rest being left to the documented score: 5,000 against 5,000
# take seconds, and show a change of one or two rows in a hundred.
MOST_ROWS = 5_000
# Neighbours of each row that are kept: as many as a pool of both files mostly lists, and some to see past
# ties.
LISTED = WIDE + WIDE // 4


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A baseline's embeddings.

    Attributes
    ----------
    moments : of all its rows, two or more.
    tested : float32 array: those of the rows that the tests see, L2-normalised.
    neighbours : of the tested rows among themselves.
    folds : of the tested rows.
    sensitivity : of the tested rows.
    """

    moments: Moments
    tested: Rows
    neighbours: Neighbours
    folds: Folds
    sensitivity: Sensitivity

    @classmethod
    def of(
        cls, rows: Rows, moments: Moments, rng: np.random.Generator, known: Sensitivity | None = None
    ) -> "Reference":
        """Return the reference of embeddings, shape (n, d), rows L2-normalised, and their moments.

        `rng` draws the tested rows and their folds, `known` was measured on the tested rows before.
        """
        _, tested = sample(rows, rng)
        return cls(
            moments=moments,
            tested=tested,
            neighbours=nearest_neighbours(tested, min(LISTED, len(tested) - 1)),
            folds=Folds.of(tested, rng),
            sensitivity=known or sensitivity(tested),
        )

    @property
    def size_bytes(self) -> int:
        """Memory beyond the rows."""
        return self.neighbours.indices.nbytes + self.neighbours.similarities.nbytes + self.folds.size_bytes


def sample(rows: Rows, rng: np.random.Generator) -> tuple[NDArray[np.intp], Rows]:
    """Return up to MOST_ROWS rows, in their order, and their positions."""
    if len(rows) <= MOST_ROWS:
        return np.arange(len(rows)), rows
    positions = np.sort(rng.choice(len(rows), MOST_ROWS, replace=False))
    return positions, rows[positions]
