"""Hashes of whole rows, built one column at a time; equal rows have equal hashes."""

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Cells = NDArray[np.float64] | NDArray[np.int64]

# The multiplier and shift of splitmix64: one step spreads every bit of a cell over about half of all bits.
MULTIPLIER = np.uint64(0xBF58476D1CE4E5B9)
SHIFT = np.uint64(31)
OFTEN = 5  # times that a text occurs: a file is hardly ever sent so often
STEP = 2_654_435_761  # rows between the starts of two columns, modulo the rows: far apart for any number


class RowHashes:
    """The rows of both files, hashed over the added columns.

    Attributes
    ----------
    before, after : uint64 array, shapes (n,) and (m,)
    shuffled : tuple of uint64 array, shapes (n,) and (m,)
        The rows of both files with the values of each column in another random order: as many of them are
        equal as the columns' own values make likely.
    orders : tuple of int64 array, shapes (n,) and (m,)
        The rows of each file in a random order.
    """

    def __init__(self, rows: tuple[int, int], rng: np.random.Generator) -> None:
        self.before, self.after = (np.zeros(count, dtype=np.uint64) for count in rows)
        self.shuffled = np.zeros(rows[0], dtype=np.uint64), np.zeros(rows[1], dtype=np.uint64)
        self.columns = 0
        # One random order, from which each column starts elsewhere, costs less than one for each column.
        self.orders = rng.permutation(rows[0]), rng.permutation(rows[1])

    def add(self, before: Cells, after: Cells, *, repeats_by_chance: bool = True) -> None:
        """Add a column: its cells in both files, shapes (n,) and (m,), of the same type.

        `repeats_by_chance`: whether rows may have the same cell by chance. No two people write the same text;
        if it occurs often, however, it is a phrase like any other value.
        """
        _mix(self.before, before)
        _mix(self.after, after)
        for hashes, cells, order in zip(self.shuffled, (before, after), self.orders, strict=True):
            start = self.columns * STEP % max(1, len(order))
            _mix(hashes, np.roll((cells if repeats_by_chance else _told_apart(cells))[order], start))
        self.columns += 1


def _told_apart(cells: Cells) -> Cells:
    """Return cells of which those that occur seldom, and would be copies of one row, all differ."""
    _, places, counts = np.unique(cells, return_inverse=True, return_counts=True)
    numbers = -2 - np.arange(len(cells))  # neither a code, nor a fingerprint, nor -1, a missing cell
    apart = cells.copy()
    apart[counts[places] < OFTEN] = numbers[counts[places] < OFTEN]
    return apart


def _mix(hashes: Hashes, cells: Cells) -> None:
    if cells.dtype.kind == "f":
        # -0.0 becomes 0.0, and all NaN the same one.
        cells = np.where(np.isnan(cells), np.nan, cells + 0.0)
    hashes ^= cells.view(np.uint64)
    hashes *= MULTIPLIER
    hashes ^= hashes >> SHIFT
