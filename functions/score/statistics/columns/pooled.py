"""Two samples of numbers sorted together, without overflow however large the numbers are."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Pooled:
    """The numbers of both files, in units in which none exceeds 2.

    Attributes
    ----------
    unit : the power of two that the numbers were divided by, which changes none of their digits.
    before, after : sorted, shapes (n,) and (m,), n and m >= 1, in that unit.
    values : the distinct ones of both, rising, shape (values,).
    totals, counts : rows of both files, and of the drift file, that hold each of `values`.
    """

    unit: float
    before: Numbers
    after: Numbers
    values: Numbers
    totals: Counts
    counts: Counts

    @classmethod
    def of(cls, before: Numbers, after: Numbers) -> "Pooled":
        """Return the pooled numbers; all of them finite."""
        numbers = np.concatenate([before, after])
        unit = _unit(max(abs(float(numbers.max())), abs(float(numbers.min()))))
        order = numbers.argsort(kind="stable")
        numbers = numbers[order] / unit
        from_drift = order >= len(before)
        starts = np.flatnonzero(numbers[1:] != numbers[:-1])
        starts = np.concatenate([[0], starts + 1])
        totals = np.diff(np.concatenate([starts, [len(numbers)]]))
        counts = np.add.reduceat(from_drift, starts, dtype=np.int64)
        return cls(unit, numbers[~from_drift], numbers[from_drift], numbers[starts], totals, counts)

    @property
    def constant(self) -> bool:
        """Tell whether all numbers of both files are the same."""
        return len(self.values) == 1


@dataclass(frozen=True, slots=True, eq=False)
class Groups:
    """Pooled values as groups of equal ones, from the smallest to the largest: all that ranks depend on.

    Attributes
    ----------
    totals, counts : rows of each group in both files, and in the drift file among them.
    ends : rows up to and with each group.
    ranks : the mean rank of each group's rows, from 1.
    rows, taken : rows of both files, and of the drift file; taken >= 1 and rows > taken.
    """

    totals: Counts
    counts: Counts
    ends: Counts
    ranks: Numbers
    rows: int
    taken: int

    @classmethod
    def of(cls, totals: Counts, counts: Counts) -> "Groups":
        """Return the groups of these numbers of rows."""
        ends = np.cumsum(totals)
        return cls(totals, counts, ends, ends - (totals - 1) / 2, int(ends[-1]), int(counts.sum()))


def quantiles(numbers: Numbers, levels: Numbers) -> Numbers:
    """Return quantiles of sorted numbers at levels in [0, 1], interpolated linearly as numpy does."""
    place = levels * (len(numbers) - 1)
    below = place.astype(np.int64)
    above = np.minimum(below + 1, len(numbers) - 1)
    low, share = numbers[below], place - below
    return low + (numbers[above] - low) * share


def cell_counts(numbers: Numbers, cuts: Numbers) -> Counts:
    """Return how many sorted numbers lie below, between and above rising cuts; on a cut is above it."""
    ends = np.concatenate([[0], numbers.searchsorted(cuts), [len(numbers)]])
    counts: Counts = ends[1:] - ends[:-1]
    return counts


def _unit(largest: float) -> float:
    return math.ldexp(1.0, max(math.frexp(largest)[1] - 1, -1022)) if largest else 1.0
