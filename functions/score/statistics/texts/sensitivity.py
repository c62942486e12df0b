"""What a baseline's own texts say about the changes that a test against them can see."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.moments import Moments
from functions.score.statistics.texts.novelty import NEIGHBOURS

Rows = NDArray[np.float32]

# Rows, evenly spaced, that are compared with each other: 4 MB of cosines. More rows only add surprise.
MOST_COMPARED = 1000
# Baseline rows below which a quarter of them says nothing about new texts.
LEAST_COMPARED = 8 * NEIGHBOURS
LEAST_ROWS = 2  # that have a spread


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Numbers of a baseline alone, for `detectable_share`.

    Attributes
    ----------
    rows : n.
    spread : tr C, C the covariance of the embeddings, in [0, 1] for rows of length 1.
    deviation : sqrt(2 tr C^2), without its bias of order 1 / n.
    displacement : squared distance from the mean of the rows to the mean of the nearer of their halves, cut
        at the mean along the first principal axis.
    surprise : mean of -log(conformal p-value) of a quarter of the rows if the others were the baseline,
        the median over the four quarters; 1 where the quarter is nothing new to them.
    """

    rows: int
    spread: float
    deviation: float
    displacement: float
    surprise: float


def sensitivity(baseline: Rows) -> Sensitivity:
    """Return the sensitivity of a baseline: a share of its own kinds of texts stands for texts to come.

    Parameters
    ----------
    baseline : float32 array, shape (n, d), n >= 2, rows L2-normalised.

    Halves and quarters are cut at the mean along the first principal axis. Memory O(d^2 + MOST_COMPARED^2).
    Raises ValueError below two rows. Source: Boley, "Principal direction divisive partitioning",
    Data Mining and Knowledge Discovery 2 (1998).
    """
    rows = len(baseline)
    if rows < LEAST_ROWS:
        raise ValueError(f"a baseline of {rows} rows has no spread")
    covariance = _covariance(baseline)
    spread = float(np.trace(covariance))
    freedom = rows - 1
    # E tr(S^2) = (1 + 1/f) tr(C^2) + tr(C)^2 / f for normal rows; f of them can have no more than f axes.
    squares = (float(np.sum(covariance**2)) - spread**2 / freedom) / (1.0 + 1.0 / freedom)
    squares = max(squares, spread**2 / len(covariance))  # of d equal axes: no less is possible
    return Sensitivity(
        rows, spread, float(np.sqrt(2.0 * squares)), _displacement(baseline), _surprise(baseline)
    )


def _displacement(baseline: Rows) -> float:
    """Return the squared distance from the mean to the mean of the nearer half.

    Every other row draws the axis that halves both sets of rows. The inner product of the two sets'
    differences between their halves' means is free of the noise in the means off that axis, which in a
    baseline of a hundred rows would make up half of a squared length.
    """
    products = []
    for drawn, judged in ((baseline[::2], baseline[1::2]), (baseline[1::2], baseline[::2])):
        axis = _first_axis(drawn)
        middle = float((drawn @ axis).mean(dtype=np.float64))
        differences, shares = [], []
        for part in (drawn, judged):
            above = part @ axis > middle
            if above.all() or not above.any():
                return 0.0
            shares.append(float(above.mean()))
            differences.append(
                part[above].mean(axis=0, dtype=np.float64) - part[~above].mean(axis=0, dtype=np.float64)
            )
        share = sum(shares) / len(shares)
        products.append(min(share, 1.0 - share) ** 2 * float(differences[0] @ differences[1]))
    return max(sum(products) / len(products), 0.0)


def _covariance(rows: Rows) -> NDArray[np.float64]:
    covariance: NDArray[np.float64] = Moments.of(rows).scatter.astype(np.float64) / max(len(rows) - 1, 1)
    return covariance


def _first_axis(rows: Rows) -> Rows:
    """Return the direction of the largest variance, shape (d,)."""
    from scipy.linalg import eigh

    last = rows.shape[1] - 1
    axis: Rows = eigh(_covariance(rows), subset_by_index=(last, last))[1][:, 0].astype(np.float32)
    return axis


def _halves(rows: Rows, members: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Return the members on either side of their mean along their first axis; one side may be empty."""
    if len(members) < LEAST_ROWS:
        return [members]
    along = rows[members] @ _first_axis(rows[members])
    above = along > along.mean(dtype=np.float64)
    return [members[above], members[~above]]


def _surprise(baseline: Rows) -> float:
    """Return the median over the quarters of the mean -log p of their rows among the others."""
    rows = len(baseline)
    compared = min(rows, MOST_COMPARED)
    if rows < LEAST_COMPARED:
        return 1.0
    chosen = baseline[np.arange(compared) * rows // compared]
    whole = np.arange(compared)
    quarters = [quarter for half in _halves(chosen, whole) for quarter in _halves(chosen, half)]
    cosines = chosen @ chosen.T
    np.fill_diagonal(cosines, -np.inf)  # a row is no neighbour of itself
    surprises = []
    for quarter in quarters:
        others = np.setdiff1d(whole, quarter, assume_unique=True)
        if len(quarter) and len(others) > NEIGHBOURS:
            usual, new = _nearness(cosines, others, others), _nearness(cosines, quarter, others)
            ranks = np.searchsorted(np.sort(usual), new, side="right")
            surprises.append(float(-np.log((1.0 + ranks) / (1.0 + len(others))).mean()))
    return float(np.median(surprises)) if surprises else 1.0


def _nearness(cosines: Rows, members: NDArray[np.intp], others: NDArray[np.intp]) -> Rows:
    """Return the mean cosine of each member to its nearest of the others."""
    nearest = np.partition(cosines[np.ix_(members, others)], -NEIGHBOURS, axis=1)[:, -NEIGHBOURS:]
    nearness: Rows = nearest.mean(axis=1)
    return nearness
