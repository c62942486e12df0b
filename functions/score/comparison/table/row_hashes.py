"""Hashes of whole rows, built one column at a time; equal rows have equal hashes."""

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint64]
Cells = NDArray[np.float64] | NDArray[np.int64]

# The multiplier and shift of splitmix64: one step spreads every bit of a cell over about half of all bits.
MULTIPLIER = np.uint64(0xBF58476D1CE4E5B9)
SHIFT = np.uint64(31)


class RowHashes:
    """The rows of both files, hashed over the added columns."""

    def __init__(self, rows: tuple[int, int]) -> None:
        self.before: Hashes = np.zeros(rows[0], dtype=np.uint64)
        self.after: Hashes = np.zeros(rows[1], dtype=np.uint64)
        self.columns = 0

    def add(self, before: Cells, after: Cells) -> None:
        """Add a column: its cells in both files, shapes (n,) and (m,), of the same type."""
        self.columns += 1
        _mix(self.before, before)
        _mix(self.after, after)


def _mix(hashes: Hashes, cells: Cells) -> None:
    if cells.dtype.kind == "f":
        # -0.0 becomes 0.0, and all NaN the same one.
        cells = np.where(np.isnan(cells), np.nan, cells + 0.0)
    hashes ^= cells.view(np.uint64)
    hashes *= MULTIPLIER
    hashes ^= hashes >> SHIFT
