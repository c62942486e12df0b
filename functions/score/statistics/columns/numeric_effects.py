"""Sizes of a change in numbers."""

import math

import numpy as np

from functions.score.statistics.columns.categorical import distances
from functions.score.statistics.columns.pooled import Numbers, Pooled, cell_counts, quantiles
from functions.score.statistics.columns.rates import rate_change
from functions.score.statistics.columns.robust_spread import median, nearby, robust_deviation
from functions.score.statistics.evidence import (
    BEYOND_RANGE,
    EXCESS_DISTANCE,
    FAR_OUTSIDE,
    WASSERSTEIN,
    Effect,
)
from functions.score.statistics.excess_share import chance_outside, excess_share

MEDIAN_SHIFT = "median shift in robust baseline standard deviations"
SPREAD_RATIO = "standard deviation, drift file to baseline"  # 1 if both agree
DECILE_VARIATION = "total variation over baseline deciles"  # in [0, 1]

LARGEST = 1e9  # bound of ratios, which would be infinite for a spread of nearly zero
DECILES = np.arange(1, 10) / 10


def effects_of(pooled: Pooled) -> tuple[Effect, ...]:
    """Return the sizes of the change.

    Parameters
    ----------
    pooled : Pooled
        The numbers of both files.

    Returns
    -------
    tuple of Effect
        First the Wasserstein distance beyond chance, then the other distances. If nearly all baseline numbers
        are equal, there is no spread to measure in: then first the share of drift rows with another value, as
        total variation, and no ratios.

    Examples
    --------
    >>> numbers = np.arange(100.0)
    >>> for effect in effects_of(Pooled.of(numbers, numbers + 50.0))[:4]:
    ...     print(effect.name, round(effect.value, 2))
    Wasserstein distance beyond chance, in robust baseline standard deviations 1.72
    Wasserstein distance in baseline standard deviations 1.73
    median shift in robust baseline standard deviations 1.73
    standard deviation, drift file to baseline 1.0
    """
    share_outside = rows_outside(pooled) / len(pooled.after)
    chance = chance_outside(len(pooled.before), ends=2)
    outside = Effect(BEYOND_RANGE, excess_share(share_outside, chance))
    robust = robust_deviation(pooled.before)
    if not robust:
        return (_other_values(pooled), outside)
    deviation = float(pooled.before.std()) or robust  # rounding may leave none
    shift = median(pooled.after) - median(pooled.before)
    gaps = _gaps(pooled)
    return (
        Effect(EXCESS_DISTANCE, _excess_distance(pooled, gaps, robust)),
        Effect(WASSERSTEIN, _ratio(float(gaps @ np.diff(pooled.values)), deviation)),
        Effect(MEDIAN_SHIFT, _ratio(shift, robust)),
        Effect(SPREAD_RATIO, _ratio(float(pooled.after.std()), deviation)),
        *_decile_distances(pooled),
        outside,
    )


def far_outside(pooled: Pooled) -> Effect:
    """Return the share of drift values that are farther from the baseline's range than this range is wide.

    A stream that grows leaves its range a little, again and again; a code or another unit leaves it far.

    Examples
    --------
    >>> before, after = np.arange(11.0), np.array([-9.0, 5.0, 19.0, 9_000.0])
    >>> far_outside(Pooled.of(before, after)).value
    0.25
    """
    low, high = pooled.before[0], pooled.before[-1]
    width = high - low
    rows = len(pooled.after)
    below, above = pooled.after.searchsorted(low - width), pooled.after.searchsorted(high + width, "right")
    far = int(below + rows - above) if width else 0  # nothing is far from a single value
    rate = rate_change((0, far), (len(pooled.before), rows)) if far else None
    return Effect(FAR_OUTSIDE, far / rows, rate=rate)


def rows_outside(pooled: Pooled) -> int:
    """Return how many drift rows are below the baseline's minimum or above its maximum.

    Examples
    --------
    >>> rows_outside(Pooled.of(np.array([1.0, 8.0]), np.array([0.0, 1.0, 9.0])))
    2
    """
    low, high = pooled.before[0], pooled.before[-1]
    return int(pooled.after.searchsorted(low) + len(pooled.after) - pooled.after.searchsorted(high, "right"))


def _gaps(pooled: Pooled) -> Numbers:
    """Return the absolute difference of the distribution functions between each value and the next.

    Times the steps between the values, they add up to the Wasserstein distance.

    Source: Ramdas et al., "On Wasserstein two-sample testing", Entropy 19 (2017), for the distance in one
    dimension.
    """
    gaps = np.cumsum(pooled.counts) / len(pooled.after)
    gaps -= np.cumsum(pooled.totals - pooled.counts) / len(pooled.before)
    return np.asarray(np.abs(gaps[:-1]))


def _excess_distance(pooled: Pooled, gaps: Numbers, spread: float) -> float:
    """Return the Wasserstein distance beyond chance of the values near the medians, in spreads.

    Two samples of one population have a distance w0 too. A shift of all numbers and chance add as squares do,
    so this is sqrt(w^2 - w0^2). w0 is the integral of
    E |difference at x| = sqrt(2 / pi F (1 - F) (1/n + 1/m)), with F the pooled distribution function.
    """
    steps = np.minimum(np.diff(nearby(pooled, spread)), LARGEST * spread) / spread
    below = np.cumsum(pooled.totals)[:-1] / pooled.totals.sum()
    scale = math.sqrt(2.0 / math.pi * (1.0 / len(pooled.before) + 1.0 / len(pooled.after)))
    chance = scale * float(np.sqrt(below * (1.0 - below)) @ steps)
    return min(LARGEST, math.sqrt(max(float(gaps @ steps) ** 2 - chance**2, 0.0)))


def _other_values(pooled: Pooled) -> Effect:
    """Return the total variation between rows with the baseline's usual value and other rows."""
    usual = median(pooled.before)
    counts = [
        [len(numbers) - others, others]
        for numbers in (pooled.before, pooled.after)
        for others in [int(np.count_nonzero(numbers != usual))]
    ]
    cells = 1 + any(others for _, others in counts)
    return distances(np.array(counts[0][:cells]), np.array(counts[1][:cells]))[0]


def _ratio(value: float, spread: float) -> float:
    bound = LARGEST * spread
    return value / spread if abs(value) < bound else math.copysign(LARGEST, value)


def _decile_distances(pooled: Pooled) -> tuple[Effect, ...]:
    """Return the distances of the counts between the baseline's deciles."""
    deciles = quantiles(pooled.before, DECILES)
    cuts = deciles[np.concatenate([[True], deciles[1:] != deciles[:-1]])]
    before, after = cell_counts(pooled.before, cuts), cell_counts(pooled.after, cuts)
    occupied = before + after > 0
    _, variation, *others = distances(before[occupied], after[occupied])
    return (Effect(DECILE_VARIATION, variation.value), *others)
