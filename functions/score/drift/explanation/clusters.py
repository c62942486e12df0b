"""Which groups of similar rows grew and which shrank."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.drift.explanation.principal_axes import principal_axes

MAX_ROWS = 2_000  # of each side; a larger sample would name the same groups
MIN_ROWS = 10  # for each cluster, of both sides together
# For each cluster, the weight that the smaller side has at least against the larger one. With 10, samples of
# one population, 2,000 rows against 100, differed in one cluster in a quarter of the runs; with 20 in none.
MIN_WEIGHT = 20
# What k-means sees of the embeddings: the directions beyond these are mostly each row's own. On news, reviews
# and fortunes with a tenth of a new topic, 16 axes found it more often than 32 or all 384.
AXES = 16
STARTS = 4  # the best of these is kept
STEPS = 15  # k-means settles earlier on nearly all data
TRIED = 4  # candidates for each next centre of a start
TYPICAL = 3
SAME = 1e-6  # squared distance of two embeddings of one text
CONFIDENCE = 0.95  # that all intervals hold at once, and that nothing is called changed where nothing is


@dataclass(frozen=True, slots=True, eq=False)
class ClusterChange:
    """A group of similar rows, and its share of either file.

    Attributes
    ----------
    before, after : its share of the baseline's and of the drift file's rows, in [0, 1].
    low, high : 95 % confidence interval of after - before, all clusters together.
    changed : whether the shares differ beyond noise.
    typical_before, typical_after : rows nearest to its centre, at most 3 of each file, no two alike.
    members_before, members_after : int64 arrays: its rows.
    """

    before: float
    after: float
    low: float
    high: float
    changed: bool
    typical_before: tuple[int, ...]
    typical_after: tuple[int, ...]
    members_before: NDArray[np.int64]
    members_after: NDArray[np.int64]


def cluster_changes(
    baseline: NDArray[np.float32],
    drift: NDArray[np.float32],
    *,
    rng: np.random.Generator,
    clusters: int = 14,
) -> tuple[ClusterChange, ...]:
    """Return groups of similar rows, the largest change of share first.

    k-means on the first principal axes of both files' rows. The files weigh the same, so that something new
    in a small file gets a cluster of its own; so much weight would let a few rows draw clusters around
    themselves and call that a change, so each row is assigned by centres computed without it. A cluster is
    `changed` by Fisher's exact test at 5 % divided by the number of clusters.

    Parameters
    ----------
    baseline, drift : float arrays, shapes (n, d) and (m, d), finite; a sample of more than 2,000.
    rng : draws the samples and the starting centres.
    clusters : how many at most; there are at least 10 rows for each.

    Returns
    -------
    tuple of ClusterChange : empty for fewer than 20 rows, an empty side or rows that are all the same.
    """
    chosen = [np.sort(rng.permutation(len(side))[:MAX_ROWS]) for side in (baseline, drift)]
    before, after = map(len, chosen)
    count = min(clusters, (before + after) // MIN_ROWS)
    if count < 2 or 0 in (before, after):  # noqa: PLR2004 - one cluster holds everything
        return ()
    rows = np.concatenate([baseline[chosen[0]], drift[chosen[1]]]).astype(np.float64)
    weights = _balanced(before, after, count)
    axes, variances = principal_axes(rows, weights, AXES)
    seen = (rows - rows.mean(axis=0)) @ axes[:, variances > SAME]
    fits = [_k_means(seen, weights, count, rng) for _ in range(STARTS)] if seen.shape[1] else []
    if not fits:
        return ()
    assigned = min(fits, key=lambda fit: fit[1])[0]
    groups = [np.flatnonzero(assigned == cluster) for cluster in range(count)]
    found = [_change(members, rows, chosen, count) for members in groups if len(members)]
    return tuple(sorted(found, key=lambda change: -abs(change.after - change.before)))


def _balanced(before: int, after: int, clusters: int) -> NDArray[np.float64]:
    """Return weights of the rows under which both sides count alike, as far as the smaller one carries it."""
    smaller = max(min(before, after), MIN_WEIGHT * clusters)
    return np.repeat([min(1.0, smaller / before), min(1.0, smaller / after)], [before, after])


def _k_means(
    rows: NDArray[np.float64], weights: NDArray[np.float64], count: int, rng: np.random.Generator
) -> tuple[NDArray[np.int64], float]:
    """Return each row's cluster, and the weighted squared distance to the centres."""
    centres = _starting_centres(rows, weights, count, rng)
    each = np.arange(len(rows))
    distances = _distances(rows, centres)
    assigned = distances.argmin(axis=1)
    for _ in range(STEPS):
        belongs = np.zeros((len(centres), len(rows)))
        belongs[assigned, each] = weights
        held = belongs.sum(axis=1)
        centres = np.where(held[:, None] > 0, belongs @ rows / np.maximum(held, SAME)[:, None], centres)
        distances = _distances(rows, centres)
        # The distance to the centre of the other members: r - c grows by held / (held - weight) without r.
        others = held[assigned] - weights
        farther = (held[assigned] / np.maximum(others, SAME)) ** 2
        distances[each, assigned] = np.where(others > SAME, distances[each, assigned] * farther, np.inf)
        nearest = distances.argmin(axis=1)
        if np.array_equal(nearest, assigned):
            break
        assigned = nearest
    return assigned, float(weights @ distances.min(axis=1))


def _starting_centres(
    rows: NDArray[np.float64], weights: NDArray[np.float64], count: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Return centres far apart: greedy k-means++ (Arthur and Vassilvitskii, SODA 2007)."""
    centres = [rows[rng.choice(len(rows), p=weights / weights.sum())]]
    nearest = _distances(rows, np.array(centres))[:, 0]
    while len(centres) < count and (chance := weights * nearest).sum() > SAME:
        candidates = rows[rng.choice(len(rows), size=TRIED, p=chance / chance.sum())]
        distances = np.minimum(nearest[:, None], _distances(rows, candidates))
        best = (weights @ distances).argmin()
        centres.append(candidates[best])
        nearest = distances[:, best]
    return np.array(centres)


def _distances(rows: NDArray[np.float64], centres: NDArray[np.float64]) -> NDArray[np.float64]:
    squares = (rows**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1) - 2 * rows @ centres.T
    return np.asarray(np.maximum(squares, 0.0), dtype=np.float64)


def _change(
    members: NDArray[np.int64], rows: NDArray[np.float64], chosen: list[NDArray[np.int64]], clusters: int
) -> ClusterChange:
    before, after = map(len, chosen)
    old, new = members[members < before], members[members >= before]
    distances = np.zeros(len(rows))
    distances[members] = ((rows[members] - rows[members].mean(axis=0)) ** 2).sum(axis=1)
    low, high = _newcombe(len(old), before, len(new), after, clusters)
    chance = _fisher(len(old), before, len(new), after)
    return ClusterChange(
        before=len(old) / before,
        after=len(new) / after,
        low=low,
        high=high,
        changed=bool(chance <= (1 - CONFIDENCE) / clusters and not low <= 0 <= high),
        typical_before=tuple(chosen[0][_nearest(old, rows, distances)].tolist()),
        typical_after=tuple(chosen[1][_nearest(new, rows, distances) - before].tolist()),
        members_before=chosen[0][old],
        members_after=chosen[1][new - before],
    )


def _nearest(
    members: NDArray[np.int64], rows: NDArray[np.float64], distances: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Return the members nearest to the centre, passing over those that say the same as one before."""
    picked: list[int] = []
    for row in members[np.argsort(distances[members], kind="stable")].tolist():
        if len(picked) == TYPICAL:
            break
        if all(((rows[row] - rows[other]) ** 2).sum() > SAME for other in picked):
            picked.append(row)
    return np.array(picked, dtype=np.int64)


def _newcombe(old: int, before: int, new: int, after: int, clusters: int) -> tuple[float, float]:
    """Return the interval of new / after - old / before.

    Newcombe, Statistics in Medicine 17 (1998) 873, method 10.
    """
    from scipy.special import ndtri

    z = -float(ndtri((1 - CONFIDENCE) / 2 / clusters))
    shares, sizes = np.array([old / before, new / after]), np.array([before, after])
    centre = (shares + z**2 / 2 / sizes) / (1 + z**2 / sizes)
    half = z * np.sqrt(shares * (1 - shares) / sizes + (z / 2 / sizes) ** 2) / (1 + z**2 / sizes)
    below, above = shares - (centre - half), centre + half - shares  # Wilson's limits of either share
    change = shares[1] - shares[0]
    low, high = change - np.hypot(below[1], above[0]), change + np.hypot(above[1], below[0])
    return max(float(low), -1.0), min(float(high), 1.0)


def _fisher(old: int, before: int, new: int, after: int) -> float:
    """Return the two-sided p-value of Fisher's exact test, twice the smaller tail."""
    from scipy.special import gammaln

    def ways(total: int, picked: NDArray[np.int64]) -> NDArray[np.float64]:
        return np.asarray(gammaln(total + 1) - gammaln(picked + 1) - gammaln(total - picked + 1))

    held = old + new
    possible = np.arange(max(0, held - before), min(held, after) + 1)  # of them in the drift file
    logs = ways(after, possible) + ways(before, held - possible)
    chances = np.exp(logs - logs.max())
    chances /= chances.sum()
    return min(1.0, 2 * float(min(chances[possible >= new].sum(), chances[possible <= new].sum())))
