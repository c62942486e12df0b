"""The neighbourhood statistics: rows whose neighbours belong to one file, near and wide."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.texts.neighbours import Neighbours

NEAR = 15  # neighbours among which a few new rows dominate
WIDE = 100  # neighbours among which a small shift of all rows adds up
SMALLEST_PART = 6  # a wide neighbourhood contains at most one in six of all rows
POWER = 3  # odd, so that too few drift neighbours count against too many
UNBUFFERED: Literal["clip"] = (
    "clip"  # no index needs clipping, but this mode makes numpy's `take` twice as fast
)
FIXED_POINT = 2**20  # whole numbers add up without rounding, so ties between labellings are recognised


def neighbourhood_sizes(rows: int) -> tuple[int, int]:
    """Return the numbers of neighbours in a near and in a wide neighbourhood among `rows` >= 2 rows.

    Examples
    --------
    >>> neighbourhood_sizes(10), neighbourhood_sizes(300), neighbourhood_sizes(5000)
    ((9, 9), (15, 50), (15, 100))
    """
    near = min(NEAR, rows - 1)
    return near, max(near, min(WIDE, rows // SMALLEST_PART))


def neighbourhood(neighbours: Neighbours, labels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return how strongly the rows of each file cluster, in near and wide neighbourhoods.

    e is the share of drift rows among a row's neighbours minus the share m / (n + m) among all rows. The
    statistic is the mean of e^3 over the drift rows minus its mean over the baseline rows. With e instead of
    e^3 it would order labellings like the count of neighbours from the same file (Schilling, Henze). The cube
    gives a row with only drift neighbours more weight than many rows with one drift neighbour too many, which
    is typical of chance.

    Parameters
    ----------
    neighbours : Neighbours
        Of the pooled rows, at least as many per row as `neighbourhood_sizes` returns.
    labels : uint8 array, shape (rows, labellings)
        1 for baseline, 0 for drift; each column has the same number n of ones, 1 <= n < rows.

    Returns
    -------
    float64 array, shape (2, labellings)
        Near and wide, in (-1, 1): about 0 without a change, (n / N)^3 + (m / N)^3 with N = n + m if the files
        have nothing in common.

    References
    ----------
    Schilling, "Multivariate two-sample tests based on nearest neighbors", JASA 81 (1986); Henze, "A
    multivariate two-sample test based on the number of nearest neighbor type coincidences", Annals of
    Statistics 16 (1988).

    Examples
    --------
    >>> from functions.score.statistics.texts.neighbours import nearest_neighbours
    >>> rows = np.repeat(np.eye(2, dtype=np.float32), 60, axis=0)
    >>> labels = np.repeat(np.uint8([1, 0]), 60)[:, np.newaxis]
    >>> neighbourhood(nearest_neighbours(rows, 20), labels).tolist()
    [[0.25], [0.25]]
    """
    sizes = neighbourhood_sizes(len(labels))
    from_baseline, taken = np.zeros(labels.shape, dtype=np.uint8), np.empty(labels.shape, dtype=np.uint8)
    statistics = np.empty((len(sizes), labels.shape[1]))
    counted = 0
    for place, size in enumerate(sizes):
        for column in neighbours.indices.T[counted:size]:
            from_baseline += labels.take(column, axis=0, out=taken, mode=UNBUFFERED)
        counted = size
        statistics[place] = _excess(from_baseline, labels, size)
    return statistics


def drift_shares(neighbours: Neighbours, labels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the share of drift rows in the wide neighbourhood of each row.

    Parameters
    ----------
    neighbours : Neighbours
        As for `neighbourhood`.
    labels : uint8 array, shape (rows,)
        1 for baseline, 0 for drift.

    Returns
    -------
    float64 array, shape (rows,)
        In [0, 1].
    """
    _, wide = neighbourhood_sizes(len(labels))
    return np.asarray(1.0 - labels[neighbours.indices[:, :wide]].mean(axis=1))


def _excess(from_baseline: NDArray[np.uint8], labels: NDArray[np.uint8], size: int) -> NDArray[np.float64]:
    """Return the statistic of neighbourhoods with `size` rows, `from_baseline` of them baseline rows."""
    rows = len(labels)
    baseline_share = int(labels[:, 0].sum()) / rows
    drift_share = 1.0 - baseline_share
    cube = (np.arange(size, -1, -1) / size - drift_share) ** POWER  # by the number of baseline neighbours
    # First for drift rows, then for baseline rows; the shares here and below divide by m and by n.
    weights = np.concatenate([baseline_share * cube, -drift_share * cube])
    whole = np.rint(weights * FIXED_POINT).astype(np.int64)
    places = from_baseline + np.uint8(size + 1) * labels
    scale = FIXED_POINT * rows * baseline_share * drift_share
    return np.asarray(whole[places].sum(axis=0) / scale)
