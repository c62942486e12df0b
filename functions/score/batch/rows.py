"""The rows of one file in memory."""

import hashlib
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from functions.score.batch.vectors import Vectors

T = TypeVar("T")

# Cells whose reading `Batch.once` keeps, and the memory of one: a string, and numbers in its place.
MOST_KEPT, BYTES_PER_CELL = 500_000, 100


class SampledRows(NamedTuple):
    """Which rows of a file were sampled: their numbers, counted from 0, and how many rows the file has."""

    numbers: "Sequence[int]"
    total: int


@dataclass(frozen=True, eq=False)
class Batch:
    """The rows of one file.

    Parameters
    ----------
    frame : at least two rows of text, numbers, booleans and datetime64; missing cells as in pandas. A column
        of vectors has their fingerprints: equal numbers for equal vectors.
    key : object key of the file.
    ignored : the columns that were not read, each with what it holds ("lists of text").
    sample : which rows of a large file these are; None if they are all rows of the file.
    vectors : the columns of vectors, such as embeddings.
    optional : beginnings of names. A column that the file lacks has only missing cells if its name begins so:
        "" in a file of JSON objects, whose rows leave out what they do not have.
    notes : what a reader of the verdict should know about how the file was read, as sentences.
    missing_words : the word of all missing cells of a column of numbers, dates or booleans in the file.
    files : rows of each file, in the order of the rows, if this is a folder whose files are batches.
    """

    frame: "pd.DataFrame"
    key: str
    ignored: "Mapping[str, str]" = field(default_factory=dict)
    sample: "SampledRows | None" = None
    vectors: "Mapping[str, Vectors]" = field(default_factory=dict)
    optional: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    missing_words: "Mapping[str, str]" = field(default_factory=dict)
    files: tuple[int, ...] = ()
    _once: "dict[tuple[str, Callable[..., Any]], Any]" = field(default_factory=dict, init=False, repr=False)

    @property
    def rows(self) -> int:
        """Number of data rows in memory; only these are compared."""
        return len(self.frame)

    @property
    def total_rows(self) -> int:
        """Number of data rows in the file."""
        return self.sample.total if self.sample else len(self.frame)

    def part(self, places: "NDArray[np.intp]") -> "Batch":
        """Return the batch of the rows at these places in the frame, in this order."""
        frame = self.frame.iloc[places].reset_index(drop=True)
        vectors = {name: column.part(places) for name, column in self.vectors.items()}
        return replace(self, frame=frame, sample=None, vectors=vectors, files=())

    def row_numbers(self, places: "Sequence[int]") -> list[int]:
        """Return the row numbers in the file, counted from 0, of rows at these places in the frame."""
        return [self.sample.numbers[place] for place in places] if self.sample else list(places)

    @cached_property
    def columns(self) -> list[str]:
        """Names of the columns, in the file's order."""
        return list(self.frame.columns)

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns of the file."""
        return (self.total_rows, len(self.frame.columns))

    @property
    def size_bytes(self) -> int:
        """Memory that the rows take."""
        vectors = sum(column.size_bytes for column in self.vectors.values())
        kept = BYTES_PER_CELL * self.rows * len(self._once)
        return self._frame_bytes + vectors + kept

    @cached_property
    def _frame_bytes(self) -> int:
        return int(self.frame.memory_usage(deep=True).sum())

    def once(self, column: str, read: "Callable[[pd.Series], T]") -> T:
        """Return how a function reads a column.

        For a baseline, whose columns are read the same way for every drift file: what is read is kept, up to
        MOST_KEPT cells. Callers must not change it.
        """
        if (column, read) in self._once:
            kept: T = self._once[column, read]
            return kept
        cells = read(self.frame[column])
        if self.rows * (len(self._once) + 1) <= MOST_KEPT:
            self._once[column, read] = cells
        return cells

    @cached_property
    def row_hashes(self) -> "NDArray[np.uint64]":
        """A hash of each row, shape (rows,); equal rows have equal hashes."""
        import pandas as pd

        hashes: NDArray[np.uint64] = pd.util.hash_pandas_object(self.frame, index=False).to_numpy()
        return hashes

    def digest(self) -> bytes:
        """Return the SHA-256 of all names and cells, which seeds the statistics."""
        return self._digest

    @cached_property
    def _digest(self) -> bytes:
        digest = hashlib.sha256("\0".join(self.columns).encode(errors="surrogatepass"))
        digest.update(self.row_hashes.tobytes())
        return digest.digest()
