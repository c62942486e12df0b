"""The neighbourhood statistics: rows whose neighbours belong to one file, near by and further around."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.texts.neighbours import Neighbours

NEAR = 15  # neighbours among which a few rows of something new stand together
WIDE = 100  # among which a small shift of everything adds up
SMALLEST_PART = 6  # a wide neighbourhood holds at most one in six of all rows
POWER = 3  # odd, so that too few foreign neighbours count against too many
UNBUFFERED: Literal["clip"] = "clip"  # what no index needs lets numpy take rows at twice the speed
FIXED_POINT = 2**20  # whole numbers add up without rounding, so labellings that tie are seen to tie


def neighbourhood_sizes(rows: int) -> tuple[int, int]:
    """Return how many neighbours the near and the wide neighbourhood of a row have, among `rows` >= 2."""
    near = min(NEAR, rows - 1)
    return near, max(near, min(WIDE, rows // SMALLEST_PART))


def neighbourhood(neighbours: Neighbours, labels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return how far each file's rows flock together, near by and further around, under each labelling.

    With e the share of drift rows among a row's neighbours less the share m / (n + m) among all rows: the
    mean of e^3 over the drift rows less its mean over the baseline rows. With e itself it would order
    labellings as the count of neighbours from the same file does (Schilling, JASA 81, 1986; Henze, Annals of
    Statistics 16, 1988). The cube weighs a row with only drift rows around it above many rows with one too
    many, which chance makes.

    Parameters
    ----------
    neighbours : of the pooled rows, at least as many of each row as `neighbourhood_sizes` says.
    labels : uint8 array, shape (rows, labellings): 1 for baseline, 0 for drift; each column has the same
        number n of ones, 1 <= n < rows.

    Returns
    -------
    float64 array, shape (2, labellings), near and wide, in (-1, 1): about 0 where both files are alike,
    ((n / N)^3 + (m / N)^3) with N = n + m where they have nothing in common.
    """
    sizes = neighbourhood_sizes(len(labels))
    from_baseline, taken = np.zeros(labels.shape, dtype=np.uint8), np.empty(labels.shape, dtype=np.uint8)
    found = np.empty((len(sizes), labels.shape[1]))
    counted = 0
    for place, size in enumerate(sizes):
        for column in neighbours.indices.T[counted:size]:
            from_baseline += labels.take(column, axis=0, out=taken, mode=UNBUFFERED)
        counted = size
        found[place] = _excess(from_baseline, labels, size)
    return found


def drift_shares(neighbours: Neighbours, labels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the share of drift rows in the wide neighbourhood of each row, in [0, 1].

    Parameters
    ----------
    neighbours : as for `neighbourhood`.
    labels : uint8 array, shape (rows,): 1 for baseline, 0 for drift.
    """
    _, wide = neighbourhood_sizes(len(labels))
    return np.asarray(1.0 - labels[neighbours.indices[:, :wide]].mean(axis=1))


def _excess(from_baseline: NDArray[np.uint8], labels: NDArray[np.uint8], size: int) -> NDArray[np.float64]:
    """Return the statistic of neighbourhoods of one size; `from_baseline` of their rows are baseline rows."""
    rows = len(labels)
    baseline_share = int(labels[:, 0].sum()) / rows
    drift_share = 1.0 - baseline_share
    cube = (np.arange(size, -1, -1) / size - drift_share) ** POWER  # by the neighbours from the baseline
    # First for drift rows, then for baseline rows; the shares here and below divide by m and by n.
    weights = np.concatenate([baseline_share * cube, -drift_share * cube])
    whole = np.rint(weights * FIXED_POINT).astype(np.int64)
    places = from_baseline + np.uint8(size + 1) * labels
    scale = FIXED_POINT * rows * baseline_share * drift_share
    return np.asarray(whole[places].sum(axis=0) / scale)
