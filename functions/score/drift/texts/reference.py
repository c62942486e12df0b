"""What a baseline's embeddings say before any drift file is seen: computed once, used for every one."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.drift.texts.sensitivity import Sensitivity, sensitivity

Rows = NDArray[np.float32]

# Rows of a file that the tests see, the rest being left to the documented score: 5,000 against 5,000
# take seconds, and show a change of one or two rows in a hundred.
MOST_ROWS = 5_000


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A baseline's embeddings.

    Attributes
    ----------
    rows : float32 array, shape (n, d), n >= 2, rows L2-normalised.
    tested : those of them that the tests see.
    sensitivity : of these.
    """

    rows: Rows
    tested: Rows
    sensitivity: Sensitivity

    @classmethod
    def of(cls, rows: Rows, rng: np.random.Generator, known: Sensitivity | None = None) -> "Reference":
        """Return the reference of embeddings; `rng` draws the tested rows, `known` was measured on them."""
        _, tested = sample(rows, rng)
        return cls(rows, tested, known or sensitivity(tested))


def sample(rows: Rows, rng: np.random.Generator) -> tuple[NDArray[np.intp], Rows]:
    """Return up to MOST_ROWS rows, in their order, and their positions."""
    if len(rows) <= MOST_ROWS:
        return np.arange(len(rows)), rows
    positions = np.sort(rng.choice(len(rows), MOST_ROWS, replace=False))
    return positions, rows[positions]
