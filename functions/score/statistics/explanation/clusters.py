"""Groups of similar rows whose share grew or shrank."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from functions.score.statistics.explanation.k_means import k_means, with_far_rows
from functions.score.statistics.explanation.landmarks import CLUSTERS, MAX_ROWS, MIN_ROWS
from functions.score.statistics.explanation.principal_axes import balanced
from functions.score.statistics.fisher_exact import fisher_exact
from functions.score.statistics.newcombe import difference_interval

# The smaller file weighs at least this much per cluster against the larger one. With 10, two samples of one
# population (2,000 and 100 rows) had a changed cluster in a quarter of the runs; with 20 in none.
MIN_WEIGHT = 20
# k-means steps before the next centre is added. Without them, the centre of a new topic would still be one
# of its rows, and the topic would get a second centre.
STEPS_BETWEEN_CENTRES = 2
TYPICAL = 3
SAME = 1e-6  # squared distance below which two embeddings belong to the same text
CONFIDENCE = 0.95  # of all intervals together, and of no changed cluster if nothing changed


@dataclass(frozen=True, slots=True, eq=False)
class ClusterChange:
    """A group of similar rows and its share of each file.

    Attributes
    ----------
    before, after : float
        Share of the baseline's and of the drift file's rows, in [0, 1].
    low, high : float
        95% confidence interval of `after - before`, simultaneous for all clusters.
    changed : bool
        Whether the shares differ beyond chance.
    members_before, members_after : int64 array
        Rows of the group in each file.
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
        """Whether its share of the drift file is at least its share of the baseline."""
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

    k-means runs on the first principal axes of both files. It starts from the centres of the baseline's own
    groups and from a few rows far from them. Both files have the same total weight, so that a new topic in a
    small file gets its own cluster. A heavy row would pull a centre towards itself and look like a change, so
    each row is assigned by centres that are computed without it. A cluster is `changed` if Fisher's exact
    test rejects at 5% divided by the number of clusters.

    Parameters
    ----------
    baseline, drift : float32 array, shapes (n, d) and (m, d)
        Finite embeddings. Of more than 2,000 rows, a random sample is used.
    axes : tuple of float64 array
        Axes and the variances along them, from `principal_axes`.
    centres : float32 array, shape (k, d)
        Centres of the baseline's own groups, from `Landmarks`.
    rng : numpy.random.Generator
        Draws the samples and the additional starting centres.

    Returns
    -------
    tuple of ClusterChange
        At most 14, and at most one per 10 rows. Empty if both files together have fewer than 20 rows, one
        file has none, or all rows are equal.
    """
    samples = [np.sort(rng.permutation(len(file))[:MAX_ROWS]) for file in (baseline, drift)]
    sizes = len(samples[0]), len(samples[1])
    count = min(CLUSTERS, sum(sizes) // MIN_ROWS)
    if count < 2 or 0 in sizes:  # noqa: PLR2004 - a single cluster would contain everything
        return ()
    directions = axes[0][:, axes[1] > SAME].astype(np.float32)
    if not directions.shape[1]:
        return ()
    files = zip((baseline, drift), samples, strict=True)
    points = np.concatenate([(file @ directions)[rows] for file, rows in files])
    origin = points.mean(axis=0)  # centring keeps the precision of squared distances far from 0
    assigned = _assigned(points - origin, centres @ directions - origin, sizes, count, rng)
    groups = [np.flatnonzero(assigned == cluster) for cluster in np.unique(assigned)]
    changes = _changes(groups, samples, count)
    return tuple(sorted(changes, key=lambda change: -abs(change.after - change.before)))


def membership(groups: Sequence[ClusterChange], before: int, after: int) -> NDArray[np.bool_]:
    """Return whether each row belongs to one of the groups.

    Parameters
    ----------
    groups : sequence of ClusterChange
        From `cluster_changes`.
    before, after : int
        Rows of the baseline and of the drift file that `cluster_changes` got.

    Returns
    -------
    bool array, shape (before + after,)
        The baseline's rows first.

    Examples
    --------
    >>> group = ClusterChange(0.5, 1.0, 0.0, 1.0, False, np.array([1]), np.array([0]))
    >>> membership([group], 2, 1).tolist()
    [False, True, True]
    """
    member = np.zeros(before + after, dtype=np.bool_)
    for group in groups:
        member[group.members_before] = True
        member[before + group.members_after] = True
    return member


def typical_rows(
    group: ClusterChange, baseline: NDArray[np.float32], drift: NDArray[np.float32]
) -> tuple[int, ...]:
    """Return the rows nearest to a group's centre: at most 3, all different.

    Parameters
    ----------
    group : ClusterChange
        From `cluster_changes`.
    baseline, drift : float32 array, shapes (n, d) and (m, d)
        The embeddings that `cluster_changes` got.

    Returns
    -------
    tuple of int
        Rows of the drift file if the group grew, otherwise of the baseline.
    """
    files = baseline[group.members_before], drift[group.members_after]
    members = group.members_after if group.grew else group.members_before
    rows = files[group.grew]
    centre = sum(file.sum(axis=0) for file in files) / sum(map(len, files))
    distances = ((rows - centre) ** 2).sum(axis=1)
    picked: list[int] = []
    for row in np.argsort(distances, kind="stable").tolist():
        if len(picked) == TYPICAL:
            break
        if all(((rows[row] - rows[other]) ** 2).sum() > SAME for other in picked):
            picked.append(row)
    return tuple(members[picked].tolist())


def _assigned(
    points: NDArray[np.float32],
    centres: NDArray[np.float32],
    sizes: tuple[int, int],
    count: int,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """Return the cluster of each row: the baseline's centres, plus one centre at a time up to `count`."""
    totals = balanced(*sizes, MIN_WEIGHT * count)
    weights = np.repeat(np.divide(totals, sizes), sizes).astype(np.float32)
    for more in range(len(centres) + 1, count):
        centres = with_far_rows(centres, points, weights, more, rng)
        _, centres = k_means(points, weights, centres, STEPS_BETWEEN_CENTRES)
    return k_means(points, weights, with_far_rows(centres, points, weights, count, rng))[0]


def _changes(
    groups: list[NDArray[np.int64]], samples: list[NDArray[np.int64]], clusters: int
) -> list[ClusterChange]:
    """Return the change of each group; its rows are numbered across both samples, the baseline's first."""
    level = (1 - CONFIDENCE) / clusters
    quantile = -float(ndtri(level / 2))
    rows = len(samples[0]), len(samples[1])
    changes = []
    for members in groups:
        in_baseline, in_drift = np.split(members, [np.searchsorted(members, rows[0])])
        hits = len(in_baseline), len(in_drift)
        low, high = difference_interval(hits, rows, quantile)
        changes.append(
            ClusterChange(
                before=hits[0] / rows[0],
                after=hits[1] / rows[1],
                low=low,
                high=high,
                changed=fisher_exact(*hits, *rows) <= level and (low > 0 or high < 0),
                members_before=samples[0][in_baseline],
                members_after=samples[1][in_drift - rows[0]],
            )
        )
    return changes
