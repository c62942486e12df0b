"""Benjamini and Hochberg's procedure: many p-values, few false discoveries."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

ROUNDING = 1e-12  # relative: an adjusted p-value this close to the limit equals it


def adjusted_p_values(
    p_values: Sequence[float | None], weights: Sequence[float] | None = None
) -> list[float | None]:
    """Return the p-values of columns, adjusted for the false discovery rate.

    Among the columns with an adjusted p-value up to alpha, the expected share of false discoveries is at most
    alpha. If no column has drifted, the probability of any discovery is at most alpha. No adjusted p-value is
    below its own: a large weight spares a column the others' correction, but never makes it significant.

    Parameters
    ----------
    p_values : sequence of float or None
        In (0, 1]; None for a column without a test.
    weights : sequence of float, optional
        As many as `p_values`, > 0, chosen independently of the p-values: a column with twice the weight may
        spend twice as much of alpha. Only ratios matter. By default all weights are equal.

    Returns
    -------
    list of float or None
        In (0, 1], in the order of `p_values`; None stays None and does not count as a test.

    Raises
    ------
    ValueError
        If there are not as many weights as p-values.

    References
    ----------
    Genovese, Roeder & Wasserman, "False discovery control with p-value weighting", Biometrika 93 (2006).

    Examples
    --------
    >>> adjusted_p_values([0.01, None, 0.04])
    [0.02, None, 0.04]
    >>> adjusted_p_values([0.01, 0.9], weights=[1.0, 0.25])
    [0.0125, 1.0]

    Beside a discovery of little weight, 0.06 would become 0.036.

    >>> adjusted_p_values([0.06, 0.0001], weights=[1.0, 0.2])
    [0.06, 0.0006]
    """
    all_weights = [1.0] * len(p_values) if weights is None else weights
    pairs = [(p, weight) for p, weight in zip(p_values, all_weights, strict=True) if p is not None]
    if not pairs:
        return list(p_values)
    tested, tested_weights = np.array(pairs, dtype=np.float64).T
    weighted = benjamini_hochberg(tested * tested_weights.mean() / tested_weights)
    adjusted = iter(np.maximum(weighted, tested).tolist())
    return [None if p is None else next(adjusted) for p in p_values]


def discoveries(p_values: NDArray[np.float64], share: float) -> NDArray[np.bool_]:
    """Return which null hypotheses Benjamini and Hochberg's procedure rejects.

    Parameters
    ----------
    p_values : float64 array, shape (tests,)
        In [0, 1].
    share : float
        False discovery rate, in (0, 1).

    Returns
    -------
    bool array, shape (tests,)
        True for a rejected hypothesis.

    Examples
    --------
    >>> discoveries(np.array([0.06, 0.9, 0.05]), 0.2).tolist()
    [True, False, True]
    """
    rejected: NDArray[np.bool_] = benjamini_hochberg(p_values) <= share * (1.0 + ROUNDING)
    return rejected


def benjamini_hochberg(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return adjusted p-values: the smallest false discovery rate at which each test is a discovery.

    Equal to `scipy.stats.false_discovery_control`, whose import takes longer than all tests of a file.

    Parameters
    ----------
    p_values : float64 array, shape (tests,)
        In [0, 1]; the array may be empty. They may be above 1 after weighting.

    Returns
    -------
    float64 array, shape (tests,)
        In [0, 1], in the order of `p_values`.

    References
    ----------
    Benjamini & Hochberg, "Controlling the false discovery rate", JRSS B 57 (1995).

    Examples
    --------
    >>> benjamini_hochberg(np.array([0.01, 0.04, 0.5, 0.03])).round(4).tolist()
    [0.04, 0.0533, 0.5, 0.0533]
    """
    descending = np.argsort(-p_values)
    ranks = np.arange(len(p_values), 0, -1)
    smallest = np.minimum.accumulate(p_values[descending] * len(p_values) / ranks)
    adjusted = np.empty_like(p_values)
    adjusted[descending] = np.minimum(smallest, 1.0)
    return adjusted
