"""The documented drift score of two whole files, estimated from samples of their texts."""

import math

from functions.score.statistics.evidence import Interval
from functions.score.statistics.moments import Moments
from functions.score.statistics.texts.cosine import drift_score
from functions.score.statistics.texts.score_interval import (
    CONFIDENCE,
    LARGEST_SCORE,
    QUANTILE,
    standard_error,
)


def whole_files_score(baseline: Moments, drift: Moments, texts: tuple[int, int]) -> Interval:
    """Return the documented score that all texts of both files would give.

    If all texts are embedded, it is that score, and low = estimate = high. For samples without replacement,
    `mx.my` is unbiased, and |m|^2 is too large by the variance of the rows times 1 / n - 1 / N, which is
    subtracted. The standard error is that of the cosine's expansion, with the same factor instead of 1 / n.

    Parameters
    ----------
    baseline, drift : Moments
        Of n, m >= 1 L2-normalised embeddings: all texts of a file, or a simple random sample of at least two.
    texts : tuple of int
        Number of texts in each file.

    Returns
    -------
    Interval
        95% confidence interval in [0, 2]; it is [0, 2] if the texts of a sample have no common direction.

    Raises
    ------
    ValueError
        If a file has fewer texts than embeddings.

    References
    ----------
    Cochran, "Sampling Techniques" (1977), chapter 2, for finite populations.

    Examples
    --------
    >>> import numpy as np
    >>> baseline = Moments.of(np.array([[1, 0], [1, 0]], dtype=np.float32))
    >>> drift = Moments.of(np.array([[1, 0], [0, 1]], dtype=np.float32))
    >>> round(whole_files_score(baseline, drift, (2, 2)).estimate, 4)
    0.2929
    """
    for file, total in zip((baseline, drift), texts, strict=True):
        if total < file.rows:
            raise ValueError(f"{file.rows} embedded texts are more than the file's {total}")
    score = drift_score(baseline.mean, drift.mean)
    scales = 1 / baseline.rows - 1 / texts[0], 1 / drift.rows - 1 / texts[1]
    if not any(scales):
        return Interval(score, score, score, CONFIDENCE)
    squares = [_squared_length(file, scale) for file, scale in zip((baseline, drift), scales, strict=True)]
    if min(squares) <= 0.0:
        return Interval(score, 0.0, LARGEST_SCORE, CONFIDENCE)
    unbiased = 1.0 - float(baseline.mean @ drift.mean) / math.sqrt(squares[0] * squares[1])
    estimate = min(max(unbiased, 0.0), LARGEST_SCORE)
    error = QUANTILE * standard_error(baseline, drift, scales)
    low, high = max(unbiased - error, 0.0), min(max(unbiased + error, estimate), LARGEST_SCORE)
    return Interval(estimate, min(low, estimate), high, CONFIDENCE)


def _squared_length(file: Moments, scale: float) -> float:
    """Return the squared length of the whole file's mean, without bias."""
    length = float(file.mean @ file.mean)
    variance = (file.squares - file.rows * length) / (file.rows - 1)
    return length - scale * variance
