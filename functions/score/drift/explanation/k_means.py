"""k-means from several starts at once, in which no row draws a centre to itself."""

import numpy as np
from numpy.typing import NDArray

STARTS = 4  # the best of these is kept
STEPS = 15  # k-means settles earlier on nearly all data
TRIED = 4  # candidates for each next centre of a start
SMALLEST = 1e-6  # weight of a cluster's other rows, and squared distances, below which there are none

Rows = NDArray[np.float32]


def best_of_starts(rows: Rows, weights: Rows, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Return each row's cluster in the best of four runs of k-means.

    All runs go on side by side: on a thousand rows, calls cost more than the arithmetic in them. Each row is
    assigned by centres computed without it, since a row of much weight would draw a centre to itself.

    Parameters
    ----------
    rows : float32 array, shape (n, a), n >= 1.
    weights : float32 array, shape (n,), > 0.
    count : clusters, >= 1; some may stay empty.
    rng : draws the starting centres.
    """
    squares = (rows**2).sum(axis=1)
    centres = _starting_centres(rows, squares, weights, count, rng)
    starts, count, _ = centres.shape
    each, of_start = np.arange(len(rows))[:, np.newaxis], count * np.arange(starts)
    distances = _distances(rows, squares, centres)
    assigned = distances.argmin(axis=2)
    for _ in range(STEPS):
        belongs = np.zeros((starts * count, len(rows)), dtype=np.float32)
        belongs[assigned + of_start, each] = weights[:, np.newaxis]
        held = belongs.sum(axis=1)
        means = (belongs @ rows / np.maximum(held, SMALLEST)[:, np.newaxis]).reshape(centres.shape)
        centres = np.where(held.reshape(starts, count, 1) > 0, means, centres)
        distances = _distances(rows, squares, centres)
        # The distance to the centre of the other members: r - c grows by held / (held - weight) without r.
        own = held[assigned + of_start]
        others = own - weights[:, np.newaxis]
        farther = (own / np.maximum(others, SMALLEST)) ** 2
        nearest = np.take_along_axis(distances, assigned[:, :, np.newaxis], axis=2)[:, :, 0]
        without = np.where(others > SMALLEST, nearest * farther, np.float32(np.inf))
        np.put_along_axis(distances, assigned[:, :, np.newaxis], without[:, :, np.newaxis], axis=2)
        moved = distances.argmin(axis=2)
        if np.array_equal(moved, assigned):
            break
        assigned = moved
    return np.asarray(assigned[:, (weights @ distances.min(axis=2)).argmin()])


def _starting_centres(rows: Rows, squares: Rows, weights: Rows, count: int, rng: np.random.Generator) -> Rows:
    """Return centres far apart, shape (STARTS, up to `count`, a): greedy k-means++.

    Source: Arthur and Vassilvitskii, SODA 2007.
    """
    first = rng.choice(len(rows), size=STARTS, p=weights / weights.sum(dtype=np.float64))
    centres = [rows[first]]
    nearest = _distances(rows, squares, rows[first])  # shape (n, STARTS)
    each = np.arange(STARTS)
    while len(centres) < count:
        chances = np.cumsum(weights[:, np.newaxis] * nearest, axis=0, dtype=np.float64)
        if chances[-1].min() <= SMALLEST:  # every row is a centre already
            break
        drawn = rng.random((TRIED, STARTS)) * chances[-1]
        candidates = np.minimum((chances[np.newaxis] <= drawn[:, np.newaxis]).sum(axis=1), len(rows) - 1)
        distances = np.minimum(nearest[:, np.newaxis], _distances(rows, squares, rows[candidates]))
        best = np.tensordot(weights, distances, axes=1).argmin(axis=0)
        centres.append(rows[candidates[best, each]])
        nearest = distances[:, best, each]
    return np.stack(centres, axis=1)


def _distances(rows: Rows, squares: Rows, centres: Rows) -> Rows:
    """Return squared distances of n rows to centres of shape (..., a): shape (n, ...)."""
    flat = centres.reshape(-1, centres.shape[-1])
    found = (-2 * rows) @ flat.T
    found += squares[:, np.newaxis]
    found += (flat**2).sum(axis=1)
    return np.asarray(np.maximum(found, 0, out=found).reshape(len(rows), *centres.shape[:-1]))
