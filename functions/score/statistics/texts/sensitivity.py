"""How sensitive tests against a baseline are, estimated from the baseline's own texts."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.moments import Moments
from functions.score.statistics.texts.novelty import NEIGHBOURS

Rows = NDArray[np.float32]

# Evenly spaced rows that are compared with each other: 4 MB of cosines. More rows only increase the surprise.
MOST_COMPARED = 1000
# With fewer baseline rows, a quarter of them is too small to represent new texts.
LEAST_COMPARED = 8 * NEIGHBOURS
LEAST_ROWS = 2  # needed for a spread


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Numbers of a baseline alone, for `detectable_share`.

    Attributes
    ----------
    rows : int
        n.
    spread : float
        tr C, C the covariance of the embeddings; in [0, 1] for rows of length 1.
    deviation : float
        sqrt(2 tr C^2), without its bias of order 1 / n.
    displacement : float
        Squared distance from the mean of the rows to the mean of the nearer of their halves, which are split
        at the mean along the first principal axis.
    surprise : float
        Mean of -log(conformal p-value) of a quarter of the rows with the others as the baseline; the median
        of the four quarters. 1 if the quarter is not novel.
    """

    rows: int
    spread: float
    deviation: float
    displacement: float
    surprise: float


def sensitivity(baseline: Rows) -> Sensitivity:
    """Return the sensitivity of a baseline: parts of its own texts represent future changes.

    Halves and quarters are split at the mean along the first principal axis.

    Parameters
    ----------
    baseline : float32 array, shape (n, d), n >= 2
        L2-normalised rows.

    Returns
    -------
    Sensitivity
        Needs O(d^2 + MOST_COMPARED^2) memory.

    Raises
    ------
    ValueError
        If there are fewer than two rows.

    References
    ----------
    Boley, "Principal direction divisive partitioning", Data Mining and Knowledge Discovery 2 (1998).

    Examples
    --------
    >>> halves = np.repeat(np.eye(2, dtype=np.float32), 20, axis=0)
    >>> measured = sensitivity(halves)
    >>> measured.rows, round(measured.spread, 3), round(measured.displacement, 3)
    (40, 0.513, 0.5)
    """
    rows = len(baseline)
    if rows < LEAST_ROWS:
        raise ValueError(f"a baseline of {rows} rows has no spread; at least {LEAST_ROWS} are required")
    covariance = _covariance(baseline)
    spread = float(np.trace(covariance))
    freedom = rows - 1
    # E tr(S^2) = (1 + 1/f) tr(C^2) + tr(C)^2 / f for normal rows with f degrees of freedom.
    squares = (float(np.sum(covariance**2)) - spread**2 / freedom) / (1.0 + 1.0 / freedom)
    squares = max(squares, spread**2 / len(covariance))  # the minimum, for d equal eigenvalues
    return Sensitivity(
        rows, spread, float(np.sqrt(2.0 * squares)), _displacement(baseline), _surprise(baseline)
    )


def _displacement(baseline: Rows) -> float:
    """Return the squared distance from the mean to the mean of the nearer half.

    Each of two sets of alternating rows gives an axis that splits both sets. The inner product of the sets'
    differences between the means of their halves has no noise from other directions. In a baseline of a
    hundred rows, that noise would make up half of a squared length.
    """
    products = []
    for first, second in ((baseline[::2], baseline[1::2]), (baseline[1::2], baseline[::2])):
        axis = _first_axis(first)
        middle = float((first @ axis).mean(dtype=np.float64))
        differences, shares = [], []
        for part in (first, second):
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
    """Return the direction of largest variance, shape (d,)."""
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
    np.fill_diagonal(cosines, -np.inf)  # a row is not its own neighbour
    surprises = []
    for quarter in quarters:
        others = np.setdiff1d(whole, quarter, assume_unique=True)
        if len(quarter) and len(others) > NEIGHBOURS:
            usual, new = _nearness(cosines, others, others), _nearness(cosines, quarter, others)
            ranks = np.searchsorted(np.sort(usual), new, side="right")
            surprises.append(float(-np.log((1.0 + ranks) / (1.0 + len(others))).mean()))
    return float(np.median(surprises)) if surprises else 1.0


def _nearness(cosines: Rows, members: NDArray[np.intp], others: NDArray[np.intp]) -> Rows:
    """Return the mean cosine of each member to its nearest neighbours among the others."""
    nearest = np.partition(cosines[np.ix_(members, others)], -NEIGHBOURS, axis=1)[:, -NEIGHBOURS:]
    nearness: Rows = nearest.mean(axis=1)
    return nearness
