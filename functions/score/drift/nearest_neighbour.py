"""The nearest-neighbour statistic: rows whose neighbourhood belongs to one file."""

import numpy as np
from numpy.typing import NDArray

from functions.score.drift.neighbours import Neighbours

NEIGHBOURS = 15  # of each row; 10 and 25 find about the same
POWER = 3  # odd, so that too few foreign neighbours count against too many
FIXED_POINT = 2**20  # whole numbers add up without rounding, so labellings that tie are seen to tie


def nearest_neighbour(neighbours: Neighbours, labels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return how far each file's rows flock together, under each labelling.

    With e the share of drift rows among a row's neighbours less the share m / (n + m) among all rows: the
    mean of e^3 over the drift rows less its mean over the baseline rows. With e itself it would order
    labellings as the count of neighbours from the same file does (Schilling, JASA 81, 1986; Henze, Annals of
    Statistics 16, 1988). The cube weighs a row with only drift rows around it above many rows with one too
    many, which chance makes.

    Parameters
    ----------
    neighbours : of the pooled rows; the first 15 of each row are used, or all where there are fewer.
    labels : uint8 array, shape (rows, labellings): 1 for baseline, 0 for drift; each column has the same
        number n of ones, 1 <= n < rows.

    Returns
    -------
    float64 array, shape (labellings,), in (-1, 1): about 0 where both files are alike,
    ((n / N)^3 + (m / N)^3) with N = n + m where they have nothing in common.
    """
    rows = len(labels)
    k = min(NEIGHBOURS, neighbours.indices.shape[1])
    from_baseline = np.zeros(labels.shape, dtype=np.uint8)
    for place in range(k):
        from_baseline += labels[neighbours.indices[:, place]]
    baseline_share = int(labels[:, 0].sum()) / rows
    drift_share = 1.0 - baseline_share
    cube = (np.arange(k, -1, -1) / k - drift_share) ** POWER  # by the neighbours from the baseline
    # First for drift rows, then for baseline rows; the shares here and below divide by m and by n.
    weights = np.concatenate([baseline_share * cube, -drift_share * cube])
    whole = np.rint(weights * FIXED_POINT).astype(np.int64)
    places = from_baseline + np.uint8(k + 1) * labels
    scale = FIXED_POINT * rows * baseline_share * drift_share
    return np.asarray(whole[places].sum(axis=0) / scale)
