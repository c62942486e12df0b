"""Weighted k-means in which no row pulls a centre towards itself."""

import numpy as np
from numpy.typing import NDArray

STEPS = 12  # from good starting centres; later steps gain little
CANDIDATES = 12  # rows tried for each additional starting centre
SMALLEST = 1e-6  # weights of other rows and squared distances below this count as zero

Rows = NDArray[np.float32]


def k_means(rows: Rows, weights: Rows, centres: Rows, steps: int = STEPS) -> tuple[NDArray[np.int64], Rows]:
    """Return each row's cluster and the centres of the clusters.

    Each row is assigned by centres that are computed without it: a heavy row would pull its centre towards
    itself.

    Parameters
    ----------
    rows : float32 array, shape (n, a), n >= 1
    weights : float32 array, shape (n,)
        Weights of the rows, > 0.
    centres : float32 array, shape (k, a), k >= 1
        Starting centres. A cluster may end without rows.
    steps : int
        Largest number of times that the centres move to the means of their rows.

    Returns
    -------
    clusters : int64 array, shape (n,)
        In [0, k).
    centres : float32 array, shape (k, a)

    References
    ----------
    Lloyd, "Least squares quantization in PCM", IEEE Transactions on Information Theory 28 (1982).

    Examples
    --------
    >>> rows = np.array([[0.0], [0.2], [9.0], [9.2]], dtype=np.float32)
    >>> clusters, centres = k_means(rows, np.ones(4, dtype=np.float32), rows[1:3])
    >>> clusters.tolist(), [round(centre, 2) for centre in centres.ravel().tolist()]
    ([0, 0, 1, 1], [0.1, 9.1])
    """
    axes = rows.shape[1]
    lifted = _lifted(rows)
    clusters, each = np.arange(len(centres))[:, np.newaxis], np.arange(len(rows))
    distances = _distances(lifted, centres)
    assigned = distances.argmin(axis=0)
    for _ in range(steps):
        sums = ((assigned == clusters) * weights) @ lifted
        totals = sums[:, axes]
        means = sums[:, :axes] / np.maximum(totals, SMALLEST)[:, np.newaxis]
        centres = np.where(totals[:, np.newaxis] > 0, means, centres)
        distances = _distances(lifted, centres)
        # Without row r of weight w, the centre moves away from r: r - c grows by total / (total - w).
        own = totals[assigned]
        others = own - weights
        farther = (own / np.maximum(others, SMALLEST)) ** 2
        without = np.where(others > SMALLEST, distances[assigned, each] * farther, np.inf)
        distances[assigned, each] = without
        before, assigned = assigned, distances.argmin(axis=0)
        if (before == assigned).all():
            break
    return np.asarray(assigned, dtype=np.int64), centres


def with_far_rows(centres: Rows, rows: Rows, weights: Rows, count: int, rng: np.random.Generator) -> Rows:
    """Return the centres plus rows that are far from them and from each other (greedy k-means++).

    Parameters
    ----------
    centres : float32 array, shape (k, a), k >= 0
    rows : float32 array, shape (n, a), n >= 1
    weights : float32 array, shape (n,)
        Weights of the rows, > 0.
    count : int
        Number of centres to return, >= 1.
    rng : numpy.random.Generator
        Draws the candidate rows.

    Returns
    -------
    float32 array, shape (max(k, count), a)
        The given centres first. Fewer than `count` if there are not enough different rows.

    References
    ----------
    Arthur & Vassilvitskii, "k-means++: the advantages of careful seeding", SODA (2007).

    Examples
    --------
    >>> rows = np.array([[0.0], [0.0], [5.0]], dtype=np.float32)
    >>> weights = np.ones(3, dtype=np.float32)
    >>> with_far_rows(rows[:1], rows, weights, 3, np.random.default_rng(0)).ravel().tolist()
    [0.0, 5.0]
    """
    lifted = _lifted(rows)
    if not len(centres):
        centres = rows[[rng.choice(len(rows), p=weights / weights.sum(dtype=np.float64))]]
    nearest = _distances(lifted, centres).min(axis=0)
    while len(centres) < count:
        chances = np.cumsum(weights * nearest, dtype=np.float64)
        if chances[-1] <= SMALLEST:  # every row equals a centre
            break
        drawn = chances[-1] * rng.random(CANDIDATES)
        candidates = np.minimum(np.searchsorted(chances, drawn, side="right"), len(rows) - 1)
        distances = np.minimum(nearest, _distances(lifted, rows[candidates]))
        best = int((distances @ weights).argmin())
        centres = np.concatenate([centres, rows[candidates[[best]]]])
        nearest = distances[best]
    return centres


def _lifted(rows: Rows) -> Rows:
    """Append a 1 and the squared length to each row: sums and distances are then one matrix product."""
    squares = np.einsum("ij,ij->i", rows, rows)
    return np.column_stack([rows, np.ones_like(squares), squares])


def _distances(lifted: Rows, centres: Rows) -> Rows:
    """Return squared distances of k centres to n rows, shape (k, n): -2 c r + |c|^2 + |r|^2."""
    axes = centres.shape[1]
    factors = np.ones((len(centres), axes + 2), dtype=np.float32)
    np.multiply(centres, -2, out=factors[:, :axes])
    np.einsum("ij,ij->i", centres, centres, out=factors[:, axes])
    distances = factors @ lifted.T
    return np.asarray(np.maximum(distances, 0, out=distances))
