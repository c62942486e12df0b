"""Parquet, read by pyarrow in chunks, so that a small file cannot unpack without end.

A row of a Parquet file is the record's number, from 1: there are no lines.
"""

import errno
import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, BinaryIO

from common.errors import BatchError
from functions.score.batch import frames
from functions.score.batch.large.reservoir import seed_of
from functions.score.batch.limits import Limits
from functions.score.batch.parquet.pages import check_pages

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

    from functions.score.batch.large.chunks import Sampled

MAGIC = b"PAR1"  # a Parquet file begins and ends with it
# Rows unpacked between two looks at the limit. Writers keep the values that rows may share to 1 MiB, so
# that a chunk takes 256 MiB at worst.
CHUNK_ROWS = 256
COPIED_BYTES = 1024**2  # at a time, to the disk and from it


def read_table(content: bytes, limits: Limits) -> "pa.Table | None":
    """Return the table of a Parquet file; columns that are not read hold nothing but their names.

    None where it takes more than `whole_bytes` unpacked, which the file's own size does not tell: that one is
    for `read_sample`. Raises BatchError: broken_parquet, file_too_large (unpacked, or at once),
    duplicate_column, too_many_columns, cell_too_long with the record's number.
    """
    import pyarrow as pa

    _check_magic(content, content[-len(MAGIC) :], len(content))
    try:
        return _read(content, limits)
    except (pa.ArrowException, OSError, ValueError) as error:
        message = "the Parquet file is damaged or of a kind that pyarrow cannot read: write it again"
        raise BatchError("broken_parquet", message) from error


def read_sample(start: bytes, source: BinaryIO, limits: Limits) -> "Sampled":
    """Return a random sample of the rows of a file that begins with `start` and goes on in `source`.

    The end of a Parquet file says where its parts are, so one that is not held is kept on disk while it is
    read; all of it is read and checked. Raises BatchError like `read_table`; file_too_large where no disk has
    room for it.
    """
    import pyarrow as pa

    with _whole(start, source, limits) as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(-len(MAGIC), os.SEEK_END)
        _check_magic(start, file.read(), size)
        seed = seed_of(start[: limits.chunk_bytes])
        try:
            return _read_sample(file, seed, limits)
        except (pa.ArrowException, OSError, ValueError) as error:
            message = "the Parquet file is damaged or of a kind that pyarrow cannot read: write it again"
            raise BatchError("broken_parquet", message) from error


@contextmanager
def _whole(start: bytes, source: BinaryIO, limits: Limits) -> Iterator[BinaryIO]:
    """Open a file that begins with `start`: in memory where that is all of it, on disk otherwise."""
    if len(start) <= limits.whole_bytes:
        yield io.BytesIO(start)
        return
    with ExitStack() as opened:
        try:
            file = opened.enter_context(tempfile.TemporaryFile())
        except OSError as error:  # where no folder takes a file
            raise _no_room(len(start)) from error
        try:
            file.write(start)
            shutil.copyfileobj(source, file, COPIED_BYTES)
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            raise _no_room(file.tell()) from error
        yield file


def _no_room(size: int) -> BatchError:
    message = f"no room on this machine's disk for the file, which is larger than {size} bytes"
    return BatchError("file_too_large", message)


def _read_sample(file: BinaryIO, seed: int, limits: Limits) -> "Sampled":
    import pyarrow as pa

    from functions.score.batch.large.chunks import Sampled
    from functions.score.batch.parquet.row_sample import RowSample

    with _opened(pa.PythonFile(file, mode="r")) as opened:
        schema, read = _schema(opened, limits)
        rows = opened.metadata.num_rows
        row_bytes = max(1, sum(map(_unpacked_bytes, _row_groups(opened))) // max(rows, 1))
        sample = RowSample(seed, rows, row_bytes, limits)
        for chunk in _chunks(file, opened, [field.name for field in read], limits):
            sample.offer(chunk)
    return Sampled(_table(schema, read, sample.held, len(sample.numbers)), sample.numbers.tolist(), rows)


def _opened(source: "pa.NativeFile") -> "parquet.ParquetFile":
    """Open a file so that a column of a row group is read page by page, whatever the row group's size."""
    from pyarrow import parquet

    return parquet.ParquetFile(
        source, page_checksum_verification=True, buffer_size=COPIED_BYTES, pre_buffer=False
    )


def _row_groups(opened: "parquet.ParquetFile") -> "Iterator[parquet.RowGroupMetaData]":
    return (opened.metadata.row_group(place) for place in range(opened.metadata.num_row_groups))


def _unpacked_bytes(group: "parquet.RowGroupMetaData") -> int:
    return int(group.total_byte_size)


def _check_magic(start: bytes, end: bytes, size: int) -> None:
    if not start.startswith(MAGIC):
        message = "the file is not Parquet: it does not begin with PAR1; name it after what it is"
        raise BatchError("broken_parquet", message)
    if size <= 2 * len(MAGIC) or not end.endswith(MAGIC):
        message = f"the Parquet file stops in the middle, at {size} bytes: upload it again"
        raise BatchError("broken_parquet", message)


def _read(content: bytes, limits: Limits) -> "pa.Table | None":
    import pyarrow as pa

    with _opened(pa.BufferReader(content)) as opened:
        schema, read = _schema(opened, limits)
        chunks, size = [], 0
        for chunk in _chunks(io.BytesIO(content), opened, [field.name for field in read], limits):
            chunks.append(chunk)
            size += chunk.nbytes
            if size > limits.whole_bytes:
                return None
        return _table(schema, read, chunks, opened.metadata.num_rows)


def _schema(file: "parquet.ParquetFile", limits: Limits) -> "tuple[pa.Schema, list[pa.Field]]":
    """Return a file's columns, and those of them that are read."""
    schema = file.schema_arrow.remove_metadata()
    frames.check_columns(schema.names, limits)
    frames.check_cells(file.metadata.num_rows, len(schema.names), limits)
    return schema, [field for field in schema if frames.is_read(field.name, field.type)]


def _table(
    schema: "pa.Schema", read: "list[pa.Field]", chunks: "list[pa.RecordBatch]", rows: int
) -> "pa.Table":
    import pyarrow as pa

    unpacked = pa.schema([(field.name, frames.value_type(field.type)) for field in read])
    columns = dict.fromkeys(schema.names, frames.unread(rows))
    columns |= zip(unpacked.names, pa.Table.from_batches(chunks, unpacked).columns, strict=True)
    return pa.table(columns)


def _chunks(
    file: BinaryIO, opened: "parquet.ParquetFile", names: list[str], limits: Limits
) -> Iterator["pa.RecordBatch"]:
    """Yield the rows in chunks of these columns, checked, dictionaries replaced by their values."""
    import pyarrow as pa

    check_pages(file, names)
    first, size = 1, 0
    for packed in opened.iter_batches(batch_size=CHUNK_ROWS, columns=names):
        packed.validate(full=True)  # pyarrow does not look at the bytes of strings while it reads
        frames.check_cell_lengths(packed, limits, first.__add__)
        columns = [column.cast(frames.value_type(column.type)) for column in packed.columns]
        chunk = pa.RecordBatch.from_arrays(columns, names)
        first += len(chunk)
        size += chunk.nbytes
        if size > limits.max_bytes:
            message = f"the file is larger than {limits.max_bytes} bytes after unpacking: split it"
            raise BatchError("file_too_large", message)
        yield chunk
