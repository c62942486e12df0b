"""Columns of vectors, such as embeddings: lists of numbers, nearly all of one length."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from functions.score.batch import nested

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

NEARLY_ALL = 0.95  # of the lists, which have the same length
FEWEST_NUMBERS = 8  # shorter lists are compared number by number
MOST_NUMBERS = 8192  # more than any embedding model returns; the statistics take the square of it in memory
# The multiplier of splitmix64, and the bits of a float64 that are a whole number.
MULTIPLIER, WHOLE_BITS = 0x9E3779B97F4A7C15, 52


@dataclass(frozen=True, eq=False)
class Vectors:
    """The cells of a column of vectors.

    Attributes
    ----------
    cells : float32, shape (rows, d); the rows of missing and unreadable cells are 0.
    missing : which cells are missing or empty lists, shape (rows,).
    unreadable : which cells have another length, a number that is not finite, or no direction because every
        number is 0; shape (rows,).
    """

    cells: "NDArray[np.float32]"
    missing: "NDArray[np.bool_]"
    unreadable: "NDArray[np.bool_]"

    @property
    def numbers(self) -> int:
        """How many numbers a vector has."""
        return int(self.cells.shape[1])

    @property
    def present(self) -> "NDArray[np.intp]":
        """Positions of the vectors that can be compared, ascending."""
        return (~(self.missing | self.unreadable)).nonzero()[0]

    @property
    def size_bytes(self) -> int:
        """Memory in bytes."""
        return self.cells.nbytes + self.missing.nbytes + self.unreadable.nbytes

    def part(self, places: "NDArray[np.intp]") -> "Vectors":
        """Return the cells at these places, in this order."""
        return Vectors(self.cells[places], self.missing[places], self.unreadable[places])

    def fingerprints(self) -> "NDArray[np.float64]":
        """Return a whole number for each cell, equal for equal vectors; NaN for a missing cell."""
        import numpy as np

        hashes = np.zeros(len(self.cells), np.uint64)
        for column in (self.cells + np.float32(0)).view(np.uint32).T:  # + 0 turns -0.0 into 0.0
            hashes = (hashes ^ column) * np.uint64(MULTIPLIER)
            hashes ^= hashes >> np.uint64(31)
        whole = (hashes >> np.uint64(64 - WHOLE_BITS)).astype(np.float64)
        return np.where(self.missing, np.nan, whole)


def usual_length(column: "pa.ChunkedArray") -> int | None:
    """Return the length of nearly all lists of a column, empty ones left out; None if there is none.

    It is 0 if no cell has a list with a number.
    """
    import pyarrow.compute as pc

    lengths = pc.list_value_length(column)
    lengths = lengths.filter(pc.fill_null(pc.greater(lengths, 0), fill_value=False))
    if not len(lengths):
        return 0
    most = pc.mode(lengths)[0]
    return int(most["mode"].as_py()) if most["count"].as_py() >= NEARLY_ALL * len(lengths) else None


def numbered(
    name: str, column: "pa.ChunkedArray", length: int, taken: Collection[str]
) -> "dict[str, pa.ChunkedArray]":
    """Return a column for each place of short lists, such as `position.0` and `position.1`.

    Lists of another length are missing cells. `taken`: names of columns that cannot be used.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    fits = pc.equal(pc.list_value_length(column), length)
    lists = pc.if_else(fits, column, pa.nulls(len(column), column.type))
    return {
        nested.free_name((name, str(place)), taken): pc.list_element(lists, place) for place in range(length)
    }


def vectors_of(column: "pa.ChunkedArray", length: int) -> Vectors:
    """Return the vectors of a column of lists of numbers, nearly all of this length."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy()
    fitting = lengths == length
    # The filter leaves the other lists out, of which `list_flatten` would return any number of values.
    values = pc.list_flatten(column.filter(pa.array(fitting)))
    if pa.types.is_decimal(values.type):
        values = values.cast(pa.float64())
    cells = np.zeros((len(lengths), length), np.float32)
    with np.errstate(over="ignore"):  # becomes infinite, and the cell unreadable
        cells[fitting] = values.to_numpy().astype(np.float32).reshape(-1, length)
    missing = lengths == 0
    readable = fitting & np.isfinite(cells).all(axis=1) & cells.any(axis=1)
    cells[~readable] = 0
    return Vectors(cells, missing, ~(missing | readable))
