"""Reads Parquet with pyarrow in chunks, so that a small file cannot unpack without limit.

Row numbers in errors are record numbers, counted from 1, because a Parquet file has no lines.
"""

import io
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from common.errors import BatchError
from common.file_formats import PARQUET
from functions.score.batch import frames, nested
from functions.score.batch.cell_types import is_supported, placeholder, value_type
from functions.score.batch.large.reservoir import seed_of
from functions.score.batch.large.whole_file import COPY_BYTES, seekable
from functions.score.batch.limits import Limits
from functions.score.batch.nested import Leaf
from functions.score.batch.parquet.costs import Costs

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

    from functions.score.batch.large.chunks import SampledTable

MAGIC = PARQUET  # a Parquet file begins and ends with it
MOST_PARTS = 100_000  # of a list in the footer, such as that of columns, which pyarrow keeps at once
UNREADABLE = "the Parquet file is damaged, or uses a feature that pyarrow cannot read: write it again"


def read_table(content: bytes, limits: Limits) -> "pa.Table | None":
    """Return the table of a Parquet file, with placeholders for columns that are not read.

    Returns None if it has more than `whole_bytes` unpacked, which the size of the file does not tell;
    `read_sample` reads such a file.

    Raises BatchError: broken_parquet, file_too_large (unpacked, or at once), duplicate_column,
    too_many_columns, cell_too_long with the record's number.
    """
    import pyarrow as pa

    _check_magic(content, content[-len(MAGIC) :], len(content))
    try:
        return _read(content, limits)
    except MemoryError:  # one of them is an ArrowException, too; the file may be fine
        raise
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BatchError("broken_parquet", UNREADABLE) from error


def read_sample(start: bytes, source: BinaryIO, limits: Limits) -> "SampledTable":
    """Return a random sample of the rows of a file that begins with `start` and continues in `source`.

    The footer of a Parquet file has the positions of its parts, so a file that does not fit in memory is
    copied to disk first. All of it is read and checked. Raises BatchError like `read_table`, and
    file_too_large if the disk has no room for the file.
    """
    import pyarrow as pa

    with seekable(start, source, limits) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(-len(MAGIC), os.SEEK_END)
        _check_magic(start, file.read(), size)
        seed = seed_of(start[: limits.chunk_bytes])
        try:
            return _read_sample(file, seed, limits)
        except MemoryError:
            raise
        except (pa.ArrowException, OSError, ValueError) as error:
            raise BatchError("broken_parquet", UNREADABLE) from error


def _read_sample(file: BinaryIO, seed: int, limits: Limits) -> "SampledTable":
    import pyarrow as pa

    from functions.score.batch.large.chunks import SampledTable
    from functions.score.batch.parquet.row_sample import RowSample

    with _opened(pa.PythonFile(file, mode="r")) as opened:
        columns, read = _columns(opened, limits, file.seek(0, os.SEEK_END))
        rows = opened.metadata.num_rows
        row_bytes = max(1, sum(map(_unpacked_bytes, _row_groups(opened))) // max(rows, 1))
        sample = RowSample(seed, rows, row_bytes, limits, len(columns))
        for chunk in _chunks(file, opened, read, limits):
            sample.offer(chunk)
    return SampledTable(_table(columns, read, sample.kept), sample.numbers.tolist(), rows)


def _opened(source: "pa.NativeFile") -> "parquet.ParquetFile":
    """Open a file in such a way that the columns of row groups of any size are read page by page."""
    from pyarrow import parquet

    return parquet.ParquetFile(
        source,
        page_checksum_verification=True,
        buffer_size=COPY_BYTES,
        pre_buffer=False,
        thrift_container_size_limit=MOST_PARTS,
    )


def _row_groups(opened: "parquet.ParquetFile") -> "Iterator[parquet.RowGroupMetaData]":
    return (opened.metadata.row_group(number) for number in range(opened.metadata.num_row_groups))


def _unpacked_bytes(group: "parquet.RowGroupMetaData") -> int:
    return int(group.total_byte_size)


def _check_magic(start: bytes, end: bytes, size: int) -> None:
    if not start.startswith(MAGIC):
        message = "the file is not Parquet (it does not begin with PAR1): rename it to match its format"
        raise BatchError("broken_parquet", message)
    if size <= 2 * len(MAGIC) or not end.endswith(MAGIC):
        message = f"the Parquet file is truncated at {size} bytes: upload it again"
        raise BatchError("broken_parquet", message)


def _read(content: bytes, limits: Limits) -> "pa.Table | None":
    import pyarrow as pa

    with _opened(pa.BufferReader(content)) as opened:
        columns, read = _columns(opened, limits, len(content))
        if opened.metadata.num_rows > limits.rows_whole(len(columns)):
            return None
        chunks, size = [], 0
        for chunk in _chunks(io.BytesIO(content), opened, read, limits):
            chunks.append(chunk)
            size += chunk.nbytes
            if size > limits.whole_bytes:
                return None
        return _table(columns, read, chunks)


def _columns(file: "parquet.ParquetFile", limits: Limits, size: int) -> tuple[list[Leaf], list[Leaf]]:
    """Return all columns of a file of `size` bytes, keys of objects among them, and those that are read."""
    schema = file.schema_arrow.remove_metadata()
    frames.check_columns(schema.names, limits)
    columns = nested.leaves(schema)
    names = [leaf.name for leaf in columns]
    frames.check_columns(names, limits)
    limits.check_cells(file.metadata.num_rows, len(names), size)
    return columns, [leaf for leaf in columns if is_supported(leaf.name, leaf.type)]


def _table(columns: list[Leaf], read: list[Leaf], chunks: "list[pa.RecordBatch]") -> "pa.Table":
    import pyarrow as pa

    unpacked = pa.schema([(leaf.name, value_type(leaf.type)) for leaf in read])
    table = pa.Table.from_batches(chunks, unpacked)
    cells = dict(zip(unpacked.names, table.columns, strict=True))
    rows = len(table)  # none, whatever the file says, if no column is read
    every = {
        leaf.name: cells[leaf.name] if leaf.name in cells else placeholder(rows, leaf.type)
        for leaf in columns
    }
    return pa.table(every)


def _chunks(
    file: BinaryIO, opened: "parquet.ParquetFile", read: list[Leaf], limits: Limits
) -> Iterator["pa.RecordBatch"]:
    """Yield these columns in chunks of rows, checked, with dictionaries replaced by their values."""
    import pyarrow as pa

    names, paths = [leaf.name for leaf in read], [".".join(leaf.path) for leaf in read]
    stored, said = file.seek(0, os.SEEK_END), opened.metadata.num_rows
    rows = Costs(file, opened, paths, limits).rows_at_once(stored)
    seen, size = 0, 0
    for packed in opened.iter_batches(batch_size=rows, columns=paths) if read else ():
        packed.validate(full=True)  # reading alone does not check the bytes of strings
        flat = pa.RecordBatch.from_arrays([nested.cells(packed, leaf.path) for leaf in read], names)
        frames.check_cell_lengths(flat, limits, (seen + 1).__add__)
        chunk = pa.RecordBatch.from_arrays([cell.cast(value_type(cell.type)) for cell in flat.columns], names)
        seen += len(packed)
        size += chunk.nbytes
        if size > limits.max_bytes:
            message = f"the file is larger than {limits.max_bytes} bytes after unpacking: split it"
            raise BatchError("file_too_large", message)
        yield chunk
    if read and seen != said:
        raise ValueError(f"{seen} rows, not {said}")
