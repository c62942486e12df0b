"""Reads formats that give Arrow record batches: all rows of a small file, a sample of those of a large one.

Row numbers in errors are record numbers, counted from 1, because these files have no lines.
"""

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from common.errors import BatchError
from functions.score.batch import frames
from functions.score.batch.cell_types import value_type
from functions.score.batch.large.reservoir import seed_of
from functions.score.batch.large.whole_file import seekable
from functions.score.batch.limits import Limits
from functions.score.batch.parquet.row_sample import RowSample
from functions.score.batch.read_table import ReadTable
from functions.score.batch.rows import SampledRows
from functions.score.batch.text.encoding import Asked

if TYPE_CHECKING:
    import pyarrow as pa

# Rows whose dictionaries are replaced by their values at once: the values of many rows may be one long text.
CHUNK_ROWS = 256


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened file.

    Attributes
    ----------
    schema : of every batch.
    rows : number of rows in the file.
    batches : reads them; called at most once.
    """

    schema: "pa.Schema"
    rows: int
    batches: "Callable[[], Iterator[pa.RecordBatch]]"


@dataclass(frozen=True, slots=True)
class BatchFormat:
    """A format whose reader opens a seekable file.

    Attributes
    ----------
    name : in messages.
    open : opens a file; it and the batches raise BatchError or the errors of pyarrow for a file at fault.
    """

    name: str
    open: Callable[[BinaryIO, Limits], Opened]

    def read_table(self, content: bytes, limits: Limits, asked: Asked) -> ReadTable | None:
        """Return the table of a file; None if it has more than `whole_bytes` unpacked.

        Raises BatchError: broken_file, file_too_large (unpacked, or at once), duplicate_column,
        too_many_columns, cell_too_long with the record's number.
        """
        import pyarrow as pa

        del asked
        with _errors(self.name):
            opened = self.open(io.BytesIO(content), limits)
            if opened.rows > limits.rows_whole(len(opened.schema)):
                return None
            kept, size = [], 0
            for batch in _checked(opened, limits, len(content)):
                kept.append(batch)
                size += _size(batch)
                if size > limits.whole_bytes:
                    return None
            return ReadTable(pa.Table.from_batches(kept, _plain(opened.schema)))

    def read_sample(self, start: bytes, source: BinaryIO, limits: Limits, asked: Asked) -> ReadTable:
        """Return a random sample of the rows; raises BatchError like `read_table`."""
        import pyarrow as pa

        del asked
        with seekable(start, source, limits) as file, _errors(self.name):
            size = file.seek(0, io.SEEK_END)
            file.seek(0)
            opened = self.open(file, limits)
            row_bytes = max(1, size // max(opened.rows, 1))
            columns = len(opened.schema)
            limits.check_cells(opened.rows, columns, size)
            sample = RowSample(seed_of(start[: limits.chunk_bytes]), opened.rows, row_bytes, limits, columns)
            for batch in _checked(opened, limits, size):
                sample.offer(batch)
            table = pa.Table.from_batches(sample.kept, _plain(opened.schema))
        return ReadTable(table, SampledRows(sample.numbers.tolist(), opened.rows))


@contextmanager
def _errors(name: str) -> Iterator[None]:
    """Turn what pyarrow raises about a file into BatchError("broken_file")."""
    import pyarrow as pa

    try:
        yield
    except MemoryError:  # one of them is an ArrowException, too; the file may be fine
        raise
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        message = (
            f"the {name} file is truncated or damaged, or uses a feature that cannot be read: write it again"
        )
        raise BatchError("broken_file", message) from error


def _checked(opened: Opened, limits: Limits, stored: int) -> "Iterator[pa.RecordBatch]":
    """Yield the rows in plain types, checked; `stored`: size of the file."""
    import pyarrow as pa

    frames.check_columns(opened.schema.names, limits)
    limits.check_cells(opened.rows, len(opened.schema), stored)
    plain = _plain(opened.schema)
    is_plain = plain.equals(opened.schema)
    seen = size = 0
    for batch in opened.batches():
        batch.validate(full=True)  # reading alone does not check the bytes of strings
        for packed in (batch,) if is_plain else _parts(batch, limits):
            frames.check_cell_lengths(packed, limits, (seen + 1).__add__)
            chunk = pa.RecordBatch.from_arrays([_decoded(column) for column in packed.columns], schema=plain)
            seen += len(chunk)
            size += _size(chunk)
            if size > limits.max_bytes:
                message = f"the file is larger than {limits.max_bytes} bytes after unpacking: split it"
                raise BatchError("file_too_large", message)
            yield chunk
    if seen != opened.rows:
        raise ValueError(f"{seen} rows, not {opened.rows}")


def _parts(batch: "pa.RecordBatch", limits: Limits) -> "Iterator[pa.RecordBatch]":
    """Yield a batch in parts that take no more than `chunk_bytes` each once their dictionaries are replaced.

    Raises TooMuchAtOnce if a row takes far more.
    """
    import numpy as np

    sizes = np.zeros(len(batch), np.int64)
    for column in batch.columns:
        sizes += frames.value_bytes(column)
    ends = np.cumsum(sizes)
    begin = 0
    while begin < len(batch):
        before = ends[begin] - sizes[begin]
        end = max(begin + 1, int(np.searchsorted(ends, before + limits.chunk_bytes, side="right")))
        end = min(end, begin + CHUNK_ROWS)
        limits.check_at_once(int(ends[end - 1] - before), f"row {begin + 1}")
        yield batch.slice(begin, end - begin)
        begin = end


def _decoded(column: "pa.Array") -> "pa.Array":
    return column.cast(value_type(column.type))


def _plain(schema: "pa.Schema") -> "pa.Schema":
    """Return a schema without dictionaries, views of strings, and metadata."""
    import pyarrow as pa

    return pa.schema([pa.field(field.name, value_type(field.type)) for field in schema])


def _size(batch: "pa.RecordBatch") -> int:
    """Return the bytes of a batch; each cell counts as one at least, because a column may store none."""
    return int(max(batch.nbytes, len(batch) * batch.num_columns))
