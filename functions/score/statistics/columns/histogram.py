"""One histogram for two samples, in which neither is lost in a single bar."""

import numpy as np

from functions.score.statistics.columns.pooled import Numbers, Pooled, cell_counts, quantiles

MOST_BARS = 20
LARGEST_WHOLE = 2.0**50  # beyond, a float cannot tell the halves between whole numbers
# The bars between are of one width over this part of both files; the outermost reach to the extremes.
CENTRE = np.array([0.01, 0.99])


def edges(pooled: Pooled) -> Numbers:
    """Return the edges of the bars, in the pooled unit, rising; from the least value to the largest.

    Whole numbers over a short range get a bar each, half a unit to either side. A single value has
    one bar of no width.
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
    """Return the share of sorted numbers in each bar; a number on an edge belongs to the bar above it."""
    found: list[float] = (cell_counts(numbers, cuts[1:-1]) / len(numbers)).tolist()
    return found
