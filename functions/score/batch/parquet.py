"""Parquet, read by pyarrow in portions, so that a small file cannot unpack without end.

A row of a Parquet file is the record's number, from 1: there are no lines.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from common.errors import BatchError
from functions.score.batch import frames
from functions.score.batch.limits import Limits

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet

MAGIC = b"PAR1"  # a Parquet file begins and ends with it
# Rows unpacked between two looks at the limit. Writers keep the values that rows may share to 1 MiB, so
# that a portion takes 256 MiB at worst.
PORTION_ROWS = 256


def read_table(content: bytes, limits: Limits) -> "pa.Table":
    """Return the table of a Parquet file; columns that are not read hold nothing but their names.

    Raises BatchError: broken_parquet, file_too_large (unpacked), duplicate_column, too_many_columns,
    cell_too_long with the record's number.
    """
    import pyarrow as pa

    _check_magic(content)
    try:
        return _read(content, limits)
    except (pa.ArrowException, OSError, ValueError) as error:
        message = "the Parquet file is damaged or of a kind that pyarrow cannot read: write it again"
        raise BatchError("broken_parquet", message) from error


def _check_magic(content: bytes) -> None:
    if not content.startswith(MAGIC):
        message = "the file is not Parquet: it does not begin with PAR1; name it after what it is"
        raise BatchError("broken_parquet", message)
    if len(content) <= 2 * len(MAGIC) or not content.endswith(MAGIC):
        message = f"the Parquet file stops in the middle, at {len(content)} bytes: upload it again"
        raise BatchError("broken_parquet", message)


def _read(content: bytes, limits: Limits) -> "pa.Table":
    import pyarrow as pa
    from pyarrow import parquet

    with parquet.ParquetFile(pa.BufferReader(content), page_checksum_verification=True) as file:
        schema = file.schema_arrow.remove_metadata()
        rows = file.metadata.num_rows
        frames.check_columns(schema.names, limits)
        frames.check_cells(rows, len(schema.names), limits)
        read = [field for field in schema if frames.is_read(field.name, field.type)]
        portions = list(_portions(file, [field.name for field in read], limits))
    unpacked = pa.schema([(field.name, frames.value_type(field.type)) for field in read])
    columns = dict.fromkeys(schema.names, frames.unread(rows))
    columns |= zip(unpacked.names, pa.Table.from_batches(portions, unpacked).columns, strict=True)
    return pa.table(columns)


def _portions(file: "parquet.ParquetFile", names: list[str], limits: Limits) -> Iterator["pa.RecordBatch"]:
    """Yield the rows in portions of these columns, checked, dictionaries replaced by their values."""
    import pyarrow as pa

    first, size = 1, 0
    for packed in file.iter_batches(batch_size=PORTION_ROWS, columns=names):
        packed.validate(full=True)  # pyarrow does not look at the bytes of strings while it reads
        frames.check_cell_lengths(packed, limits, first.__add__)
        columns = [column.cast(frames.value_type(column.type)) for column in packed.columns]
        portion = pa.RecordBatch.from_arrays(columns, names)
        first += len(portion)
        size += portion.nbytes
        if size > limits.max_bytes:
            message = f"the file is larger than {limits.max_bytes} bytes after unpacking: split it"
            raise BatchError("file_too_large", message)
        yield portion
