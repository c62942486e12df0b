"""From an Arrow table, which every reader arrives at, to the checked pandas frame of a batch."""

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

# The name under which pandas writes the index of a filtered frame into Parquet: no column of the data.
PANDAS_INDEX = re.compile(r"__index_level_\d+__")
# Up to so many bytes a table is copied sooner than threads are woken to share the work.
SMALL_TABLE = 2**20


def check_columns(names: Sequence[str], limits: Limits, *, row: int | None = None) -> None:
    """Raise BatchError where columns are too many or share a name; `row` is where the names stand."""
    if len(names) > limits.max_columns:
        message = f"the file has {len(names)} columns; at most {limits.max_columns} are read"
        raise BatchError("too_many_columns", message, row=row)
    name, times = Counter(names).most_common(1)[0] if names else ("", 0)
    if times > 1:
        message = f"{times} columns are named {quoted(name)}: give each a name of its own"
        raise BatchError("duplicate_column", message, row=row, column=name)


def check_cells(rows: int, columns: int, limits: Limits) -> None:
    """Raise BatchError where a file states more cells than it is allowed bytes.

    A cell costs at least a byte in delimited text, but Parquet and JSON Lines can state millions of
    missing cells in a few bytes.
    """
    if rows * columns > limits.max_bytes:
        message = f"{rows} rows of {columns} columns are more than {limits.max_bytes} cells: split the file"
        raise BatchError("file_too_large", message)


def check_cell_lengths(
    table: "pa.Table | pa.RecordBatch", limits: Limits, row_of: Callable[[int], int]
) -> None:
    """Raise BatchError for the first cell over the limit; `row_of` turns a record's index into its row."""
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
            f"row {row}, column {quoted(name)}: a cell of {lengths[index].as_py()} characters; "
            f"at most {limits.max_cell_characters} are read"
        )
        raise BatchError("cell_too_long", message, row=row, column=name)


def is_read(name: str, of_type: "pa.DataType") -> bool:
    """Tell whether a column of this Arrow type is read.

    Not read, because no test of this project applies to them: lists, structs, maps, binary data,
    durations. Neither is the index that pandas writes into Parquet.
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
    """Return the type of a column's cells, without a dictionary or views that may stand between."""
    import pyarrow as pa

    cells = of_type.value_type if pa.types.is_dictionary(of_type) else of_type
    return pa.string() if pa.types.is_string_view(cells) else cells


def unread(rows: int) -> "pa.Array":
    """Return what stands for a column of which only the name is kept: it takes no memory to speak of."""
    import pyarrow as pa

    return pa.nulls(rows, pa.list_(pa.null()))


def to_frame(table: "pa.Table") -> tuple["pd.DataFrame", tuple[str, ...]]:
    """Return the frame of the columns that are read, and the names of those that are not.

    The frame holds text (pandas' str), numbers, bool (object where a cell is missing) and datetime64
    without a zone (UTC). An empty text is missing; decimals become float64 and times of day text.

    Raises BatchError("no_text_column") when no column is left.
    """
    import pyarrow as pa

    names = [name for name in table.column_names if not PANDAS_INDEX.fullmatch(name)]
    columns = {name: _plain(table[name]) for name in names if is_read(name, table.schema.field(name).type)}
    ignored = tuple(name for name in names if name not in columns)
    if not columns:
        left_out = f" but lists, structures or binary data: {listed(ignored)}" if ignored else ""
        message = f"the file has no columns{left_out}"
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
        return column.cast(pa.timestamp(column.type.unit))
    if types.is_time(column.type) or types.is_string_view(column.type):
        column = column.cast(pa.string())
    if _is_text(column.type):
        # An array of nulls: with a single null, pyarrow below 24 returns wrong cells for sliced strings.
        return pc.if_else(pc.equal(column, ""), pa.nulls(len(column), column.type), column)
    return column


def _lengths(column: "pa.Array | pa.ChunkedArray") -> "pa.Array | pa.ChunkedArray":
    """Return the characters of each cell; a dictionary, which may not fit in memory, stays packed."""
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
