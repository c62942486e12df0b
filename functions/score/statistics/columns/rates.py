"""Rates of rare events: how many times as often something happens as before."""

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.fisher_exact import fisher_exact
from functions.score.statistics.ratios import RateChange

Pair = tuple[int, int]
Counts = NDArray[np.int64]

PAIR = 2  # categories of which a change of one is that of the other
SURPRISING = 0.01  # probability by chance below which the rate of one of many categories has changed


def rate_change(hits: Pair, rows: Pair) -> RateChange:
    """Return the change of the share of rows with a property.

    Half a row is added to the rows with the property, and one to all rows, so that a rate that was never
    observed has a ratio too.

    Parameters
    ----------
    hits, rows : tuple of int
        Rows with the property, and all rows, >= 1, of the baseline and of the drift file.

    References
    ----------
    Walter, "The distribution of Levin's measure of attributable risk", Biometrika 62 (1975), for the half.

    Examples
    --------
    >>> change = rate_change((10, 30), (10_000, 3_000))
    >>> round(change.factor, 1), change.rows
    (9.7, 27.0)
    """
    before, after = ((count + 0.5) / (total + 1.0) for count, total in zip(hits, rows, strict=True))
    surplus = abs(hits[1] - hits[0] * rows[1] / rows[0])
    return RateChange(after / before, surplus, hits[0] / rows[0])


def changed_category(before: Counts, after: Counts) -> int | None:
    """Return the index of the one category whose rate changed beyond chance; None if there is none.

    Of two categories it is the rarer one: what was 0.1% and is 1% is ten times as often, though 99% is hardly
    less than 99.9%. Of more it is the one whose share changed most, if Fisher's exact test, corrected for
    their number, is surprised by that one alone.

    Parameters
    ----------
    before, after : int64 array, shape (categories,)
        Rows of each file in each category. Both files have rows, and no category is empty in both.

    Examples
    --------
    >>> changed_category(np.array([999, 1]), np.array([990, 10]))
    1
    >>> changed_category(np.array([500, 300, 200]), np.array([490, 305, 205])) is None
    True
    """
    if len(before) == PAIR:
        return int((before + after).argmin())
    rows = int(before.sum()), int(after.sum())
    place = most_changed_place(before + after, after)
    p_value = fisher_exact(int(before[place]), int(after[place]), *rows) * len(before)
    return place if p_value <= SURPRISING else None


def most_changed_place(totals: Counts, counts: Counts, rows: Pair | None = None) -> int:
    """Return the index of the group whose rows in the drift file are farthest from chance.

    Parameters
    ----------
    totals, counts : int64 array, shape (groups,)
        Rows of each group in both files together, and in the drift file.
    rows : tuple of int
        All rows of the baseline and of the drift file, if the groups are not all there are.

    Returns
    -------
    int
        The distance is measured in standard deviations under relabelling.

    Examples
    --------
    >>> most_changed_place(np.array([50, 50, 10]), np.array([25, 20, 9]))
    2
    """
    taken = int(counts.sum()) if rows is None else rows[1]
    together = int(totals.sum()) if rows is None else sum(rows)
    distance = np.abs(counts - totals * (taken / together))
    return int((distance / np.sqrt(totals * (1.0 - totals / (together + 1)))).argmax())
