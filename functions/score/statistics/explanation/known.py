"""What is known of the baseline's rows before any file is compared with it."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.explanation.k_means import k_means, with_far_rows
from functions.score.statistics.explanation.principal_axes import MOST, own_axes
from functions.score.statistics.moments import Moments

CLUSTERS = 14  # of a baseline and a file together, at most
MIN_ROWS = 10  # for each of them
# Clusters that the baseline's own rows leave to what is new in a file. Of 1,500 pairs of files of real texts,
# a part of the later one new, 43 % had a changed cluster with 3, 39 % with 1, and 42 % where all 14 were
# sought anew, the best of four runs. Of 1,750 pairs with nothing new, 1.4 %, 2.1 % and 1.5 % had one.
LEFT = 3
MAX_ROWS = 2_000  # a larger sample would be grouped alike
STARTS = 4  # the best of these is kept
STEPS = 40  # k-means has settled by then, or nearly


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """Where the baseline's rows lie.

    Attributes
    ----------
    axes : float32 array, shape (d, up to 24): their principal axes.
    centres : float32 array, shape (up to 11, d): of the groups that they make among themselves.
    """

    axes: NDArray[np.float32]
    centres: NDArray[np.float32]

    @classmethod
    def of(cls, embeddings: NDArray[np.float32], moments: Moments) -> Self:
        """Return what is known of rows, shape (n, d), n >= 1; equal rows give the same."""
        axes = own_axes(moments)
        rng = np.random.default_rng(0)
        chosen = embeddings[np.sort(rng.permutation(len(embeddings))[:MAX_ROWS])]
        count = min(CLUSTERS, len(chosen) // MIN_ROWS) - LEFT
        if count < 1:
            return cls(axes, np.zeros((0, embeddings.shape[1]), dtype=np.float32))
        seen = chosen @ axes[:, :MOST]
        belongs = _best_groups(seen - seen.mean(axis=0), count, rng)
        return cls(axes, (belongs @ chosen) / belongs.sum(axis=1, keepdims=True))


def _best_groups(rows: NDArray[np.float32], count: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return 1 where a row belongs to a group, shape (groups, n), in the best of some runs of k-means."""
    weights = np.ones(len(rows), dtype=np.float32)
    best, most = np.ones((1, len(rows)), dtype=np.float32), 0.0
    for _ in range(STARTS):
        centres = with_far_rows(rows[:0], rows, weights, count, rng)
        assigned, _ = k_means(rows, weights, centres, STEPS)
        belongs = (assigned == np.unique(assigned)[:, np.newaxis]).astype(np.float32)
        # What lies between groups does not lie within them.
        between = float((((belongs @ rows) ** 2).sum(axis=1) / belongs.sum(axis=1)).sum())
        if between > most:
            best, most = belongs, between
    return best
