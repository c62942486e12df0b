"""The error bar of the drift score."""

import math

import numpy as np
from numpy.typing import NDArray

from functions.score.drift.evidence import Interval

CONFIDENCE = 0.95
QUANTILE = 1.959964  # of the standard normal distribution at (1 + CONFIDENCE) / 2
LARGEST_SCORE = 2.0

Rows = NDArray[np.float32]


def score_interval(baseline: Rows, drift: Rows, debiased: float) -> Interval:
    """Return the interval in which the score of two endless files of these kinds lies.

    It lies around the debiased score, as the score itself is too large in files of few rows. The
    variance is that of the cosine's first-order expansion (delta method; Efron & Tibshirani, An
    Introduction to the Bootstrap (1993), ch. 21) plus that of its second-order term, which alone is left
    where nothing changed: 2 tr(C^2) (1/n + 1/m)^2 / (4 |mean|^4).

    Parameters
    ----------
    baseline, drift : float32, shapes (n, d) and (m, d), n, m >= 2, rows L2-normalised, neither mean zero.
    debiased : the debiased score, at most 2; below 0 by chance where nothing changed.
    """
    error = QUANTILE * standard_error(baseline, drift, (1 / len(baseline), 1 / len(drift)))
    estimate = min(max(debiased, 0.0), LARGEST_SCORE)
    low, high = max(debiased - error, 0.0), min(max(debiased + error, estimate), LARGEST_SCORE)
    return Interval(estimate, min(low, estimate), high, CONFIDENCE)


def standard_error(baseline: Rows, drift: Rows, scales: tuple[float, float]) -> float:
    """Return the standard error of the cosine of both means.

    Parameters
    ----------
    baseline, drift : as above.
    scales : the variance of each mean beside that of one row: 1 / n; of n rows drawn out of N, as an estimate
        of the mean of these N, 1 / n - 1 / N.
    """
    means = baseline.mean(axis=0, dtype=np.float64), drift.mean(axis=0, dtype=np.float64)
    lengths = [float(np.linalg.norm(mean)) for mean in means]
    cosine = float(means[0] @ means[1]) / (lengths[0] * lengths[1])
    first = sum(
        scales[side]
        * _variance_along(rows, means[1 - side] / lengths[1 - side] - cosine * means[side] / lengths[side])
        / lengths[side] ** 2
        for side, rows in enumerate((baseline, drift))
    )
    scatter = sum(scales) / (2 * lengths[0] * lengths[1])
    second = 2 * _squared_covariance(baseline) * scatter**2
    return math.sqrt(first + second)


def _variance_along(rows: Rows, direction: NDArray[np.float64]) -> float:
    return float((rows @ direction.astype(np.float32)).astype(np.float64).var(ddof=1))


def _squared_covariance(rows: Rows) -> float:
    """Return tr(C^2) of the rows' covariance C, through the smaller of its two Gram matrices."""
    centred = rows - rows.mean(axis=0)
    gram = centred @ centred.T if len(rows) < rows.shape[1] else centred.T @ centred
    return float((gram.astype(np.float64) ** 2).sum()) / (len(rows) - 1) ** 2
