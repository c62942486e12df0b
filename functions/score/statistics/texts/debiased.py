"""The documented drift score without its bias of order 1 / rows."""

import math

from functions.score.statistics.evidence import Undefined
from functions.score.statistics.moments import Moments

LEAST_ROWS = 2
# What rounding leaves of |sum x|^2 - sum |x|^2, relative to the first, where both are equal.
ROUNDING = 1e-9


def debiased_score(baseline: Moments, drift: Moments) -> float | Undefined:
    """Return `1 - mx.my / sqrt(U(X) U(Y))`, mx and my the means, U their squared lengths without bias.

    The documented score divides by |mx| |my|. Each |m|^2 is too long by tr C / n, so that files of ten rows
    that agree differ by a tenth and more. Here files that agree give 0 up to noise, which may take the
    score below 0 and, with few rows, above 2.

    Parameters
    ----------
    baseline, drift : of either file's embeddings, rows L2-normalised.

    Returns Undefined where a file has fewer than two rows or its U is not positive: its texts are then so
    few or so different from each other that their mean has no direction.
    Raises ValueError if d differs.
    """
    if baseline.total.shape != drift.total.shape:
        raise ValueError(f"sums of {baseline.total.shape} and {drift.total.shape} cannot be compared")
    product = 1.0
    for name, file in (("baseline", baseline), ("drift file", drift)):
        if file.rows < LEAST_ROWS:
            return Undefined(f"two rows are needed and the {name} has {file.rows}")
        squared_mean = _squared_mean(file)
        if squared_mean <= 0.0:
            return Undefined(f"the {file.rows} texts of the {name} have no common direction")
        product *= math.sqrt(squared_mean)
    inner = float(baseline.mean @ drift.mean)
    return 1.0 - inner / product


def _squared_mean(file: Moments) -> float:
    """Return U = (|sum x|^2 - sum |x|^2) / (n (n - 1)): the squared length of the mean, without bias; n >= 2.

    It is the mean inner product of two different rows, so it may be negative.
    """
    length = float(file.total @ file.total)
    difference = length - file.squares
    if abs(difference) <= ROUNDING * max(length, file.squares):
        return 0.0
    return difference / (file.rows * (file.rows - 1))
