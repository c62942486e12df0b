"""One p-value from several statistics of one hypothesis."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def minimum_p(
    statistics: NDArray[np.float64], groups: Sequence[Sequence[int]]
) -> tuple[NDArray[np.float64], float]:
    """Test one hypothesis with several statistics: products of p-values within groups, then their minimum.

    Each labelling gets the p-value of each of its statistics among all labellings. The statistics of a group
    detect the same kind of change, so their p-values are multiplied (Fisher). Groups detect different kinds,
    so the smallest of their p-values counts (Tippett); among labellings with the same smallest one the next
    one counts, and so on. The rank of the real labelling is the p-value. It needs no correction for the
    number of statistics or their dependence, as the ranking includes both. Ties count as at least as extreme.

    Parameters
    ----------
    statistics : float64 array, shape (statistics, 1 + permutations)
        Large if the files differ. The first column belongs to the real labelling, the others to random ones.
    groups : sequence of sequence of int
        Indices of the statistics of each group, at most four per group.

    Returns
    -------
    p_values : float64 array, shape (statistics,)
        The real labelling's p-value by each statistic alone.
    p_value : float
        Of all statistics together. Each p-value is (1 + hits) / (1 + permutations), in (0, 1]. If the labels
        are random, it is at most alpha with a probability of at most alpha.

    References
    ----------
    Pesarin & Salmaso, "Permutation Tests for Complex Data" (2010), for nonparametric combination; Phipson &
    Smyth, "Permutation p-values should never be zero", Statistical Applications in Genetics and Molecular
    Biology 9 (2010), for the + 1.

    Examples
    --------
    >>> p_values, p_value = minimum_p(np.array([[9.0, 1.0, 2.0, 3.0], [5.0, 9.0, 2.0, 3.0]]), [[0], [1]])
    >>> p_values.tolist(), p_value
    ([0.25, 0.5], 0.25)
    """
    labellings = statistics.shape[1]
    at_least = np.stack([_count_up_to(-values) for values in statistics])
    # Products of whole numbers up to 10^4 are exact, so ties are recognised.
    combined = [_count_up_to(at_least[list(group)].prod(axis=0)) for group in groups]
    extremes = np.sort(np.stack(combined), axis=0)
    smaller = np.zeros(labellings, dtype=np.bool_)
    tied = np.ones(labellings, dtype=np.bool_)
    for values in extremes:
        smaller |= tied & (values < values[0])
        tied &= values == values[0]
    return at_least[:, 0] / labellings, int((smaller | tied).sum()) / labellings


def _count_up_to(values: NDArray[np.float64] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each labelling how many have at most its value, itself included."""
    return np.searchsorted(np.sort(values), values, side="right")
