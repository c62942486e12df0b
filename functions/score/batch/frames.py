"""Checks an Arrow table, which every reader returns, and converts it into the pandas frame of a batch."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from common.errors import BatchError
from functions.score.batch import nested, vectors
from functions.score.batch.cell_types import PANDAS_INDEX, contents, is_list_of_numbers, is_plain, is_text
from functions.score.batch.limits import Limits
from functions.score.batch.wording import listed, quoted

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa
    from numpy.typing import NDArray

# Bytes up to which one thread copies a table faster than several, which take time to wake up.
SMALL_TABLE = 2**20
PER_SECOND = {"s": 1.0, "ms": 1e3, "us": 1e6, "ns": 1e9}


class Columns(NamedTuple):
    """The columns of a table.

    Attributes
    ----------
    frame : text (pandas' str), numbers, bool (object if a cell is missing) and datetime64 in UTC without a
        time zone; of each column of vectors, their fingerprints.
    vectors : the columns of vectors.
    unread : the columns that are not read, each with what it holds ("lists of text").
    """

    frame: "pd.DataFrame"
    vectors: dict[str, vectors.Vectors]
    unread: dict[str, str]


def check_columns(names: Sequence[str], limits: Limits, *, row: int | None = None) -> None:
    """Raise BatchError if there are too many columns or two share a name; `row` is the row of the names."""
    if len(names) > limits.max_columns:
        message = f"there are {len(names)} columns; at most {limits.max_columns} are allowed"
        raise BatchError("too_many_columns", message, row=row)
    name, count = Counter(names).most_common(1)[0] if names else ("", 0)
    if count > 1:
        message = f"{count} columns are named {quoted(name)}: give each its own name"
        raise BatchError("duplicate_column", message, row=row, column=name)


def check_cell_lengths(
    table: "pa.Table | pa.RecordBatch", limits: Limits, row_of: Callable[[int], int]
) -> None:
    """Raise BatchError for the first cell over the limit; `row_of` returns the row of a record's index."""
    import pyarrow.compute as pc

    for name, column in zip(table.schema.names, table.columns, strict=True):
        if not is_text(column.type):
            continue
        if _most_bytes(column) <= limits.max_cell_characters:  # and so no more characters, which take longer
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


def to_frame(table: "pa.Table") -> Columns:
    """Return the columns of a table: keys of objects, and each place of short lists, as columns of their own.

    Dates are as the clocks of their time zone show them. Empty text is missing; decimals become float64,
    durations become seconds, and times of day become text.

    Raises BatchError("no_text_column") if no column can be read.
    """
    import pyarrow as pa

    flat = nested.flat(table)
    columns: dict[str, pa.ChunkedArray] = {}
    read: dict[str, vectors.Vectors] = {}
    unread: dict[str, str] = {}
    for name, column in zip(flat.column_names, flat.columns, strict=True):
        if PANDAS_INDEX.fullmatch(name):
            continue
        if is_plain(column.type):
            columns[name] = _plain(column)
        elif holds := _unread(column):
            unread[name] = holds
        elif not (length := vectors.usual_length(column)):  # no cell has a list
            columns[name] = pa.nulls(len(column))
        elif length < vectors.FEWEST_NUMBERS:
            numbered = vectors.numbered(name, column, length, flat.column_names)
            columns |= {each: _plain(numbers) for each, numbers in numbered.items()}
        else:
            read[name] = vectors.vectors_of(column, length)
            columns[name] = pa.array(read[name].fingerprints(), from_pandas=True)
    if not columns:
        message = "there are no columns"
        if unread:
            message = f"no column can be compared: {listed(f'{name} ({unread[name]})' for name in unread)}"
        raise BatchError("no_text_column", message)
    plain = pa.table(columns)
    threads = plain.nbytes > SMALL_TABLE
    frame = plain.to_pandas(date_as_object=False, ignore_metadata=True, use_threads=threads)
    return Columns(frame, read, unread)


def _unread(column: "pa.ChunkedArray") -> str | None:
    """Return what a column holds that is not read; None if it holds lists of numbers that can be compared."""
    if not is_list_of_numbers(column.type):
        return contents(column.type)
    length = vectors.usual_length(column)
    if length is None:
        return "lists of numbers of different lengths"
    if length > vectors.MOST_NUMBERS:
        return f"lists of {length} numbers; at most {vectors.MOST_NUMBERS} are compared"
    return None


def _plain(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    import pyarrow as pa
    import pyarrow.compute as pc

    types = pa.types
    if types.is_decimal(column.type):
        return column.cast(pa.float64())
    if types.is_duration(column.type):
        return pc.divide(column.cast(pa.int64()).cast(pa.float64()), PER_SECOND[column.type.unit])
    if types.is_timestamp(column.type):
        return local_clock(column)
    if types.is_float32(column.type):
        return column.cast(pa.string()).cast(pa.float64())  # 0.1, as a file of text has it
    if types.is_time(column.type) or types.is_string_view(column.type):
        column = column.cast(pa.string())
    if is_text(column.type):
        # An array of nulls: with a single null, pyarrow below 24 returns wrong cells for sliced strings.
        return pc.if_else(pc.equal(column, ""), pa.nulls(len(column), column.type), column)
    return column


def local_clock(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """Return times as the clocks of their column's zone show them, in UTC if the zone is unknown here."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.type.tz not in (None, "UTC"):
        try:
            return pc.local_timestamp(column)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):  # no database of zones knows it
            pass
    return column.cast(pa.timestamp(column.type.unit))


def value_bytes(column: "pa.Array") -> "NDArray[np.int64]":
    """Return the bytes of each cell of text once its dictionary is replaced by its values; 0 elsewhere."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if not (isinstance(column, pa.DictionaryArray) and is_text(column.type)):
        return np.zeros(len(column), np.int64)
    lengths = pc.take(pc.binary_length(_measurable(column.dictionary)), column.indices)
    sizes: NDArray[np.int64] = pc.fill_null(lengths, 0).to_numpy().astype(np.int64)
    return sizes


def _most_bytes(column: "pa.Array | pa.ChunkedArray") -> int:
    """Return the size of the longest cell."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = _measurable(column.dictionary if isinstance(column, pa.DictionaryArray) else column)
    return pc.max(pc.binary_length(column)).as_py() or 0


def _lengths(column: "pa.Array | pa.ChunkedArray") -> "pa.Array | pa.ChunkedArray":
    """Return the length of each cell; a dictionary stays encoded, as its cells may not fit in memory."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if isinstance(column, pa.DictionaryArray):
        return pc.take(pc.utf8_length(column.dictionary), column.indices)
    return pc.utf8_length(_measurable(column))


def _measurable(column: "pa.Array | pa.ChunkedArray") -> "pa.Array | pa.ChunkedArray":
    """Return a column whose cells pyarrow can measure, which it cannot in a string view."""
    import pyarrow as pa

    return column.cast(pa.string()) if pa.types.is_string_view(column.type) else column
