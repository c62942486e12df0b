"""Numbers that were multiplied: another unit, a lost decimal point, cents instead of euros."""

import math

import numpy as np

from functions.score.statistics.columns.pooled import Numbers, Pooled, quantiles
from functions.score.statistics.columns.robust_spread import median, robust_deviation
from functions.score.statistics.ratios import Factor

# What one unit is in another: powers of ten; seconds to months; inches, feet, miles, pounds.
TENS = (10.0, 100.0, 1e3, 1e4, 1e5, 1e6, 1e9)
UNITS = (*TENS, 60.0, 3600.0, 86_400.0, 24.0, 7.0, 12.0, 2.54, 3.2808, 1.6093, 2.2046)
FACTORS = (*UNITS, *(1.0 / unit for unit in UNITS))
NEAR = 0.03  # relative: a ratio this close to a unit is that unit
SMALL, VERY_NEAR = 5.0, 0.01  # ratios below SMALL may also be growth: only those close to a unit are its
SMALLEST = 1.1  # smaller ratios look like a move
FEWEST_ROWS = 5  # multiplied rows
LARGEST_GAP = 0.35  # KS distance up to which a few divided values agree with the baseline
MORE_OFTEN = 3.0  # far values per row, drift file to baseline: a heavy tail has some, too
NEARLY_ALL = 0.9  # of the rows far from the baseline, which one factor has to explain
ORDINARY = np.array([0.005, 0.995])  # quantiles of the baseline; values a deviation outside are far
CRITICAL = 1.358  # of the Kolmogorov-Smirnov distance at level 0.05, times the root of n m / (n + m)


def factor_of(pooled: Pooled) -> Factor | None:
    """Return the factor that turns the baseline's values into those of the drift file, or of a part of it.

    All values were multiplied if the baseline times the ratio of the medians agrees with the drift file, and
    the baseline moved by their difference does not. A part was multiplied if one of FACTORS explains nearly
    all values far from the baseline's: divided by it, they agree with the baseline.

    Parameters
    ----------
    pooled : Pooled
        The numbers of both files; the change should be significant.

    Returns
    -------
    Factor or None

    Examples
    --------
    >>> lengths = np.linspace(1.0, 2.0, 200)
    >>> factor_of(Pooled.of(lengths, 100.0 * lengths[::4]))
    Factor(size=100.0, share=1.0, example=100.0)
    >>> factor_of(Pooled.of(lengths, np.append(lengths, 1000.0 * lengths[::20])))
    Factor(size=1000.0, share=0.047619047619047616, example=1000.0)
    """
    return _of_all(pooled) or _of_a_part(pooled)


def _of_all(pooled: Pooled) -> Factor | None:
    middles = median(pooled.before), median(pooled.after)
    if min(middles) <= 0.0 <= max(middles):
        return None
    ratio = middles[1] / middles[0]
    if not 0.0 < ratio < math.inf:  # of numbers as small as floats can be, and ordinary ones
        return None
    times = max(ratio, 1.0 / ratio)
    if not SMALLEST <= times < math.inf:
        return None
    unit = min(FACTORS, key=lambda factor: abs(math.log(ratio) - math.log(factor)))
    off = abs(ratio / unit - 1.0)
    chance = _chance(len(pooled.before), len(pooled.after))
    with np.errstate(over="ignore"):
        multiplied = pooled.before * ratio
    if _gap(multiplied, pooled.after) > chance:
        return None
    if _gap(pooled.before + (middles[1] - middles[0]), pooled.after) <= chance:
        return None
    size = unit if off <= (NEAR if times >= SMALL else VERY_NEAR) else ratio
    return Factor(size, 1.0, float(pooled.after[0]) * pooled.unit)


def _of_a_part(pooled: Pooled) -> Factor | None:
    low, high = quantiles(pooled.before, ORDINARY)
    margin = robust_deviation(pooled.before)
    low, high = low - margin, high + margin
    far = pooled.after[(pooled.after < low) | (pooled.after > high)]
    tail = np.count_nonzero((pooled.before < low) | (pooled.before > high)) / len(pooled.before)
    beyond = np.count_nonzero((far < pooled.before[0]) | (far > pooled.before[-1]))
    of_a_tail = len(far) / len(pooled.after) < MORE_OFTEN * tail or 2 * beyond < len(far)
    if len(far) < FEWEST_ROWS or (of_a_tail and low <= 0.0 <= high):
        return None
    explained: list[tuple[float, Factor]] = []
    for size in FACTORS:
        if max(size, 1.0 / size) < SMALL:
            continue
        multiplied = pooled.before * size
        hidden = np.count_nonzero((multiplied >= low) & (multiplied <= high))
        if hidden > (1.0 - NEARLY_ALL) * len(multiplied):
            continue  # the far values of a longer tail would agree with any factor
        divided = far / size
        inside = (divided >= low) & (divided <= high)
        rows = int(np.count_nonzero(inside))
        if rows < max(FEWEST_ROWS, NEARLY_ALL * len(far)):
            continue
        gap = _gap(pooled.before, divided[inside])
        if gap <= min(LARGEST_GAP, _chance(len(pooled.before), rows)):
            example = float(far[inside][0]) * pooled.unit
            explained.append((gap, Factor(size, rows / len(pooled.after), example)))
    return min(explained, key=lambda one: one[0], default=(0.0, None))[1]


def _gap(first: Numbers, second: Numbers) -> float:
    """Return the Kolmogorov-Smirnov distance of two sorted samples, from the right of each value."""
    values = np.concatenate([first, second])
    shares = [sample.searchsorted(values, "right") / len(sample) for sample in (first, second)]
    return float(np.abs(shares[0] - shares[1]).max())


def _chance(first: int, second: int) -> float:
    return CRITICAL * math.sqrt(1.0 / first + 1.0 / second)
