"""One histogram for two samples, in which neither falls into a single bar."""

import numpy as np

from functions.score.statistics.columns.pooled import Numbers, Pooled, cell_counts, quantiles

MOST_BARS = 20
LARGEST_WHOLE = 2.0**50  # above, floats cannot represent the halves between whole numbers
# Bars have equal width over this part of both files; the outer bars reach to the extremes.
CENTRE = np.array([0.01, 0.99])


def edges(pooled: Pooled) -> Numbers:
    """Return the edges of the bars.

    Parameters
    ----------
    pooled : Pooled
        The numbers of both files.

    Returns
    -------
    float64 array, shape (bars + 1,)
        Rising, in the pooled unit, from the smallest to the largest number; at most 20 bars. Whole numbers in
        a short range get one bar each, which extends half a unit to either side. A single distinct number
        gets one bar of width 0.

    Examples
    --------
    >>> pooled = Pooled.of(np.array([1.0, 2.0, 2.0]), np.array([3.0]))
    >>> (edges(pooled) * pooled.unit).tolist()
    [0.5, 1.5, 2.5, 3.5]
    """
    low, high = float(pooled.values[0]), float(pooled.values[-1])
    if low == high:
        return np.array([low, high])
    if (high - low) * pooled.unit < MOST_BARS and max(abs(low), abs(high)) * pooled.unit < LARGEST_WHOLE:
        numbers = pooled.values * pooled.unit
        if np.array_equal(numbers, np.rint(numbers)):
            return np.arange(round(numbers[0]), round(numbers[-1]) + 2) / pooled.unit - 0.5 / pooled.unit
    before, after = quantiles(pooled.before, CENTRE), quantiles(pooled.after, CENTRE)
    first, last = float(min(before[0], after[0])), float(max(before[1], after[1]))
    if first == last:
        first, last = low, high
    cuts = np.linspace(first, last, MOST_BARS + 1)
    cuts[0], cuts[-1] = low, high
    rising: Numbers = cuts[np.concatenate([[True], cuts[1:] > cuts[:-1]])]
    return rising


def shares(numbers: Numbers, cuts: Numbers) -> list[float]:
    """Return the share of sorted numbers in each bar; a number on an edge belongs to the bar above.

    Examples
    --------
    >>> shares(np.array([1.0, 1.0, 2.0, 3.0]), np.array([0.5, 1.5, 2.5, 3.5]))
    [0.5, 0.25, 0.25]
    """
    result: list[float] = (cell_counts(numbers, cuts[1:-1]) / len(numbers)).tolist()
    return result
