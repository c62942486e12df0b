"""Which groups of similar rows grew and which shrank."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from functions.score.statistics.explanation.k_means import k_means, with_far_rows
from functions.score.statistics.explanation.known import CLUSTERS, MAX_ROWS, MIN_ROWS
from functions.score.statistics.explanation.principal_axes import balanced
from functions.score.statistics.fisher_exact import fisher_exact
from functions.score.statistics.newcombe import difference_interval

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
    level = (1 - CONFIDENCE) / clusters
    quantile = -float(ndtri(level / 2))
    rows = (len(chosen[0]), len(chosen[1]))
    changes = []
    for members in groups:
        former, latter = np.split(members, [np.searchsorted(members, rows[0])])
        hits = (len(former), len(latter))
        low, high = difference_interval(hits, rows, quantile)
        changes.append(
            ClusterChange(
                before=hits[0] / rows[0],
                after=hits[1] / rows[1],
                low=low,
                high=high,
                changed=fisher_exact(*hits, *rows) <= level and (low > 0 or high < 0),
                members_before=chosen[0][former],
                members_after=chosen[1][latter - rows[0]],
            )
        )
    return changes
