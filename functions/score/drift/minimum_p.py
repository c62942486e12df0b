"""Several statistics, one p-value: the smallest of theirs, judged by the same relabellings."""

import numpy as np
from numpy.typing import NDArray


def minimum_p(statistics: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Test one hypothesis with several statistics by the smallest of their p-values.

    Each labelling gets the p-value of each of its statistics among all labellings, and all labellings are
    compared by their smallest p-value, those that share it by the next one, and so on. The real labelling's
    place in that order is the p-value. How many statistics there are and how they depend on each other needs
    no correction: both are in the order. Labellings that tie count as at least as extreme.

    Parameters
    ----------
    statistics : float64 array, shape (statistics, 1 + permutations), large where the files differ; the first
        column belongs to the real labelling, the others to random ones.

    Returns
    -------
    float64 array, shape (statistics,): the real labelling's p-value by each statistic alone; and the p-value
    of all together. Each is (1 + hits) / (1 + permutations), in (0, 1], and at most alpha with a
    probability of at most alpha if labels mean nothing.

    Source: Tippett's combination by permutation, Pesarin & Salmaso, Permutation Tests for Complex Data
    (2010); the + 1, Phipson & Smyth, Statistical Applications in Genetics and Molecular Biology 9 (2010).
    """
    labellings = statistics.shape[1]
    at_least = np.empty(statistics.shape, dtype=np.int64)
    for place, values in enumerate(statistics):
        at_least[place] = labellings - np.searchsorted(np.sort(values), values, side="left")
    p_values = at_least[:, 0] / labellings
    extremes = np.sort(at_least, axis=0)
    no_less = np.zeros(labellings, dtype=np.bool_)
    tied = np.ones(labellings, dtype=np.bool_)
    for values in extremes:
        no_less |= tied & (values < values[0])
        tied &= values == values[0]
    return p_values, int((no_less | tied).sum()) / labellings
