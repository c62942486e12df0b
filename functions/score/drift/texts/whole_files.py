"""The documented drift score of two whole files, from samples of their texts."""

import math

import numpy as np
from numpy.typing import NDArray

from functions.score.drift.evidence import Interval
from functions.score.drift.texts.cosine import drift_score, mean_embedding
from functions.score.drift.texts.score_interval import CONFIDENCE, LARGEST_SCORE, QUANTILE, standard_error

Rows = NDArray[np.float32]


def whole_files_score(baseline: Rows, drift: Rows, texts: tuple[int, int]) -> Interval:
    """Return the documented score that embedding every text of both files would give.

    Where every text is embedded it is that score, and low = estimate = high. From samples drawn without
    replacement, `mx.my` is free of bias, and a mean's squared length is too large by the variance of the rows
    times 1 / n - 1 / N, which is subtracted. The standard error is that of the cosine's expansion, with the
    same factor for 1 / n.

    Parameters
    ----------
    baseline, drift : float32 arrays, shapes (n, d) and (m, d), rows L2-normalised: all texts of a file, or a
        simple random sample of at least two of them.
    texts : how many there are in each file.

    Returns an interval in [0, 2]; all of it where the texts of a sample have no common direction.
    Raises ValueError where a file has fewer texts than were embedded, or a mean is the zero vector.
    Source: Cochran, Sampling Techniques (1977), ch. 2, for the finite population.
    """
    files = tuple(zip((baseline, drift), texts, strict=True))
    for rows, total in files:
        if total < len(rows):
            raise ValueError(f"{len(rows)} embedded texts are more than the {total} there are")
    means = [mean_embedding(rows) for rows, _ in files]
    score = drift_score(means[0], means[1])
    scales = 1 / len(baseline) - 1 / texts[0], 1 / len(drift) - 1 / texts[1]
    if not any(scales):
        return Interval(score, score, score, CONFIDENCE)
    squares = [
        _squared_length(file[0], mean, scale) for file, mean, scale in zip(files, means, scales, strict=True)
    ]
    if min(squares) <= 0.0:
        return Interval(score, 0.0, LARGEST_SCORE, CONFIDENCE)
    found = 1.0 - float(means[0] @ means[1]) / math.sqrt(squares[0] * squares[1])
    estimate = min(max(found, 0.0), LARGEST_SCORE)
    error = QUANTILE * standard_error(baseline, drift, scales)
    low, high = max(found - error, 0.0), min(max(found + error, estimate), LARGEST_SCORE)
    return Interval(estimate, min(low, estimate), high, CONFIDENCE)


def _squared_length(rows: Rows, mean: NDArray[np.float64], scale: float) -> float:
    """Return the squared length of the whole file's mean, without bias."""
    length = float(mean @ mean)
    squares = float(np.einsum("ij,ij->", rows, rows, dtype=np.float64))
    variance = (squares - len(rows) * length) / (len(rows) - 1)
    return length - scale * variance
