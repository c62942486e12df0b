"""Checks an Arrow table, which every reader returns, and converts it into the pandas frame of a batch."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from common.errors import BatchError
from functions.score.batch.limits import Limits
from functions.score.batch.wording import listed, quoted

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

# The name that pandas gives the index of a filtered frame in Parquet; it is not a column of the data.
PANDAS_INDEX = re.compile(r"__index_level_\d+__")
# Bytes up to which one thread copies a table faster than several, which take time to wake up.
SMALL_TABLE = 2**20


def check_columns(names: Sequence[str], limits: Limits, *, row: int | None = None) -> None:
    """Raise BatchError if there are too many columns or two share a name; `row` is the row of the names."""
    if len(names) > limits.max_columns:
        message = f"there are {len(names)} columns; at most {limits.max_columns} are allowed"
        raise BatchError("too_many_columns", message, row=row)
    name, count = Counter(names).most_common(1)[0] if names else ("", 0)
    if count > 1:
        message = f"{count} columns are named {quoted(name)}: give each its own name"
        raise BatchError("duplicate_column", message, row=row, column=name)


def check_cells(rows: int, columns: int, limits: Limits) -> None:
    """Raise BatchError if a file has more cells than the limit on its bytes.

    In delimited text each cell takes at least one byte, but Parquet and JSON Lines can store millions of
    missing cells in a few bytes.
    """
    if rows * columns > limits.max_bytes:
        message = f"{rows} rows of {columns} columns have more than {limits.max_bytes} cells: split the file"
        raise BatchError("file_too_large", message)


def check_cell_lengths(
    table: "pa.Table | pa.RecordBatch", limits: Limits, row_of: Callable[[int], int]
) -> None:
    """Raise BatchError for the first cell over the limit; `row_of` returns the row of a record's index."""
    import pyarrow.compute as pc

    for name, column in zip(table.schema.names, table.columns, strict=True):
        if not _is_text(column.type):
            continue
        lengths = _lengths(column)
        if (pc.max(lengths).as_py() or 0) <= limits.max_cell_characters:
            continue
        index = pc.index(pc.greater(lengths, limits.max_cell_characters), value=True).as_py()
        row = row_of(index)
        message = (
            f"row {row}, column {quoted(name)}: the cell has {lengths[index].as_py()} characters; "
            f"at most {limits.max_cell_characters} are allowed"
        )
        raise BatchError("cell_too_long", message, row=row, column=name)


def is_supported(name: str, of_type: "pa.DataType") -> bool:
    """Tell whether a column of this name and Arrow type is read.

    Lists, structs, maps, binary data and durations are not, because no test of this project applies to
    them. Neither is the index that pandas writes into Parquet.
    """
    import pyarrow as pa

    types = pa.types
    of_type = value_type(of_type)
    kinds = (types.is_integer, types.is_floating, types.is_decimal, types.is_boolean, types.is_null)
    times = (types.is_date, types.is_timestamp, types.is_time)
    return not PANDAS_INDEX.fullmatch(name) and (
        _is_text(of_type) or any(is_kind(of_type) for is_kind in kinds + times)
    )


def value_type(of_type: "pa.DataType") -> "pa.DataType":
    """Return the type of a column's cells, without their dictionary or view encoding."""
    import pyarrow as pa

    cell_type = of_type.value_type if pa.types.is_dictionary(of_type) else of_type
    return pa.string() if pa.types.is_string_view(cell_type) else cell_type


def placeholder(rows: int) -> "pa.Array":
    """Return a column of a type that is not read, in place of a column whose cells are dropped."""
    import pyarrow as pa

    return pa.nulls(rows, pa.list_(pa.null()))


def to_frame(table: "pa.Table") -> tuple["pd.DataFrame", tuple[str, ...]]:
    """Return the frame of the columns that are read, and the names of the others.

    The frame holds text (pandas' str), numbers, bool (object if a cell is missing) and datetime64 as the
    clocks of its time zone show it. Empty text is missing; decimals become float64, times of day become text.

    Raises BatchError("no_text_column") if no column can be read.
    """
    import pyarrow as pa

    names = [name for name in table.column_names if not PANDAS_INDEX.fullmatch(name)]
    columns = {
        name: _plain(table[name]) for name in names if is_supported(name, table.schema.field(name).type)
    }
    ignored = tuple(name for name in names if name not in columns)
    if not columns:
        message = "there are no columns"
        if ignored:
            message = f"every column holds lists, structures or binary data: {listed(ignored)}"
        raise BatchError("no_text_column", message)
    read = pa.table(columns)
    threads = read.nbytes > SMALL_TABLE
    return read.to_pandas(date_as_object=False, ignore_metadata=True, use_threads=threads), ignored


def _plain(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    import pyarrow as pa
    import pyarrow.compute as pc

    types = pa.types
    if types.is_decimal(column.type):
        return column.cast(pa.float64())
    if types.is_timestamp(column.type):
        return _local_clock(column)
    if types.is_time(column.type) or types.is_string_view(column.type):
        column = column.cast(pa.string())
    if _is_text(column.type):
        # An array of nulls: with a single null, pyarrow below 24 returns wrong cells for sliced strings.
        return pc.if_else(pc.equal(column, ""), pa.nulls(len(column), column.type), column)
    return column


def _local_clock(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """Return times as the clocks of their column's zone show them, in UTC if the zone is unknown here."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.type.tz not in (None, "UTC"):
        try:
            return pc.local_timestamp(column)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):  # no database of zones knows it
            pass
    return column.cast(pa.timestamp(column.type.unit))


def _lengths(column: "pa.Array | pa.ChunkedArray") -> "pa.Array | pa.ChunkedArray":
    """Return the length of each cell; a dictionary stays encoded, as its cells may not fit in memory."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(column, pa.DictionaryArray):
        return pc.take(pc.utf8_length(column.dictionary), column.indices)
    if pa.types.is_string_view(column.type):
        column = column.cast(pa.string())
    return pc.utf8_length(column)


def _is_text(of_type: "pa.DataType") -> bool:
    import pyarrow as pa

    types = pa.types
    tests = (types.is_string, types.is_large_string, types.is_string_view)
    return any(is_text(value_type(of_type)) for is_text in tests)
