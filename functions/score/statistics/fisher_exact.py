"""Fisher's exact test of two shares."""

import numpy as np
from scipy import special

from functions.score.statistics.chi_square import chi_square, chi_square_p
from functions.score.statistics.p_value import bounded

MOST_TABLES = 100_000  # if more tables have these margins, the cells are large enough for chi-square
ROUNDING = 1e-7  # log likelihoods this close belong to equally likely tables


def fisher_exact(before: int, after: int, rows_before: int, rows_after: int) -> float:
    """Return the two-sided p-value of Fisher's exact test that two shares are equal.

    The p-value is the total probability of all 2x2 tables that have the same margins and are not likelier
    than the observed one, as in `scipy.stats.fisher_exact`. Importing that function takes longer than all
    tests of a file.

    Parameters
    ----------
    before, after : int
        Rows of the baseline and of the drift file that have a property, >= 0.
    rows_before, rows_after : int
        All rows of each file, >= 1.

    Returns
    -------
    float
        In (0, 1]. If more than MOST_TABLES tables have these margins, the p-value of the chi-square test.

    References
    ----------
    Fisher, "On the interpretation of chi-squared from contingency tables", JRSS 85 (1922).

    Examples
    --------
    >>> round(fisher_exact(1, 7, 10, 10), 4)
    0.0198
    >>> fisher_exact(5, 5, 10, 10)
    1.0
    """
    hits, rows = before + after, rows_before + rows_after
    low, high = max(0, hits - rows_before), min(hits, rows_after)
    if high - low > MOST_TABLES:
        counts = np.array([[before, rows_before - before], [after, rows_after - after]])
        return chi_square_p(chi_square(counts[0], counts[1]), 1)
    possible = np.arange(low, high + 1, dtype=np.float64)
    log_likelihood = -(
        special.gammaln(possible + 1)
        + special.gammaln(hits - possible + 1)
        + special.gammaln(rows_after - possible + 1)
        + special.gammaln(rows - rows_after - hits + possible + 1)
    )
    likelihood = np.exp(log_likelihood - log_likelihood.max())
    not_likelier = log_likelihood <= log_likelihood[after - low] + ROUNDING
    return bounded(float(likelihood[not_likelier].sum() / likelihood.sum()))
