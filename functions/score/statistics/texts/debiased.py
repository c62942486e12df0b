"""The documented drift score without its bias of order 1 / rows."""

import math

from functions.score.statistics.evidence import Undefined
from functions.score.statistics.moments import Moments

LEAST_ROWS = 2
# Rounding error of |sum x|^2 - sum |x|^2 relative to the first term, if both are equal.
ROUNDING = 1e-9


def debiased_score(baseline: Moments, drift: Moments) -> float | Undefined:
    """Return `1 - mx.my / sqrt(U(X) U(Y))`: mx and my the means, U unbiased estimates of |mx|^2 and |my|^2.

    The documented score divides by |mx| |my|. Each |m|^2 is too large by tr C / n on average, so that two
    files of ten rows from one population differ by 0.1 and more. The debiased score of such files is 0 plus
    noise; it may be negative and, with few rows, above 2.

    Parameters
    ----------
    baseline, drift : Moments
        Of L2-normalised embeddings of the same dimension.

    Returns
    -------
    float or Undefined
        Undefined if a file has fewer than two rows, or if its U is not positive: then its texts are so few or
        so different that their mean has no direction.

    Raises
    ------
    ValueError
        If the dimensions differ.

    Examples
    --------
    >>> import numpy as np
    >>> baseline = Moments.of(np.array([[0.6, 0.8], [0.8, 0.6]], dtype=np.float32))
    >>> drift = Moments.of(np.array([[0.6, 0.8], [0.6, 0.8]], dtype=np.float32))
    >>> round(debiased_score(baseline, drift), 4)
    -0.0002
    """
    if baseline.total.shape != drift.total.shape:
        raise ValueError(f"sums of {baseline.total.shape} and {drift.total.shape} cannot be compared")
    product = 1.0
    for name, file in (("baseline", baseline), ("drift file", drift)):
        if file.rows < LEAST_ROWS:
            return Undefined(f"at least {LEAST_ROWS} rows are required, the {name} has {file.rows}")
        squared_mean = _squared_mean(file)
        if squared_mean <= 0.0:
            return Undefined(f"the {file.rows} texts of the {name} have no common direction")
        product *= math.sqrt(squared_mean)
    inner = float(baseline.mean @ drift.mean)
    return 1.0 - inner / product


def _squared_mean(file: Moments) -> float:
    """Return U = (|sum x|^2 - sum |x|^2) / (n (n - 1)), n >= 2: |mean|^2 without bias.

    It is the mean inner product of two different rows and may be negative.
    """
    length = float(file.total @ file.total)
    difference = length - file.squares
    if abs(difference) <= ROUNDING * max(length, file.squares):
        return 0.0
    return difference / (file.rows * (file.rows - 1))
