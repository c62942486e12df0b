"""How large a share of a text column changed, as far as the embedding can tell it apart."""

import math

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.evidence import Interval, Undefined
from functions.score.statistics.texts.cut import Cut, cross_fitted_cut, cut_at, highest_cut
from functions.score.statistics.texts.discriminant import Discriminant, cross_fitted
from functions.score.statistics.texts.folds import FOLDS, Folds
from functions.score.statistics.texts.separation import (
    STEEPEST,
    Separation,
    distance_of_part,
    shift_variation,
    shown,
)

Rows = NDArray[np.float32]
Labels = NDArray[np.bool_]

LEAST_ROWS = 2 * FOLDS  # in either file: two in each fold
CONFIDENCE = 0.95
SIDE = (1.0 - CONFIDENCE) / 2.0  # chance of a miss on either side
QUANTILE = 1.959964  # standard normal, of 1 - SIDE
HALF_SIDE_QUANTILE = 2.241403  # of 1 - SIDE / 2: the smaller of two limits stands as one
# Mean of the larger of two independent Smirnov statistics of files that agree, times sqrt(1/n + 1/m):
# each exceeds x with chance exp(-2 x^2).
CHANCE_DIFFERENCE = 2.0 * math.sqrt(math.pi / 8.0) - math.sqrt(math.pi / 16.0)
ROUNDING = 1e-12  # standard deviation of scores that are all the same
COSINE_DECIMALS = 6  # what a mean of float32 cosines is good for: equal texts then tie
LARGEST_LOG_ERROR = 2.0  # of a ratio so badly known that any larger error says the same


def changed_share(
    baseline: Folds,
    drift: Rows,
    nearness: tuple[NDArray[np.float32], NDArray[np.float32]],
    drift_shares: tuple[NDArray[np.float64], NDArray[np.float64]],
    p_value: float,
    rng: np.random.Generator,
) -> Interval | Undefined:
    """Return the total variation between the two files' texts that the embedding can tell apart.

    Total variation is the largest difference, over all sets A of texts, between the files' shares of
    rows in A; of a file of which a share was replaced by something new it is that share. Two scores
    name such sets: novelty; and Fisher's linear discriminant on held-out rows, with the share of drift
    rows around a row, which knows no line and so finds several topics at once.

    estimate : the largest difference s over all cuts of both scores, less what chance gives files that
        agree, s0. Where the test rejects, a change and chance make up s together, as squares do:
        sqrt((s^2 - s0^2) / (1 - s0^2)). Otherwise chance made s: (s - s0) / (1 - s0), near 0. Mostly a
        little below the truth.
    low : of the difference at a cut that other rows chose (Newcombe); 0 unless p_value <= (1 - 0.95) / 2.
    high : the smaller of what a shift of all rows could be that has a mean difference as large as can be,
        and the largest difference divided by the part of it that the discriminant may have missed.
        Both take the rows to be normal along the discriminant, the changed ones shifted (`separation`).
        No upper limit exists without such a model: any two files of finite size might share nothing.

    Parameters
    ----------
    baseline : n rows of length d, L2-normalised, in folds.
    drift : float32 array, shape (m, d), rows L2-normalised.
    nearness : of the baseline's and of the drift file's rows, shapes (n,) and (m,), low = novel.
    drift_shares : likewise, the share of drift rows around each row, in [0, 1].
    p_value : of the test that nothing changed, on the same rows.
    rng : draws the drift rows' folds and the relabellings.

    Returns Undefined below LEAST_ROWS rows in either file. Raises ValueError if shapes do not match.
    Sources: Blanchard, Lee & Scott, "Semi-supervised novelty detection", JMLR 11 (2010), for the lower
    bound by a classifier; Smirnov (1939) for s0; Gudbjartsson & Patz, Magnetic Resonance in Medicine 34
    (1995), for squares that are subtracted; Newcombe (1998) for the limits of a difference.
    """
    rows = len(baseline.rows), len(drift)
    scored = [(len(before), len(after)) for before, after in (nearness, drift_shares)]
    shapes = baseline.rows.shape, drift.shape
    if shapes[0][1:] != shapes[1][1:] or any(lengths != rows for lengths in scored):
        raise ValueError(f"embeddings {shapes[0]} and {shapes[1]} and scores of {scored} rows differ")
    if min(rows) < LEAST_ROWS:
        file = "baseline" if rows[0] < LEAST_ROWS else "drift file"
        return Undefined(f"at least {LEAST_ROWS} rows are needed and the {file} has {min(rows)}")
    labels = np.arange(sum(rows)) >= rows[0]
    dealt = Folds.of(drift, rng)
    found = cross_fitted(baseline, dealt, rng)
    scores = [
        _standardised(found.scores) + _standardised(np.concatenate(drift_shares)),
        -np.concatenate(nearness).astype(np.float64).round(COSINE_DECIMALS),
    ]
    largest = max(cut_at(score, labels, highest_cut(score, labels)).difference for score in scores)
    unseen = cross_fitted_cut(scores, labels, np.concatenate([baseline.fold, dealt.fold]))
    separation = Separation.of(found, rows, 1.0 - 1.0 / FOLDS, drift.shape[1])
    nearest = _nearest(found, separation, labels) if separation else 0.0
    estimate = _estimate(largest, rows, p_value)
    high = max(estimate, _high(largest, unseen, separation, nearest))
    low = max(0.0, unseen.difference_limits(QUANTILE)[0]) if p_value <= SIDE else 0.0
    return Interval(estimate=estimate, low=min(low, estimate), high=high, confidence=CONFIDENCE)


def _standardised(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores of mean 0 and standard deviation 1; all 0 where they do not vary."""
    centred = scores - scores.mean()
    deviation = float(centred.std())
    return np.asarray(centred / deviation) if deviation > ROUNDING else np.zeros(len(scores))


def _estimate(largest: float, rows: tuple[int, int], p_value: float) -> float:
    """Return the largest difference less what chance has in it, in [0, 1]."""
    chance = min(CHANCE_DIFFERENCE * math.sqrt(1.0 / rows[0] + 1.0 / rows[1]), 0.5)
    if p_value <= 1.0 - CONFIDENCE:
        return math.sqrt(max(largest**2 - chance**2, 0.0) / (1.0 - chance**2))
    return max(largest - chance, 0.0) / (1.0 - chance)


def _nearest(found: Discriminant, separation: Separation, labels: Labels) -> float:
    """Return a lower limit of the distance of the changed rows along the discriminant, in deviations.

    From the ratio of its best cut's difference to its gap; the error of the logarithm by the delta
    method, both being means over the same rows.
    """
    if separation.gap <= 0.0:
        return 0.0
    hits = found.scores >= highest_cut(found.scores, labels)
    covariance = np.zeros((2, 2))
    for file in (~labels, labels):
        covariance += np.cov(hits[file].astype(np.float64), found.scores[file]) / np.count_nonzero(file)
    difference = float(hits[labels].mean() - hits[~labels].mean())
    if difference <= 0.0:
        return 0.0
    change = np.array([1.0 / difference, -1.0 / separation.gap])
    error = math.sqrt(float(change @ covariance @ change) + 0.5 / separation.smaller)
    error = min(error, LARGEST_LOG_ERROR)
    ratio = difference * separation.deviation / separation.gap
    return distance_of_part(min(ratio * math.exp(HALF_SIDE_QUANTILE * error), STEEPEST))


def _high(largest: float, unseen: Cut, separation: Separation | None, nearest: float) -> float:
    difference = min(1.0, max(largest, unseen.difference_limits(HALF_SIDE_QUANTILE)[1]))
    if separation is None:
        return difference
    low, high = separation.gap_limits(HALF_SIDE_QUANTILE)
    whole_shift = shift_variation(separation.distance(high)) if math.isfinite(high) else 1.0
    if low <= 0.0:
        return whole_shift
    kept = separation.kept(low)
    distance = max(nearest, kept * separation.distance(low) * math.sqrt(separation.efficiency))
    part = shown(distance, kept * math.sqrt(separation.efficiency))
    return min(1.0, whole_shift, difference / part)
