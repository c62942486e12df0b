"""Two samples of numbers sorted together, without overflow for any finite number."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """The numbers of both files, in a unit in which none exceeds 2.

    Attributes
    ----------
    unit : float
        The power of two that all numbers were divided by, which keeps their digits.
    before, after : float64 array, shapes (n,) and (m,), n, m >= 1
        Sorted numbers of the baseline and of the drift file, in that unit.
    values : float64 array, shape (values,)
        Distinct numbers of both files, rising.
    totals, counts : int64 array, shape (values,)
        Rows with each value in both files together, and in the drift file.
    """

    unit: float
    before: Numbers
    after: Numbers
    values: Numbers
    totals: Counts
    counts: Counts

    @classmethod
    def of(cls, before: Numbers, after: Numbers) -> "Pooled":
        """Pool the numbers of two files.

        Parameters
        ----------
        before, after : float64 array, shapes (n,) and (m,), n, m >= 1
            Finite numbers.

        Examples
        --------
        >>> pooled = Pooled.of(np.array([5.0, 1.0]), np.array([5.0, 7.0]))
        >>> (pooled.values * pooled.unit).tolist(), pooled.totals.tolist(), pooled.counts.tolist()
        ([1.0, 5.0, 7.0], [1, 2, 1], [0, 1, 1])
        """
        numbers = np.concatenate([before, after]) + 0.0  # which makes 0 of -0
        unit = _unit(max(abs(float(numbers.max())), abs(float(numbers.min()))))
        order = numbers.argsort(kind="stable")
        numbers = numbers[order] / unit + 0.0  # the smallest may become -0 here
        from_drift = order >= len(before)
        starts = np.flatnonzero(numbers[1:] != numbers[:-1])
        starts = np.concatenate([[0], starts + 1])
        totals = np.diff(np.concatenate([starts, [len(numbers)]]))
        counts = np.add.reduceat(from_drift, starts, dtype=np.int64)
        return cls(unit, numbers[~from_drift], numbers[from_drift], numbers[starts], totals, counts)

    @property
    def constant(self) -> bool:
        """Whether all numbers of both files are equal."""
        return len(self.values) == 1


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Groups of equal pooled values, from the smallest to the largest: all that ranks depend on.

    Attributes
    ----------
    totals, counts : int64 array, shape (groups,)
        Rows of each group in both files together, and in the drift file.
    ends : int64 array, shape (groups,)
        Rows up to and including each group.
    ranks : float64 array, shape (groups,)
        Mean rank of each group's rows, from 1.
    rows, taken : int
        Rows of both files together, and of the drift file; 1 <= taken < rows.
    """

    totals: Counts
    counts: Counts
    ends: Counts
    ranks: Numbers
    rows: int
    taken: int

    @classmethod
    def of(cls, totals: Counts, counts: Counts) -> "Groups":
        """Return the groups with these numbers of rows.

        Examples
        --------
        >>> Groups.of(np.array([1, 2, 1]), np.array([0, 1, 1])).ranks.tolist()
        [1.0, 2.5, 4.0]
        """
        ends = np.cumsum(totals)
        return cls(totals, counts, ends, ends - (totals - 1) / 2, int(ends[-1]), int(counts.sum()))


def quantiles(numbers: Numbers, levels: Numbers) -> Numbers:
    """Return quantiles with linear interpolation, as `numpy.quantile` does.

    Parameters
    ----------
    numbers : float64 array, shape (n,), n >= 1
        Sorted.
    levels : float64 array, shape (levels,)
        In [0, 1].

    Returns
    -------
    float64 array, shape (levels,)

    Examples
    --------
    >>> quantiles(np.array([1.0, 2.0, 4.0]), np.array([0.25, 0.5, 1.0])).tolist()
    [1.5, 2.0, 4.0]
    """
    place = levels * (len(numbers) - 1)
    below = place.astype(np.int64)
    above = np.minimum(below + 1, len(numbers) - 1)
    low, share = numbers[below], place - below
    return low + (numbers[above] - low) * share


def cell_counts(numbers: Numbers, cuts: Numbers) -> Counts:
    """Return how many numbers are below, between and above cuts.

    Parameters
    ----------
    numbers : float64 array, shape (n,)
        Sorted.
    cuts : float64 array, shape (cuts,)
        Rising. A number equal to a cut is above it.

    Returns
    -------
    int64 array, shape (cuts + 1,)

    Examples
    --------
    >>> cell_counts(np.array([1.0, 2.0, 2.0, 5.0]), np.array([2.0, 4.0])).tolist()
    [1, 2, 1]
    """
    ends = np.concatenate([[0], numbers.searchsorted(cuts), [len(numbers)]])
    counts: Counts = ends[1:] - ends[:-1]
    return counts


def _unit(largest: float) -> float:
    return math.ldexp(1.0, max(math.frexp(largest)[1] - 1, -1022)) if largest else 1.0
