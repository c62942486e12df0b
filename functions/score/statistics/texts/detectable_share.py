"""The smallest change that a file with this many rows would show."""

import math

from functions.score.statistics.evidence import Undefined
from functions.score.statistics.texts.permutation_stages import MOST_PERMUTATIONS
from functions.score.statistics.texts.sensitivity import Sensitivity

POWER = 0.8
POWER_QUANTILE = 0.841621  # standard normal, of POWER
LEAST_ROWS = 2
ROUNDING = 1e-12  # spread of equal float32 rows of length 1
KINDS = 2  # of change behind one p-value, a shift and new texts: each costs as much as a comparison


def detectable_share(
    baseline: Sensitivity, rows: int, *, alpha: float, comparisons: float, minimum: float
) -> float | Undefined:
    """Return the smallest share of replaced rows that the test of a text column detects with 80% power.

    It is a planning number: of the drift file only the number of rows is used. The changed texts are assumed
    to differ from the baseline as the nearer of its halves does, or to be as novel as one of its quarters
    (`Sensitivity`).

    Parameters
    ----------
    baseline : Sensitivity
        From `sensitivity`.
    rows : int
        Tested rows of the drift file, m >= 2.
    alpha : float
        Significance level of the decision, in (0, 1).
    comparisons : float
        Number of tests made together, >= 1.
    minimum : float
        The policy's threshold for the share of changed rows, in [0, 1].

    Returns
    -------
    float or Undefined
        In (0, 1]; Undefined if even a change of all rows would not be detected.

    Raises
    ------
    ValueError
        If a parameter is out of range.

    Notes
    -----
    The level is a = alpha / (2 comparisons): the worst case of Benjamini-Hochberg, and of the smaller of two
    p-values. With s = 1/n + 1/m and C the baseline's covariance:

    - mean shift: without drift, |mean X - mean Y|^2 has expectation s tr C and variance 2 s^2 tr C^2; a gamma
      distribution with these moments replaces its own. A share p of texts displaced by D adds p^2 |D|^2.
    - novelty: the mean of -log p-value has expectation 1 and variance s; a share p of new texts with mean
      surprise u adds p (u - 1).

    The smaller of both shares is returned.

    References
    ----------
    Box, "Some theorems on quadratic forms", Annals of Mathematical Statistics 25 (1954), for the gamma
    distribution; Bates et al., "Testing for outliers with conformal p-values", Annals of Statistics 51
    (2023).

    Examples
    --------
    >>> baseline = Sensitivity(rows=1000, spread=0.9, deviation=0.15, displacement=0.04, surprise=2.0)
    >>> shares = [
    ...     detectable_share(baseline, rows, alpha=0.05, comparisons=1.0, minimum=0.02)
    ...     for rows in (50, 500, 5000)
    ... ]
    >>> [round(share, 2) for share in shares]
    [0.41, 0.15, 0.1]
    """
    _check(rows, alpha, comparisons, minimum)
    undetectable = Undefined(f"even a change of all {rows} rows could not be distinguished from chance")
    if log_labellings(baseline.rows, rows) < -math.log(alpha / comparisons):
        return undetectable
    if comparisons > alpha * (1 + MOST_PERMUTATIONS):
        return Undefined(f"no change of a single text column can be significant among {comparisons} tests")
    if baseline.spread <= ROUNDING:
        return _share_of_other_texts(baseline.rows, rows, alpha / comparisons, minimum) or undetectable
    smallest = _smallest_share(baseline, rows, alpha / (KINDS * comparisons))
    share = max(smallest, minimum, 1.0 / rows)
    return share if share <= 1.0 else undetectable


def _check(rows: int, alpha: float, comparisons: float, minimum: float) -> None:
    if rows < LEAST_ROWS or not 0.0 < alpha < 1.0 or comparisons < 1 or not 0.0 <= minimum <= 1.0:
        raise ValueError(
            f"rows={rows}, alpha={alpha}, comparisons={comparisons}, minimum={minimum}: "
            f"required are rows >= {LEAST_ROWS}, 0 < alpha < 1, comparisons >= 1, 0 <= minimum <= 1"
        )


def _smallest_share(baseline: Sensitivity, rows: int, level: float) -> float:
    """Return the smallest share that the mean shift or novelty detects; infinite if neither does."""
    from scipy.special import gammainccinv, ndtri

    scale = 1.0 / baseline.rows + 1.0 / rows
    shape = (baseline.spread / baseline.deviation) ** 2
    critical = float(gammainccinv(shape, level)) / shape * baseline.spread
    excess = (critical - baseline.spread + POWER_QUANTILE * baseline.deviation) * scale
    shares = [math.sqrt(excess / baseline.displacement)] if baseline.displacement > 0.0 else []
    if baseline.surprise > 1.0:
        quantiles = -float(ndtri(level)) + POWER_QUANTILE
        shares.append(quantiles * math.sqrt(scale) / (baseline.surprise - 1.0))
    return min(shares, default=math.inf)


def _share_of_other_texts(baseline_rows: int, rows: int, level: float, minimum: float) -> float | None:
    """Return the detectable share if all baseline texts are equal.

    k other texts are all in the drift file by chance with probability (m / N)^k. None if even m of them may
    be.
    """
    needed = math.ceil(math.log(level) / math.log(rows / (baseline_rows + rows)))
    return max(minimum, needed / rows) if needed <= rows else None


def log_labellings(baseline_rows: int, drift_rows: int) -> float:
    """Return the logarithm of the number of labellings; no exact p-value is below its inverse.

    Parameters
    ----------
    baseline_rows, drift_rows : int
        Rows of each file, >= 0.

    Examples
    --------
    >>> round(math.exp(log_labellings(4, 2)))
    15
    """
    rows = baseline_rows + drift_rows
    return math.lgamma(rows + 1) - math.lgamma(baseline_rows + 1) - math.lgamma(drift_rows + 1)
