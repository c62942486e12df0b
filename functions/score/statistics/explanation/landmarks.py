"""The baseline's own axes and groups, computed before any drift file arrives."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.explanation.k_means import k_means, with_far_rows
from functions.score.statistics.explanation.principal_axes import MOST, own_axes
from functions.score.statistics.moments import Moments

CLUSTERS = 14  # most clusters of a baseline and a drift file together
MIN_ROWS = 10  # rows per cluster
# Clusters that the baseline leaves free for new topics. Of 1,500 pairs of files of real texts with a new part
# in the later one, 43% had a changed cluster with 3 free clusters, 39% with 1, and 42% if all 14 were
# searched for each file, best of four runs. Of 1,750 pairs without change, 1.4%, 2.1% and 1.5% had one.
FREE = 3
MAX_ROWS = 2_000  # a larger sample gives the same groups
STARTS = 4  # the best result is kept
STEPS = 40  # k-means has converged by then, or nearly


@dataclass(frozen=True, slots=True, eq=False)
class Landmarks:
    """Where the baseline's embeddings lie.

    Attributes
    ----------
    axes : float32 array, shape (d, up to 24)
        Principal axes of the embeddings.
    centres : float32 array, shape (up to 11, d)
        Centres of the groups that the embeddings form.
    """

    axes: NDArray[np.float32]
    centres: NDArray[np.float32]

    @classmethod
    def of(cls, embeddings: NDArray[np.float32], moments: Moments) -> Self:
        """Return the landmarks of a baseline; equal embeddings always give equal landmarks.

        Parameters
        ----------
        embeddings : float32 array, shape (n, d), n >= 1
        moments : Moments
            Of `embeddings`.
        """
        axes = own_axes(moments)
        rng = np.random.default_rng(0)
        sample = embeddings[np.sort(rng.permutation(len(embeddings))[:MAX_ROWS])]
        count = min(CLUSTERS, len(sample) // MIN_ROWS) - FREE
        if count < 1:
            return cls(axes, np.zeros((0, embeddings.shape[1]), dtype=np.float32))
        points = sample @ axes[:, :MOST]
        belongs = _best_groups(points - points.mean(axis=0), count, rng)
        return cls(axes, (belongs @ sample) / belongs.sum(axis=1, keepdims=True))


def _best_groups(rows: NDArray[np.float32], count: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return group membership (1 or 0), shape (groups, n), of the best of several runs of k-means."""
    weights = np.ones(len(rows), dtype=np.float32)
    best, largest = np.ones((1, len(rows)), dtype=np.float32), 0.0
    for _ in range(STARTS):
        centres = with_far_rows(rows[:0], rows, weights, count, rng)
        assigned, _ = k_means(rows, weights, centres, STEPS)
        belongs = (assigned == np.unique(assigned)[:, np.newaxis]).astype(np.float32)
        # Variance between groups and variance within groups have a fixed sum.
        between = float((((belongs @ rows) ** 2).sum(axis=1) / belongs.sum(axis=1)).sum())
        if between > largest:
            best, largest = belongs, between
    return best
