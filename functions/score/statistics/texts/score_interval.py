"""The error bar of the drift score."""

import math

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.evidence import Interval
from functions.score.statistics.moments import Moments

CONFIDENCE = 0.95
QUANTILE = 1.959964  # standard normal, of (1 + CONFIDENCE) / 2
LARGEST_SCORE = 2.0


def score_interval(baseline: Moments, drift: Moments, debiased: float) -> Interval:
    """Return the confidence interval of the score of two infinitely large files of the same populations.

    It is centred on the debiased score, as the documented score is too large in files of few rows. The
    variance is that of the cosine's first-order expansion (delta method) plus that of its second-order term,
    2 tr(C^2) (1/n + 1/m)^2 / (4 |mean|^4), the only one left without a change.

    Parameters
    ----------
    baseline, drift : Moments
        Of n, m >= 2 L2-normalised embeddings; neither mean is the zero vector.
    debiased : float
        The debiased score, <= 2; it may be negative without a change.

    Returns
    -------
    Interval
        95% confidence interval in [0, 2].

    References
    ----------
    Efron & Tibshirani, "An Introduction to the Bootstrap" (1993), chapter 21, for the delta method.

    Examples
    --------
    >>> rows = np.array([[0.6, 0.8], [0.8, 0.6]], dtype=np.float32)
    >>> interval = score_interval(Moments.of(rows), Moments.of(rows), 0.0)
    >>> interval.low, interval.estimate, round(interval.high, 3)
    (0.0, 0.0, 0.057)
    """
    error = QUANTILE * standard_error(baseline, drift, (1 / baseline.rows, 1 / drift.rows))
    estimate = min(max(debiased, 0.0), LARGEST_SCORE)
    low, high = max(debiased - error, 0.0), min(max(debiased + error, estimate), LARGEST_SCORE)
    return Interval(estimate, min(low, estimate), high, CONFIDENCE)


def standard_error(baseline: Moments, drift: Moments, scales: tuple[float, float]) -> float:
    """Return the standard error of the cosine of both means.

    Parameters
    ----------
    baseline, drift : Moments
        As for `score_interval`.
    scales : tuple of float
        Variance of each mean relative to that of one row: 1 / n; for n of N rows, as an estimate of the mean
        of these N, 1 / n - 1 / N.

    Returns
    -------
    float
        >= 0.
    """
    means = baseline.mean, drift.mean
    lengths = [float(np.linalg.norm(mean)) for mean in means]
    cosine = float(means[0] @ means[1]) / (lengths[0] * lengths[1])
    first = sum(
        scales[side]
        * _variance_along(file, means[1 - side] / lengths[1 - side] - cosine * means[side] / lengths[side])
        / lengths[side] ** 2
        for side, file in enumerate((baseline, drift))
    )
    scatter = sum(scales) / (2 * lengths[0] * lengths[1])
    second = 2 * _squared_covariance(baseline) * scatter**2
    return math.sqrt(first + second)


def _variance_along(file: Moments, direction: NDArray[np.float64]) -> float:
    return max(float(direction @ file.scatter @ direction), 0.0) / (file.rows - 1)


def _squared_covariance(file: Moments) -> float:
    """Return tr(C^2) of the embeddings' covariance C."""
    return float(np.einsum("ij,ij->", file.scatter, file.scatter, dtype=np.float64)) / (file.rows - 1) ** 2
