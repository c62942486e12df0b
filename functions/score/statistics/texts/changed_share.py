"""The share of a text column that changed, as far as the embedding can distinguish the texts."""

import math

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.evidence import Interval, Undefined
from functions.score.statistics.excess_share import excess_share
from functions.score.statistics.texts.cut import Cut, cross_fitted_cut, cut_at, highest_cut
from functions.score.statistics.texts.discriminant import Discriminant, cross_fitted
from functions.score.statistics.texts.folds import FOLDS, Folds
from functions.score.statistics.texts.separation import (
    STEEPEST,
    Separation,
    distance_of_part,
    shift_variation,
    visible_part,
)

Rows = NDArray[np.float32]
Labels = NDArray[np.bool_]

LEAST_ROWS = 2 * FOLDS  # of each file: two per fold
CONFIDENCE = 0.95
SIDE = (1.0 - CONFIDENCE) / 2.0  # error probability on either side
QUANTILE = 1.959964  # standard normal, of 1 - SIDE
HALF_SIDE_QUANTILE = 2.241403  # of 1 - SIDE / 2: the upper limit is the smaller of two limits
# Mean of the larger of two independent Smirnov statistics without a change, times sqrt(1/n + 1/m): each
# exceeds x with probability exp(-2 x^2).
CHANCE_DIFFERENCE = 2.0 * math.sqrt(math.pi / 8.0) - math.sqrt(math.pi / 16.0)
ROUNDING = 1e-12  # standard deviation of scores that are all equal
COSINE_DECIMALS = 6  # precision of a mean of float32 cosines: equal texts then have equal scores
LARGEST_LOG_ERROR = 2.0  # bound of the error of a ratio; a larger error means the same


def changed_share(
    baseline: Folds,
    drift: Rows,
    nearness: tuple[NDArray[np.float32], NDArray[np.float32]],
    drift_shares: tuple[NDArray[np.float64], NDArray[np.float64]],
    p_value: float,
    rng: np.random.Generator,
) -> Interval | Undefined:
    """Return the total variation between both files' texts that the embedding can distinguish.

    Total variation is the largest difference, over all sets A of texts, between the files' shares of rows in
    A. If a share of a file was replaced by something new, it is that share. Two scores define such sets:
    novelty; and Fisher's linear discriminant on held-out rows plus the share of drift rows around each row,
    which needs no line and so finds several topics at once.

    Parameters
    ----------
    baseline : Folds
        n L2-normalised rows of length d, in folds.
    drift : float32 array, shape (m, d)
        L2-normalised rows.
    nearness : tuple of float32 array, shapes (n,) and (m,)
        Mean cosine of each row to its nearest baseline rows; low for novel rows.
    drift_shares : tuple of float64 array, shapes (n,) and (m,)
        Share of drift rows around each row, in [0, 1].
    p_value : float
        Of the test that nothing changed, on the same rows.
    rng : numpy.random.Generator
        Draws the drift rows' folds and the relabellings.

    Returns
    -------
    Interval or Undefined
        Undefined if either file has fewer than LEAST_ROWS rows. See Notes.

    Raises
    ------
    ValueError
        If shapes do not match.

    Notes
    -----
    estimate : s is the largest difference over all cuts of both scores, s0 its mean without a change. If the
        test rejects, change and chance add as squares do: sqrt((s^2 - s0^2) / (1 - s0^2)). Otherwise s is due
        to chance: (s - s0) / (1 - s0), near 0. The estimate is mostly a little too small.
    low : Newcombe's limit of the difference at a cut that other rows chose; 0 unless
        p_value <= (1 - 0.95) / 2.
    high : the smaller of two limits. One is the total variation of a shift of all rows with the largest
        plausible mean difference. The other is the largest difference divided by the part of it that the
        discriminant may have missed. Both assume that the rows are normal along the discriminant and that the
        changed rows are shifted (`separation`). Without such a model there is no upper limit: any two finite
        files might have no text in common.

    References
    ----------
    Blanchard, Lee & Scott, "Semi-supervised novelty detection", JMLR 11 (2010), for the lower bound by a
    classifier; Smirnov (1939) for s0; Gudbjartsson & Patz, "The Rician distribution of noisy MRI data",
    Magnetic Resonance in Medicine 34 (1995), for the difference of squares.
    """
    rows = len(baseline.rows), len(drift)
    _check_shapes(baseline, drift, nearness, drift_shares)
    if min(rows) < LEAST_ROWS:
        file, count = ("baseline", rows[0]) if rows[0] < LEAST_ROWS else ("drift file", rows[1])
        return Undefined(f"at least {LEAST_ROWS} rows are required, the {file} has {count}")
    labels = np.arange(sum(rows)) >= rows[0]
    drift_folds = Folds.of(drift, rng)
    discriminant = cross_fitted(baseline, drift_folds, rng)
    scores = [
        _standardised(discriminant.scores) + _standardised(np.concatenate(drift_shares)),
        -np.concatenate(nearness).astype(np.float64).round(COSINE_DECIMALS),
    ]
    largest = max(cut_at(score, labels, highest_cut(score, labels)).difference for score in scores)
    held_out = cross_fitted_cut(scores, labels, np.concatenate([baseline.fold, drift_folds.fold]))
    separation = Separation.of(discriminant, rows, 1.0 - 1.0 / FOLDS, drift.shape[1])
    least_distance = _least_distance(discriminant, separation, labels) if separation else 0.0
    estimate = _estimate(largest, rows, p_value)
    high = max(estimate, _high(largest, held_out, separation, least_distance))
    low = max(0.0, held_out.difference_limits(QUANTILE)[0]) if p_value <= SIDE else 0.0
    return Interval(estimate=estimate, low=min(low, estimate), high=high, confidence=CONFIDENCE)


def _check_shapes(
    baseline: Folds,
    drift: Rows,
    nearness: tuple[NDArray[np.float32], NDArray[np.float32]],
    drift_shares: tuple[NDArray[np.float64], NDArray[np.float64]],
) -> None:
    rows = len(baseline.rows), len(drift)
    scored = [(len(before), len(after)) for before, after in (nearness, drift_shares)]
    shapes = baseline.rows.shape, drift.shape
    if shapes[0][1:] != shapes[1][1:] or any(lengths != rows for lengths in scored):
        raise ValueError(f"embeddings {shapes[0]} and {shapes[1]} and scores of {scored} rows differ")


def _standardised(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return scores with mean 0 and standard deviation 1; all 0 if they do not vary."""
    centred = scores - scores.mean()
    deviation = float(centred.std())
    return np.asarray(centred / deviation) if deviation > ROUNDING else np.zeros(len(scores))


def _estimate(largest: float, rows: tuple[int, int], p_value: float) -> float:
    """Return the largest difference minus the part due to chance, in [0, 1]."""
    chance = min(CHANCE_DIFFERENCE * math.sqrt(1.0 / rows[0] + 1.0 / rows[1]), 0.5)
    if p_value <= 1.0 - CONFIDENCE:
        return math.sqrt(max(largest**2 - chance**2, 0.0) / (1.0 - chance**2))
    return excess_share(largest, chance)


def _least_distance(discriminant: Discriminant, separation: Separation, labels: Labels) -> float:
    """Return a lower limit of the changed rows' distance along the discriminant, in standard deviations.

    It follows from the ratio of the best cut's difference to the gap. The error of the logarithm comes from
    the delta method, as both are means over the same rows.
    """
    if separation.gap <= 0.0:
        return 0.0
    hits = discriminant.scores >= highest_cut(discriminant.scores, labels)
    covariance = np.zeros((2, 2))
    for file in (~labels, labels):
        sample = np.cov(hits[file].astype(np.float64), discriminant.scores[file])
        covariance += sample / np.count_nonzero(file)
    difference = float(hits[labels].mean() - hits[~labels].mean())
    if difference <= 0.0:
        return 0.0
    change = np.array([1.0 / difference, -1.0 / separation.gap])
    error = math.sqrt(float(change @ covariance @ change) + 0.5 / separation.smaller)
    error = min(error, LARGEST_LOG_ERROR)
    ratio = difference * separation.deviation / separation.gap
    return distance_of_part(min(ratio * math.exp(HALF_SIDE_QUANTILE * error), STEEPEST))


def _high(largest: float, held_out: Cut, separation: Separation | None, least_distance: float) -> float:
    difference = min(1.0, max(largest, held_out.difference_limits(HALF_SIDE_QUANTILE)[1]))
    if separation is None:
        return difference
    low, high = separation.gap_limits(HALF_SIDE_QUANTILE)
    whole_shift = shift_variation(separation.distance(high)) if math.isfinite(high) else 1.0
    if low <= 0.0:
        return whole_shift
    alignment = separation.alignment(low)
    efficiency = math.sqrt(separation.efficiency)
    distance = max(least_distance, alignment * separation.distance(low) * efficiency)
    return min(1.0, whole_shift, difference / visible_part(distance, alignment * efficiency))
