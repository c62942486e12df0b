"""The smallest change that a file of so many rows would have shown."""

import math

from functions.score.statistics.evidence import Undefined
from functions.score.statistics.texts.permutation_stages import MOST_PERMUTATIONS
from functions.score.statistics.texts.sensitivity import Sensitivity

POWER = 0.8
POWER_QUANTILE = 0.841621  # standard normal, of POWER
LEAST_ROWS = 2
ROUNDING = 1e-12  # spread of equal rows of length 1 in float32, and no more
KINDS = 2  # of change behind one p-value, a shift and something new: each may cost as much as a comparison


def detectable_share(
    baseline: Sensitivity, rows: int, *, alpha: float, comparisons: float, minimum: float
) -> float | Undefined:
    """Return the smallest share of replaced rows that the test of a text column finds at 80 % power.

    The level is a = alpha / (2 comparisons): the worst case of Benjamini & Hochberg, and of the smaller
    of two p-values. With s = 1/n + 1/m, C the baseline's covariance:

    - mean shift: |mean X - mean Y|^2 has expectation s tr C and variance 2 s^2 tr C^2 without drift; its
      distribution is matched by a gamma distribution. A share p of texts displaced by D adds p^2 |D|^2.
    - novelty: the mean of -log p-value has expectation 1 and variance s; a share p of new texts, of
      surprise u on average, adds p (u - 1).

    The smaller of both shares counts. D and u are the baseline's own (`Sensitivity`): texts that differ
    from it as the nearer of its halves does, or that are as new to it as a quarter of it would be. It is
    a planning number, so nothing of the drift file but its size enters.

    Parameters
    ----------
    baseline : from `sensitivity`.
    rows : m >= 2, of the drift file, as tested.
    alpha : in (0, 1); comparisons : what is tested together, >= 1.
    minimum : share that the policy asks for in any case, in [0, 1].

    Returns a share in (0, 1]; Undefined where even a change of all rows would stay unseen.
    Raises ValueError for fewer than two rows, or if alpha, comparisons or minimum is out of range.
    Sources: Box, "Some theorems on quadratic forms", Annals of Mathematical Statistics 25 (1954) for the
    gamma match; Bates et al., "Testing for outliers with conformal p-values", Annals of Statistics 51 (2023).
    """
    from scipy.special import gammainccinv, ndtri

    if rows < LEAST_ROWS or not 0.0 < alpha < 1.0 or comparisons < 1 or not 0.0 <= minimum <= 1.0:
        given = f"rows={rows}, alpha={alpha}, comparisons={comparisons}, minimum={minimum}"
        raise ValueError(
            f"{given}: want rows >= {LEAST_ROWS}, 0 < alpha < 1, comparisons >= 1, 0 <= minimum <= 1"
        )
    unseen = Undefined(f"not even a change of all {rows} rows could be told from chance")
    if log_labellings(baseline.rows, rows) < -math.log(alpha / comparisons):
        return unseen
    if comparisons > alpha * (1 + MOST_PERMUTATIONS):
        return Undefined(f"no change of one text column stands out among {comparisons} tests")
    if baseline.spread <= ROUNDING:
        return _share_of_other_texts(baseline.rows, rows, alpha / comparisons, minimum) or unseen
    level = alpha / (KINDS * comparisons)
    scale = 1.0 / baseline.rows + 1.0 / rows
    shape = (baseline.spread / baseline.deviation) ** 2
    critical = float(gammainccinv(shape, level)) / shape * baseline.spread
    excess = (critical - baseline.spread + POWER_QUANTILE * baseline.deviation) * scale
    shares = [math.sqrt(excess / baseline.displacement)] if baseline.displacement > 0.0 else []
    if baseline.surprise > 1.0:
        quantiles = -float(ndtri(level)) + POWER_QUANTILE
        shares.append(quantiles * math.sqrt(scale) / (baseline.surprise - 1.0))
    share = max(min(shares, default=math.inf), minimum, 1.0 / rows)
    return share if share <= 1.0 else unseen


def _share_of_other_texts(baseline_rows: int, rows: int, level: float, minimum: float) -> float | None:
    """Return the share of other texts that, beside one text alone, are not all in the drift file by chance.

    With chance (m / N)^k all k of them are. None where even m of them may be.
    """
    needed = math.ceil(math.log(level) / math.log(rows / (baseline_rows + rows)))
    return max(minimum, needed / rows) if needed <= rows else None


def log_labellings(baseline_rows: int, drift_rows: int) -> float:
    """Return the logarithm of the number of ways to label the rows: no exact p-value is below its inverse."""
    rows = baseline_rows + drift_rows
    return math.lgamma(rows + 1) - math.lgamma(baseline_rows + 1) - math.lgamma(drift_rows + 1)
