"""k-means in which no row draws a centre to itself."""

import numpy as np
from numpy.typing import NDArray

STEPS = 12  # from good centres; most of what steps gain is gained by then
TRIED = 12  # candidates for each next centre to start from
SMALLEST = 1e-6  # weight of a cluster's other rows, and squared distances, below which there are none

Rows = NDArray[np.float32]


def k_means(rows: Rows, weights: Rows, centres: Rows, steps: int = STEPS) -> tuple[NDArray[np.int64], Rows]:
    """Return each row's cluster, and the centres of the clusters.

    Each row is assigned by centres computed without it, since a row of much weight would draw a centre to
    itself.

    Parameters
    ----------
    rows : float32 array, shape (n, a), n >= 1.
    weights : float32 array, shape (n,), > 0.
    centres : float32 array, shape (k, a), k >= 1: to start from. Some may stay without rows.
    steps : how often they are moved to the means of their rows, at most.
    """
    axes = rows.shape[1]
    lifted = _lifted(rows)
    clusters, each = np.arange(len(centres))[:, np.newaxis], np.arange(len(rows))
    distances = _distances(lifted, centres)
    assigned = distances.argmin(axis=0)
    for _ in range(steps):
        sums = ((assigned == clusters) * weights) @ lifted
        held = sums[:, axes]
        means = sums[:, :axes] / np.maximum(held, SMALLEST)[:, np.newaxis]
        centres = np.where(held[:, np.newaxis] > 0, means, centres)
        distances = _distances(lifted, centres)
        # To the centre of the other members: r - c grows by held / (held - weight) without r.
        own = held[assigned]
        others = own - weights
        farther = (own / np.maximum(others, SMALLEST)) ** 2
        without = np.where(others > SMALLEST, distances[assigned, each] * farther, np.inf)
        distances[assigned, each] = without
        before, assigned = assigned, distances.argmin(axis=0)
        if (before == assigned).all():
            break
    return np.asarray(assigned, dtype=np.int64), centres


def with_far_rows(centres: Rows, rows: Rows, weights: Rows, count: int, rng: np.random.Generator) -> Rows:
    """Return centres, and rows far from them and from each other: `count` together, fewer of equal rows.

    Greedy k-means++ (Arthur and Vassilvitskii, SODA 2007), begun with some centres.

    Parameters
    ----------
    centres : float32 array, shape (k, a); k may be 0.
    rows, weights : as of `k_means`.
    count : how many centres to return, >= 1.
    rng : draws the rows.
    """
    lifted = _lifted(rows)
    if not len(centres):
        centres = rows[[rng.choice(len(rows), p=weights / weights.sum(dtype=np.float64))]]
    nearest = _distances(lifted, centres).min(axis=0)
    while len(centres) < count:
        chances = np.cumsum(weights * nearest, dtype=np.float64)
        if chances[-1] <= SMALLEST:  # every row is a centre already
            break
        drawn = chances[-1] * rng.random(TRIED)
        candidates = np.minimum(np.searchsorted(chances, drawn, side="right"), len(rows) - 1)
        distances = np.minimum(nearest, _distances(lifted, rows[candidates]))
        best = int((distances @ weights).argmin())
        centres = np.concatenate([centres, rows[candidates[[best]]]])
        nearest = distances[best]
    return centres


def _lifted(rows: Rows) -> Rows:
    """Return rows with a 1 and their squared length added, so that sums and distances are one product."""
    squares = np.einsum("ij,ij->i", rows, rows)
    return np.column_stack([rows, np.ones_like(squares), squares])


def _distances(lifted: Rows, centres: Rows) -> Rows:
    """Return squared distances of k centres to n rows, shape (k, n): -2 c r + |c|^2 + |r|^2."""
    axes = centres.shape[1]
    factors = np.ones((len(centres), axes + 2), dtype=np.float32)
    np.multiply(centres, -2, out=factors[:, :axes])
    np.einsum("ij,ij->i", centres, centres, out=factors[:, axes])
    found = factors @ lifted.T
    return np.asarray(np.maximum(found, 0, out=found))
