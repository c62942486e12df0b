"""Tests of tables with two rows, the baseline's and the drift file's, and one column per category."""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from functions.score.statistics.chi_square import chi_square, chi_square_p
from functions.score.statistics.columns.monte_carlo import relabelled_p
from functions.score.statistics.evidence import Test
from functions.score.statistics.fisher_exact import fisher_exact
from functions.score.statistics.p_value import bounded

Counts = NDArray[np.int64]

# Cochran's rule: with this expected count in every cell, the chi-square distribution is good enough. Measured
# false alarms at an expected count of 5: 0.91 to 0.99 of the level 0.05, up to 1.3 times the level 0.0005.
ENOUGH_EXPECTED = 5.0
ROUNDING = 1e-9  # relative: sums of the same terms in another order may differ by this much


def homogeneity(before: Counts, after: Counts, rng: np.random.Generator) -> Test:
    """Test whether two vectors of counts come from one distribution over the categories.

    Parameters
    ----------
    before, after : int64 array, shape (categories,), categories >= 2
        Rows of each file in each category. No category is empty in both files.
    rng : numpy.random.Generator
        For the Monte Carlo test.

    Returns
    -------
    Test
        Two categories: Fisher's exact test; the statistic is the absolute difference of the shares. More
        categories: Pearson's chi-square test, by Monte Carlo if an expected count is below ENOUGH_EXPECTED.

    Examples
    --------
    >>> test = homogeneity(np.array([50, 30, 20]), np.array([20, 30, 50]), np.random.default_rng(0))
    >>> test.name, round(test.statistic, 2), round(test.p_value, 6)
    ('chi-square test', 25.71, 3e-06)
    """
    rows_before, rows_after = int(before.sum()), int(after.sum())
    if before.shape == (2,):
        p_value = fisher_exact(int(before[0]), int(after[0]), rows_before, rows_after)
        difference = float(after[0] / rows_after - before[0] / rows_before)
        return Test("Fisher's exact test", abs(difference), p_value)
    statistic = chi_square(before, after)
    totals = before + after
    least = int(totals.min()) * min(rows_before, rows_after) / (rows_before + rows_after)
    if least >= ENOUGH_EXPECTED:
        return Test("chi-square test", statistic, chi_square_p(statistic, len(before) - 1))
    return Test("chi-square test, Monte Carlo", statistic, _relabelled_chi_square(before, after, rng))


def _relabelled_chi_square(before: Counts, after: Counts, rng: np.random.Generator) -> float:
    """Return the Monte Carlo p-value; sum of count^2 / total orders tables as chi-square does.

    All categories with a single row are drawn as one group, as 0 and 1 equal their squares.
    """
    totals = before + after
    repeated = totals > 1
    singles = int(np.count_nonzero(~repeated))
    group_totals = np.append(totals[repeated], singles)
    # The group of singles adds its count, not the square of its count.
    weights = 1.0 / totals[repeated]
    observed = float(after[repeated] ** 2 @ weights) + int(after[~repeated].sum())
    least = observed - ROUNDING * max(1.0, abs(observed))

    def as_extreme(counts: Counts) -> NDArray[np.bool_]:
        squares = counts[:, :-1].astype(np.float64) ** 2
        result: NDArray[np.bool_] = squares @ weights + counts[:, -1] >= least
        return result

    return relabelled_p(group_totals, int(after.sum()), as_extreme, rng)


def new_category_p(before: Counts, after: Counts) -> float:
    """Return the p-value of the largest category that only the drift file has.

    The probability that all t rows of one category fall into the drift file is the product over i < t of
    (m - i) / (n + m - i). The p-value is the sum over all categories that are at least as large as the
    largest new one; smaller ones cannot reach its significance. The test detects one new category among
    hundreds, a change that chi-square averages out.

    Parameters
    ----------
    before, after : int64 array, shape (categories,)
        Rows of each file in each category. No category is empty in both files.

    Returns
    -------
    float
        In (0, 1]; 1 without a new category.

    References
    ----------
    Tarone, "A modified Bonferroni method for discrete data", Biometrics 46 (1990).

    Examples
    --------
    >>> round(new_category_p(np.array([6, 4, 0]), np.array([1, 1, 3])), 4)
    0.0223
    """
    new = after[before == 0]
    if not len(new):
        return 1.0
    rows_after = int(after.sum())
    rows = int(before.sum()) + rows_after
    totals = before + after
    rivals = totals[(totals >= new.max()) & (totals <= rows_after)]
    return bounded(float(all_taken(rivals, rows_after, rows).sum()))


def chance_variation(before: Counts, after: Counts) -> float:
    """Return the mean total variation of both files' shares under relabelling of their rows.

    A category's t rows fall into the drift file by a hypergeometric law with mean t m / N. Its mean absolute
    deviation is 2 v (N - m - t + v) / N P(X = v), with v the smallest integer above the mean.

    Parameters
    ----------
    before, after : int64 array, shape (categories,)
        Rows of each file in each category. Both files have rows, and no category is empty in both.

    Returns
    -------
    float
        In [0, 1].

    References
    ----------
    Ramasubban, "The mean difference and the mean deviation of some discontinuous distributions",
    Biometrika 45 (1958).

    Examples
    --------
    >>> round(chance_variation(np.array([1, 0]), np.array([0, 1])), 6)
    1.0
    >>> round(chance_variation(np.array([50, 50]), np.array([50, 50])), 3)
    0.056
    """
    totals, taken, rows = (
        (before + after).astype(np.float64),
        float(after.sum()),
        float((before + after).sum()),
    )
    first = np.floor(totals * taken / rows) + 1.0
    possible = (first <= np.minimum(totals, taken)) & (rows - taken - totals + first >= 1.0)
    totals, first = totals[possible], first[possible]
    chances = np.exp(
        _log_choose(totals, first) + _log_choose(rows - totals, taken - first) - _log_choose(rows, taken)
    )
    deviations = 2.0 * first * (rows - taken - totals + first) / rows * chances
    return float(deviations.sum()) * rows / (taken * (rows - taken)) / 2.0


def _log_choose(of: NDArray[np.float64] | float, chosen: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return np.asarray(
        special.gammaln(of + 1) - special.gammaln(chosen + 1) - special.gammaln(of - chosen + 1)
    )


def all_taken(sizes: Counts, taken: int, rows: int) -> NDArray[np.float64]:
    """Return the probability that a random choice of rows contains all rows of a given group.

    Parameters
    ----------
    sizes : int64 array
        Rows of each group, <= taken.
    taken : int
        Rows chosen without replacement, <= rows.
    rows : int
        All rows.

    Returns
    -------
    float64 array
        In [0, 1], with the shape of `sizes`.

    Examples
    --------
    >>> all_taken(np.array([1, 2]), 5, 10).round(4).tolist()
    [0.5, 0.2222]
    """
    logarithm = (
        special.gammaln(taken + 1)
        - special.gammaln(taken - sizes + 1)
        - special.gammaln(rows + 1)
        + special.gammaln(rows - sizes + 1)
    )
    chances: NDArray[np.float64] = np.exp(np.minimum(logarithm, 0.0))
    return chances
