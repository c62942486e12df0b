"""The error bar of the drift score."""

import math

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.evidence import Interval
from functions.score.statistics.moments import Moments

CONFIDENCE = 0.95
QUANTILE = 1.959964  # of the standard normal distribution at (1 + CONFIDENCE) / 2
LARGEST_SCORE = 2.0


def score_interval(baseline: Moments, drift: Moments, debiased: float) -> Interval:
    """Return the interval in which the score of two endless files of these kinds lies.

    It lies around the debiased score, as the score itself is too large in files of few rows. The
    variance is that of the cosine's first-order expansion (delta method; Efron & Tibshirani, An
    Introduction to the Bootstrap (1993), ch. 21) plus that of its second-order term, which alone is left
    where nothing changed: 2 tr(C^2) (1/n + 1/m)^2 / (4 |mean|^4).

    Parameters
    ----------
    baseline, drift : of n and m >= 2 embeddings, L2-normalised, neither mean zero.
    debiased : the debiased score, at most 2; below 0 by chance where nothing changed.
    """
    error = QUANTILE * standard_error(baseline, drift, (1 / baseline.rows, 1 / drift.rows))
    estimate = min(max(debiased, 0.0), LARGEST_SCORE)
    low, high = max(debiased - error, 0.0), min(max(debiased + error, estimate), LARGEST_SCORE)
    return Interval(estimate, min(low, estimate), high, CONFIDENCE)


def standard_error(baseline: Moments, drift: Moments, scales: tuple[float, float]) -> float:
    """Return the standard error of the cosine of both means.

    Parameters
    ----------
    baseline, drift : as above.
    scales : the variance of each mean beside that of one row: 1 / n; of n rows drawn out of N, as an estimate
        of the mean of these N, 1 / n - 1 / N.
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
