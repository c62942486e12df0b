"""Newcombe's confidence interval of the difference of two shares."""

import math


def difference_interval(hits: tuple[int, int], rows: tuple[int, int], quantile: float) -> tuple[float, float]:
    """Return the confidence limits of the change of a share from the baseline to the drift file.

    Parameters
    ----------
    hits : tuple of int
        Rows of the baseline and of the drift file that have a property, 0 <= hits <= rows.
    rows : tuple of int
        All rows of each file, >= 1.
    quantile : float
        Standard normal quantile of the confidence on either side, > 0: 1.959964 for a 95% interval.

    Returns
    -------
    low, high : float
        Limits of `hits[1] / rows[1] - hits[0] / rows[0]`, in [-1, 1].

    References
    ----------
    Newcombe, "Interval estimation for the difference between independent proportions", Statistics in
    Medicine 17 (1998), method 10.

    Examples
    --------
    >>> low, high = difference_interval((48, 56), (80, 70), 1.959964)
    >>> round(low, 4), round(high, 4)
    (0.0524, 0.3339)
    """
    before, after = hits[0] / rows[0], hits[1] / rows[1]
    before_low, before_high = _wilson(before, rows[0], quantile)
    after_low, after_high = _wilson(after, rows[1], quantile)
    low = after - before - math.hypot(after - after_low, before_high - before)
    high = after - before + math.hypot(after_high - after, before - before_low)
    return max(low, -1.0), min(high, 1.0)


def _wilson(share: float, rows: int, quantile: float) -> tuple[float, float]:
    """Return Wilson's limits of one share."""
    square = quantile * quantile / rows
    middle = share + square / 2.0
    half = quantile * math.sqrt(share * (1.0 - share) / rows + square / (4.0 * rows))
    return (middle - half) / (1.0 + square), (middle + half) / (1.0 + square)
