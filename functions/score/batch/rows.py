"""The rows of one file, in memory."""

import hashlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd


class SampledRows(NamedTuple):
    """Rows of a file that were drawn at random: the number of each, from 0, and how many the file has."""

    numbers: "Sequence[int]"
    total: int


@dataclass(frozen=True, eq=False)
class Batch:
    """The rows of one file.

    Parameters
    ----------
    frame : at least two rows; text, numbers, booleans and datetime64, missing cells as pandas has them.
    key : object key of the file.
    ignored : names of the columns that were not read: nested or binary ones.
    sample : of a file too large to be held, which of its rows these are; None: all of them.
    """

    frame: "pd.DataFrame"
    key: str
    ignored: tuple[str, ...] = ()
    sample: "SampledRows | None" = None

    @property
    def rows(self) -> int:
        """Number of data rows that are held, and compared."""
        return len(self.frame)

    @property
    def total_rows(self) -> int:
        """Number of data rows in the file."""
        return self.sample.total if self.sample else len(self.frame)

    def row_numbers(self, places: "Sequence[int]") -> list[int]:
        """Return the numbers that held rows have in the file, counted from 0."""
        return [self.sample.numbers[place] for place in places] if self.sample else list(places)

    def unread(self, column: str) -> str:
        """Return why a column that the file has is missing here, in brackets after a space; else nothing."""
        return " (it holds lists, structures or binary data)" if column in self.ignored else ""

    @property
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
        return int(self.frame.memory_usage(deep=True).sum())

    def digest(self) -> bytes:
        """Return 32 bytes that every change of a name or a cell changes: what seeds the statistics."""
        return self._digest

    @cached_property
    def _digest(self) -> bytes:
        import pandas as pd

        said = hashlib.sha256("\0".join(self.columns).encode(errors="surrogatepass"))
        said.update(pd.util.hash_pandas_object(self.frame, index=False).to_numpy().tobytes())
        return said.digest()
