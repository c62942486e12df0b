"""Kruskal and Wallis's test whether groups of values have one distribution."""

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.chi_square import chi_square_p


def kruskal_wallis(values: NDArray[np.float64], groups: NDArray[np.int64]) -> float:
    """Return the p-value of Kruskal and Wallis's test, corrected for ties, by the chi-square distribution.

    Parameters
    ----------
    values : float64 array, shape (n,)
        Finite.
    groups : int64 array, shape (n,)
        The group of each value, >= 0.

    Returns
    -------
    float
        In (0, 1]; 1 if there is one group, or all values are equal.

    References
    ----------
    Kruskal & Wallis, "Use of ranks in one-criterion variance analysis", Journal of the American Statistical
    Association 47 (1952).

    Examples
    --------
    >>> days = np.array([0, 0, 0, 0, 1, 1, 1, 1])
    >>> round(kruskal_wallis(np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]), days), 4)
    0.0209
    """
    sizes = np.bincount(groups)
    present = np.flatnonzero(sizes)
    if len(present) < 2:  # noqa: PLR2004 - nothing to compare
        return 1.0
    _, places, ties = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(ties) - (ties - 1) / 2)[places]
    ranks -= ranks.mean()
    spread = float(ranks @ ranks)
    if spread == 0:
        return 1.0
    sums = np.bincount(groups, weights=ranks)
    between = float((sums[present] ** 2 / sizes[present]).sum())
    return chi_square_p((len(values) - 1) * between / spread, len(present) - 1)
