"""Pearson's chi-square test of two vectors of counts."""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from functions.score.statistics.p_value import bounded

Counts = NDArray[np.int64]


def chi_square(before: Counts, after: Counts) -> float:
    """Return Pearson's chi-square statistic of the table with these two rows of counts.

    Parameters
    ----------
    before, after : int64 array, shape (categories,)
        Rows of the baseline and of the drift file in each category. Both sums are >= 1, and no category is
        empty in both files.

    Returns
    -------
    float
        The statistic without continuity correction, >= 0.

    References
    ----------
    Pearson, "On the criterion that a given system of deviations ...", Philosophical Magazine 50 (1900).

    Examples
    --------
    >>> round(chi_square(np.array([30, 10]), np.array([10, 30])), 6)
    20.0
    """
    rows_before, rows_after = int(before.sum()), int(after.sum())
    rows = rows_before + rows_after
    totals = (before + after).astype(np.float64)
    expected = totals * (rows_after / rows)
    squares = (after - expected) ** 2 / totals
    return float(squares.sum()) * rows / rows_before * rows / rows_after


def chi_square_p(statistic: float, freedom: int) -> float:
    """Return the p-value of a chi-square statistic.

    Parameters
    ----------
    statistic : float
        From `chi_square`, >= 0.
    freedom : int
        Degrees of freedom, >= 1: categories - 1.

    Returns
    -------
    float
        Upper tail of the chi-square distribution, in (0, 1].

    Examples
    --------
    >>> round(chi_square_p(3.841459, 1), 4)
    0.05
    """
    return bounded(float(special.chdtrc(freedom, statistic)))
