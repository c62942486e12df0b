"""Which groups of similar rows grew and which shrank."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.drift.explanation.k_means import best_of_starts
from functions.score.drift.explanation.principal_axes import balanced

MAX_ROWS = 2_000  # of each side; a larger sample would name the same groups
MIN_ROWS = 10  # for each cluster, of both sides together
# For each cluster, the weight that the smaller side has at least against the larger one. With 10, samples of
# one population, 2,000 rows against 100, differed in one cluster in a quarter of the runs; with 20 in none.
MIN_WEIGHT = 20
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
    axes: tuple[NDArray[np.float64], NDArray[np.float64]],
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
    axes : the axes and the variances along them, from `principal_axes`.
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
    rows = np.concatenate([baseline[chosen[0]], drift[chosen[1]]])
    directions, variances = axes
    seen = (rows - rows.mean(axis=0)) @ directions[:, variances > SAME].astype(np.float32)
    if not seen.shape[1]:
        return ()
    counted = balanced(before, after, MIN_WEIGHT * count)
    weights = np.repeat(np.divide(counted, (before, after)), (before, after)).astype(np.float32)
    assigned = best_of_starts(seen, weights, count, rng)
    groups = [np.flatnonzero(assigned == cluster) for cluster in range(count)]
    found = [_change(members, rows, chosen, count) for members in groups if len(members)]
    return tuple(sorted(found, key=lambda change: -abs(change.after - change.before)))


def _change(
    members: NDArray[np.int64], rows: NDArray[np.float32], chosen: list[NDArray[np.int64]], clusters: int
) -> ClusterChange:
    before, after = map(len, chosen)
    old, new = members[members < before], members[members >= before]
    held = rows[members]
    distances = ((held - held.mean(axis=0)) ** 2).sum(axis=1)
    nearest = members[np.argsort(distances, kind="stable")]
    low, high = _newcombe(len(old), before, len(new), after, clusters)
    chance = _fisher(len(old), before, len(new), after)
    return ClusterChange(
        before=len(old) / before,
        after=len(new) / after,
        low=low,
        high=high,
        changed=bool(chance <= (1 - CONFIDENCE) / clusters and not low <= 0 <= high),
        typical_before=tuple(chosen[0][_typical(nearest[nearest < before], rows)].tolist()),
        typical_after=tuple(chosen[1][_typical(nearest[nearest >= before], rows) - before].tolist()),
        members_before=chosen[0][old],
        members_after=chosen[1][new - before],
    )


def _typical(nearest: NDArray[np.int64], rows: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return the first of the members, passing over those that say the same as one before."""
    picked: list[int] = []
    for row in nearest.tolist():
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
