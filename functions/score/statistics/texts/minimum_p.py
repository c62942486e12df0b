"""Several statistics of one hypothesis as one p-value."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


def minimum_p(
    statistics: NDArray[np.float64], groups: Sequence[Sequence[int]]
) -> tuple[NDArray[np.float64], float]:
    """Test one hypothesis with several statistics: by the product of p-values in a group, then the smallest.

    Each labelling gets the p-value of each of its statistics among all labellings. Statistics of a group look
    for the same kind of change, so their p-values are multiplied (Fisher): they add up. Groups look for
    different kinds, so the smallest of their p-values counts (Tippett), among those that share it the next
    one, and so on. The real labelling's place in that order is the p-value. How many statistics there are and
    how they depend on each other needs no correction: both are in the order. Labellings that tie count as at
    least as extreme.

    Parameters
    ----------
    statistics : float64 array, shape (statistics, 1 + permutations), large where the files differ; the first
        column belongs to the real labelling, the others to random ones.
    groups : places of the statistics of each group, at most four in a group.

    Returns
    -------
    float64 array, shape (statistics,): the real labelling's p-value by each statistic alone; and the p-value
    of all together. Each is (1 + hits) / (1 + permutations), in (0, 1], and at most alpha with a
    probability of at most alpha if labels mean nothing.

    Source: nonparametric combination, Pesarin & Salmaso, Permutation Tests for Complex Data (2010); the + 1,
    Phipson & Smyth, Statistical Applications in Genetics and Molecular Biology 9 (2010).
    """
    labellings = statistics.shape[1]
    at_least = np.stack([_no_less(-values) for values in statistics])
    # Products of whole numbers of up to 10^4: exact, so that labellings that tie are seen to tie.
    combined = [_no_less(at_least[list(group)].prod(axis=0)) for group in groups]
    extremes = np.sort(np.stack(combined), axis=0)
    no_less = np.zeros(labellings, dtype=np.bool_)
    tied = np.ones(labellings, dtype=np.bool_)
    for values in extremes:
        no_less |= tied & (values < values[0])
        tied &= values == values[0]
    return at_least[:, 0] / labellings, int((no_less | tied).sum()) / labellings


def _no_less(values: NDArray[np.float64] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each labelling how many have a value as small as its own, itself among them."""
    return np.searchsorted(np.sort(values), values, side="right")
