"""Tests of tables of two rows, the baseline's and the drift file's, and one column per category."""

import numpy as np
from numpy.typing import NDArray
from scipy import special

from functions.score.statistics.chi_square import chi_square, chi_square_p
from functions.score.statistics.columns.monte_carlo import relabelled_p
from functions.score.statistics.evidence import Test
from functions.score.statistics.fisher_exact import fisher_exact
from functions.score.statistics.p_value import bounded

Counts = NDArray[np.int64]

# Cochran's rule: from this expected count in every cell on, the chi-square distribution is good enough.
# Measured at 5: false alarms .91 to .99 of the level at .05, up to 1.3 times the level at .0005.
ENOUGH_EXPECTED = 5.0
ROUNDING = 1e-9  # relative: two orders of the same sum may differ so much


def homogeneity(before: Counts, after: Counts, rng: np.random.Generator) -> Test:
    """Test whether two vectors of counts come from one distribution over the categories.

    Two categories: Fisher's exact test, its statistic the difference of the shares. More of them:
    Pearson's chi-square; by Monte Carlo where an expected count is below ENOUGH_EXPECTED.

    Parameters
    ----------
    before, after : shape (categories,), two categories or more, none of which is empty in both.
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

    All categories of a single row are drawn as one group: 0 and 1 are their own squares.
    """
    totals = before + after
    repeated = totals > 1
    singles = int(np.count_nonzero(~repeated))
    group_totals = np.append(totals[repeated], singles)
    # A group of singles adds its count itself, not the count's square.
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

    The chance that all t rows of one category fall into the drift file is the product over i < t of
    (m - i) / (n + m - i). The union bound over all categories that are at least as large as the
    largest new one (smaller ones cannot do as well: Tarone's argument) makes it a valid p-value. It
    sees one new category among hundreds, over which chi-square averages.

    Source: Tarone, "A modified Bonferroni method for discrete data", Biometrics 46 (1990).
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
    """Return the mean total variation of both files' shares under relabelling of their rows, in [0, 1].

    Parameters
    ----------
    before, after : shape (cells,); each file has rows, and no cell is empty in both.

    A cell's t rows fall into the drift file by a hypergeometric law of mean t m / N. Its mean absolute
    deviation is 2 v (N - m - t + v) / N P(X = v), with v the first whole number above the mean.

    Source: Ramasubban, "The mean difference and the mean deviation of some discontinuous distributions",
    Biometrika 45 (1958).
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
    """Return the chance that each of `sizes` named rows is among `taken` of `rows` rows; sizes <= taken."""
    logarithm = (
        special.gammaln(taken + 1)
        - special.gammaln(taken - sizes + 1)
        - special.gammaln(rows + 1)
        + special.gammaln(rows - sizes + 1)
    )
    chances: NDArray[np.float64] = np.exp(np.minimum(logarithm, 0.0))
    return chances
