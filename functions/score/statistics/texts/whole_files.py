"""The documented drift score of two whole files, from samples of their texts."""

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
    """Return the documented score that embedding every text of both files would give.

    Where every text is embedded it is that score, and low = estimate = high. From samples drawn without
    replacement, `mx.my` is free of bias, and a mean's squared length is too large by the variance of the rows
    times 1 / n - 1 / N, which is subtracted. The standard error is that of the cosine's expansion, with the
    same factor for 1 / n.

    Parameters
    ----------
    baseline, drift : of n and m >= 1 embeddings, L2-normalised: all texts of a file, or a simple random
        sample of at least two of them.
    texts : how many there are in each file.

    Returns an interval in [0, 2]; all of it where the texts of a sample have no common direction.
    Raises ValueError where a file has fewer texts than were embedded, or a mean is the zero vector.
    Source: Cochran, Sampling Techniques (1977), ch. 2, for the finite population.
    """
    for file, total in zip((baseline, drift), texts, strict=True):
        if total < file.rows:
            raise ValueError(f"{file.rows} embedded texts are more than the {total} there are")
    score = drift_score(baseline.mean, drift.mean)
    scales = 1 / baseline.rows - 1 / texts[0], 1 / drift.rows - 1 / texts[1]
    if not any(scales):
        return Interval(score, score, score, CONFIDENCE)
    squares = [_squared_length(file, scale) for file, scale in zip((baseline, drift), scales, strict=True)]
    if min(squares) <= 0.0:
        return Interval(score, 0.0, LARGEST_SCORE, CONFIDENCE)
    found = 1.0 - float(baseline.mean @ drift.mean) / math.sqrt(squares[0] * squares[1])
    estimate = min(max(found, 0.0), LARGEST_SCORE)
    error = QUANTILE * standard_error(baseline, drift, scales)
    low, high = max(found - error, 0.0), min(max(found + error, estimate), LARGEST_SCORE)
    return Interval(estimate, min(low, estimate), high, CONFIDENCE)


def _squared_length(file: Moments, scale: float) -> float:
    """Return the squared length of the whole file's mean, without bias."""
    length = float(file.mean @ file.mean)
    variance = (file.squares - file.rows * length) / (file.rows - 1)
    return length - scale * variance
