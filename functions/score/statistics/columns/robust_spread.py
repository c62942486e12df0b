"""The spread of a column's ordinary values: a few values far away neither set it nor hide in it."""

import numpy as np
from scipy import special

from functions.score.statistics.columns.pooled import Numbers, Pooled, quantiles

# Quantiles whose distance measures the spread. The first pair with a distance counts: half of all values may
# be equal, or four fifths, or 95%; beyond that a column has one usual value and exceptions.
TAILS = (0.25, 0.1, 0.025)
# Spreads from the medians within which values are compared at their place. With the default thresholds, 2% of
# the rows moved this far are exactly a shift of 0.1 deviations.
FARTHEST = 5.0


def robust_deviation(numbers: Numbers) -> float:
    """Return the standard deviation, or a smaller one that the quantiles show.

    For normal values, the distance of the quartiles is 1.349 standard deviations. If it says less than the
    standard deviation, a long tail or an outlier sets the latter.

    Parameters
    ----------
    numbers : float64 array, shape (n,), n >= 1
        Sorted.

    Returns
    -------
    float
        >= 0, in the unit of the numbers; 0 if at least 95% of them are equal.

    References
    ----------
    Huber & Ronchetti, "Robust Statistics" (2009), section 5.1, for the normalised interquartile range.

    Examples
    --------
    >>> ordinary = np.arange(101.0)
    >>> round(robust_deviation(ordinary), 2), round(robust_deviation(np.append(ordinary, 1e9)), 2)
    (29.15, 37.44)
    >>> robust_deviation(np.array([3.0, 3.0, 3.0]))
    0.0
    """
    for tail in TAILS:
        low, high = quantiles(numbers, np.array([tail, 1.0 - tail]))
        if high > low:
            normal = float(high - low) / (-2.0 * float(special.ndtri(tail)))
            return min(normal, float(numbers.std()) or normal)
    return 0.0


def nearby(pooled: Pooled, spread: float) -> Numbers:
    """Return the distinct values, those far from both medians moved to FARTHEST spreads from them.

    Parameters
    ----------
    pooled : Pooled
        The numbers of both files.
    spread : float
        Of the baseline, > 0, in the pooled unit.

    Returns
    -------
    float64 array, shape (values,)
        Rising, in the pooled unit.

    Examples
    --------
    >>> pooled = Pooled.of(np.array([-1.0, 0.0, 1.0]), np.array([0.0, 1.0, 1e6]))
    >>> (nearby(pooled, 1.0 / pooled.unit) * pooled.unit).tolist()
    [-1.0, 0.0, 1.0, 6.0]
    """
    medians = median(pooled.before), median(pooled.after)
    margin = FARTHEST * spread
    values: Numbers = np.clip(pooled.values, min(medians) - margin, max(medians) + margin)
    return values


def median(numbers: Numbers) -> float:
    """Return the median of sorted numbers, without overflow.

    Examples
    --------
    >>> median(np.array([1.0, 2.0, 4.0, 9.0]))
    3.0
    """
    low, high = numbers[(len(numbers) - 1) // 2], numbers[len(numbers) // 2]
    return float(low + (high - low) / 2)
