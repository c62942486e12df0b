"""Which groups of similar rows grew and which shrank."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.explanation.k_means import k_means, with_far_rows
from functions.score.statistics.explanation.known import CLUSTERS, MAX_ROWS, MIN_ROWS
from functions.score.statistics.explanation.principal_axes import balanced

# For each cluster, the weight that the smaller side has at least against the larger one. With 10, samples of
# one population, 2,000 rows against 100, differed in one cluster in a quarter of the runs; with 20 in none.
MIN_WEIGHT = 20
# Steps before the next centre is added: a topic whose centre is still one of its rows would get another.
BETWEEN = 2
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
    members_before, members_after : int64 arrays: its rows.
    """

    before: float
    after: float
    low: float
    high: float
    changed: bool
    members_before: NDArray[np.int64]
    members_after: NDArray[np.int64]

    @property
    def grew(self) -> bool:
        """Whether its share of the drift file is at least that of the baseline."""
        return self.after >= self.before


def cluster_changes(
    baseline: NDArray[np.float32],
    drift: NDArray[np.float32],
    axes: tuple[NDArray[np.float64], NDArray[np.float64]],
    centres: NDArray[np.float32],
    *,
    rng: np.random.Generator,
) -> tuple[ClusterChange, ...]:
    """Return groups of similar rows, the largest change of share first.

    k-means on the first principal axes of both files' rows, from the centres of the baseline's own groups and
    from a few rows far from these. The files weigh the same, so that something new in a small file gets a
    cluster of its own; so much weight would let a few rows draw clusters around themselves and call that a
    change, so each row is assigned by centres computed without it. A cluster is `changed` by Fisher's exact
    test at 5 % divided by the number of clusters.

    Parameters
    ----------
    baseline, drift : float32 arrays, shapes (n, d) and (m, d), finite; a sample of more than 2,000.
    axes : the axes and the variances along them, from `principal_axes`.
    centres : of the baseline's own groups, shape (k, d), from `Known`.
    rng : draws the samples and the centres to start from.

    Returns
    -------
    tuple of ClusterChange : at most 14, and one for 10 rows; empty for fewer than 20 rows, an empty side or
        rows that are all the same.
    """
    chosen = [np.sort(rng.permutation(len(side))[:MAX_ROWS]) for side in (baseline, drift)]
    before, after = map(len, chosen)
    count = min(CLUSTERS, (before + after) // MIN_ROWS)
    if count < 2 or 0 in (before, after):  # noqa: PLR2004 - one cluster holds everything
        return ()
    directions = axes[0][:, axes[1] > SAME].astype(np.float32)
    if not directions.shape[1]:
        return ()
    sides = zip((baseline, drift), chosen, strict=True)
    seen = np.concatenate([(side @ directions)[rows] for side, rows in sides])
    middle = seen.mean(axis=0)  # squared distances lose no digits to a mean far from 0
    seen, known = seen - middle, centres @ directions - middle
    counted = balanced(before, after, MIN_WEIGHT * count)
    weights = np.repeat(np.divide(counted, (before, after)), (before, after)).astype(np.float32)
    for more in range(len(known) + 1, count):
        known = with_far_rows(known, seen, weights, more, rng)
        _, known = k_means(seen, weights, known, BETWEEN)
    assigned, _ = k_means(seen, weights, with_far_rows(known, seen, weights, count, rng))
    groups = [np.flatnonzero(assigned == cluster) for cluster in np.unique(assigned)]
    found = _changes(groups, chosen, count)
    return tuple(sorted(found, key=lambda change: -abs(change.after - change.before)))


def rows_of(groups: Sequence[ClusterChange], before: int, after: int) -> NDArray[np.bool_]:
    """Return whether each of the baseline's rows, and then of the drift file's, is in one of the groups.

    Parameters
    ----------
    groups : from `cluster_changes`.
    before, after : how many rows it was given of either file.
    """
    held = np.zeros(before + after, dtype=np.bool_)
    for group in groups:
        held[group.members_before] = True
        held[before + group.members_after] = True
    return held


def typical_rows(
    group: ClusterChange, baseline: NDArray[np.float32], drift: NDArray[np.float32]
) -> tuple[int, ...]:
    """Return the rows nearest to a group's centre, at most 3, no two alike.

    They are of the drift file where the group grew, and of the baseline where it shrank.

    Parameters
    ----------
    group : from `cluster_changes`.
    baseline, drift : what it was given.
    """
    sides = baseline[group.members_before], drift[group.members_after]
    members = group.members_after if group.grew else group.members_before
    rows = sides[group.grew]
    centre = sum(side.sum(axis=0) for side in sides) / sum(map(len, sides))
    distances = ((rows - centre) ** 2).sum(axis=1)
    picked: list[int] = []
    for row in np.argsort(distances, kind="stable").tolist():
        if len(picked) == TYPICAL:
            break
        if all(((rows[row] - rows[other]) ** 2).sum() > SAME for other in picked):
            picked.append(row)
    return tuple(members[picked].tolist())


def _changes(
    groups: list[NDArray[np.int64]], chosen: list[NDArray[np.int64]], clusters: int
) -> list[ClusterChange]:
    """Return what became of groups of rows, the baseline's numbered before the drift file's."""
    before, after = map(len, chosen)
    parted = [np.split(members, [np.searchsorted(members, before)]) for members in groups]
    old, new = np.array([[len(part) for part in parts] for parts in parted]).T
    low, high = _newcombe((old, new), (before, after), clusters)
    chances = _fisher((old, new), (before, after))
    changed = (chances <= (1 - CONFIDENCE) / clusters) & ((low > 0) | (high < 0))
    return [
        ClusterChange(
            before=len(former) / before,
            after=len(latter) / after,
            low=float(low[group]),
            high=float(high[group]),
            changed=bool(changed[group]),
            members_before=chosen[0][former],
            members_after=chosen[1][latter - before],
        )
        for group, (former, latter) in enumerate(parted)
    ]


def _newcombe(
    held: tuple[NDArray[np.int64], NDArray[np.int64]], sizes: tuple[int, int], clusters: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the intervals of the change of shares, from held[0] / sizes[0] to held[1] / sizes[1].

    Newcombe, Statistics in Medicine 17 (1998) 873, method 10.
    """
    from scipy.special import ndtri

    z = -float(ndtri((1 - CONFIDENCE) / 2 / clusters))
    of = np.array(sizes)[:, np.newaxis]
    shares = np.stack(held) / of
    centre = (shares + z**2 / 2 / of) / (1 + z**2 / of)
    half = z * np.sqrt(shares * (1 - shares) / of + (z / 2 / of) ** 2) / (1 + z**2 / of)
    below, above = shares - (centre - half), centre + half - shares  # Wilson's limits of either share
    change = shares[1] - shares[0]
    low, high = change - np.hypot(below[1], above[0]), change + np.hypot(above[1], below[0])
    return np.maximum(low, -1.0), np.minimum(high, 1.0)


def _fisher(held: tuple[NDArray[np.int64], NDArray[np.int64]], sizes: tuple[int, int]) -> NDArray[np.float64]:
    """Return two-sided p-values of Fisher's exact test, twice the smaller tail."""
    from scipy.special import gammaln

    (old, new), (before, after) = held, sizes
    factorials = gammaln(np.arange(1, max(sizes) + 2))  # their logarithms
    possible = np.arange(after + 1)  # of each group in the drift file
    others = (old + new)[:, np.newaxis] - possible
    others_possible = (others >= 0) & (others <= before)
    others = np.clip(others, 0, before)
    ways = (
        factorials[possible] + factorials[after - possible] + factorials[others] + factorials[before - others]
    )
    logs = np.where(others_possible, -ways, -np.inf)
    chances = np.exp(logs - logs.max(axis=1, keepdims=True))
    up_to = np.cumsum(chances, axis=1)
    from_on = np.cumsum(chances[:, ::-1], axis=1)[:, ::-1]
    each = np.arange(len(new))
    tails = np.minimum(up_to[each, new], from_on[each, new])
    return np.asarray(np.minimum(2 * tails / up_to[:, -1], 1.0))
