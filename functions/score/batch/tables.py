"""Converts a table that a program holds into a batch, by the rules for a Parquet file."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from numbers import Real
from typing import TYPE_CHECKING

from common.errors import BatchError, BatchErrorType
from functions.score.batch import coordinates, frames, nested
from functions.score.batch.cell_types import is_supported, placeholder, value_type
from functions.score.batch.large.reservoir import seed_of
from functions.score.batch.limits import MIN_ROWS, Limits
from functions.score.batch.parquet.row_sample import RowSample
from functions.score.batch.rows import Batch, SampledRows
from functions.score.batch.wording import listed, quoted

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

# What a conversion to Arrow raises, besides its own exceptions, for cells of a type that it does not have.
CONVERSION_ERRORS = (ArithmeticError, TypeError, ValueError)
SINGLE_VALUES = (str, Real, Decimal, date)
SEED_ROWS = 100  # the rows that seed the sample of a large table


def from_dataframe(name: str, frame: "pd.DataFrame", limits: Limits) -> Batch:
    """Return the batch of a DataFrame.

    A named index, or a named level of one, is a column after the others; an unnamed one is left out. Periods
    are read as their first moment, intervals as categories. A column that mixes text, numbers, dates and
    booleans is text, as in JSON Lines.

    Raises BatchError, its key the name, if the DataFrame cannot be scored.
    """
    columns = frame.copy(deep=False)
    columns.columns = list(map(str, frame.columns))
    columns.attrs = {}  # Arrow warns of those that it cannot store
    # Arrow would keep a RangeIndex as metadata instead of a column.
    index = {level: str(name) for level, name in enumerate(frame.index.names) if name is not None}
    try:
        frames.check_columns([*columns.columns, *index.values()], limits)
        for level, name_of_level in index.items():
            columns[name_of_level] = frame.index.get_level_values(level)
        table = _to_arrow(columns)
    except BatchError as error:
        error.key = name
        raise
    objects = [field.name for field in table.schema if _holds_dictionaries(field, columns)]
    return replace(from_table(name, table, limits), optional=tuple(f"{each}." for each in objects))


def _to_arrow(frame: "pd.DataFrame") -> "pa.Table":
    """Return the table of a DataFrame; raises BatchError naming the first column that cannot be converted."""
    import pyarrow as pa

    for name, column in frame.items():
        frame[name] = _without_own_types(column)
    try:
        return pa.Table.from_pandas(frame, preserve_index=False)
    except (pa.ArrowException, *CONVERSION_ERRORS):
        arrays = [_array(str(name), column) for name, column in frame.items()]
        return pa.table(arrays, names=list(frame.columns))


def _without_own_types(column: "pd.Series") -> "pd.Series":
    """Convert pandas' sparse cells, periods and intervals, for which Arrow has no type."""
    import pandas as pd

    if isinstance(column.dtype, pd.SparseDtype):
        return column.sparse.to_dense()
    if isinstance(column.dtype, pd.PeriodDtype):
        return column.dt.to_timestamp()
    categories = getattr(column.dtype, "categories", column.array)
    if isinstance(categories, pd.IntervalIndex | pd.arrays.IntervalArray):
        return column.astype("string")
    return column


def _array(name: str, column: "pd.Series") -> "pa.Array":
    import pyarrow as pa

    try:
        return pa.array(column, from_pandas=True)
    except UnicodeEncodeError as error:
        raise _half_character(name, column) from error
    except (pa.ArrowException, *CONVERSION_ERRORS) as error:
        present = column.dropna()
        if not all(isinstance(cell, SINGLE_VALUES) for cell in present):
            raise _unsupported_cells(name, present, error) from error
    words = present.astype(object).map(_word).reindex(column.index)
    return pa.array(words, pa.string(), from_pandas=True)


def _half_character(name: str, column: "pd.Series") -> BatchError:
    """Return the error about the first cell with half a surrogate pair, which no file can hold."""
    halves = (place for place, cell in enumerate(column) if isinstance(cell, str) and not _is_whole(cell))
    message = f"column {quoted(name)} holds half a character (an unpaired surrogate) in row {next(halves)}"
    return BatchError("wrong_encoding", f"{message}, counted from 0; remove it", column=name)


def _is_whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _word(value: object) -> str:
    """Return a value of a column of mixed types as text; booleans as in JSON."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _holds_dictionaries(field: "pa.Field", frame: "pd.DataFrame") -> bool:
    """Tell whether a column holds Python's dictionaries, which leave out the keys that have no value."""
    import pyarrow as pa

    return bool(pa.types.is_struct(field.type) and frame[field.name].dtype == object)


def from_table(name: str, table: "pa.Table", limits: Limits) -> Batch:
    """Return the batch of an Arrow table.

    Of a table of more than `limits.whole_bytes`, a random sample of rows is compared, as of a large file.

    Raises BatchError, its key the name, if the table cannot be scored.
    """
    try:
        _check(table, limits)
        flat = nested.flat(table)
        supported = _supported(flat, limits)
        sample = None
        if supported.nbytes > limits.whole_bytes or supported.num_rows > limits.rows_whole(flat.num_columns):
            supported, sample = _sampled(supported, limits)
        columns = frames.to_frame(_with_unread(supported, flat))
    except BatchError as error:
        error.key = name
        raise
    return Batch(coordinates.split(columns.frame), name, columns.unread, sample, columns.vectors)


def _check(table: "pa.Table", limits: Limits) -> None:
    """Raise BatchError if the table is too large, too small or damaged."""
    import pyarrow as pa

    if not table.num_columns:  # nor has it rows, whatever the index of its DataFrame
        raise BatchError("no_text_column", "the table has no columns")
    frames.check_columns(table.column_names, limits)
    limits.check_cells(table.num_rows, table.num_columns, table.nbytes)
    if table.num_rows < MIN_ROWS:
        kind: BatchErrorType = "too_few_rows" if table.num_rows else "no_rows"
        raise BatchError(kind, f"at least {MIN_ROWS} rows are needed to compare, not {table.num_rows}")
    try:
        table.validate(full=True)
    except pa.ArrowInvalid as error:
        raise BatchError("broken_parquet", f"the Arrow table is damaged: {error}") from error


def _supported(table: "pa.Table", limits: Limits) -> "pa.Table":
    """Return the columns that are read, in types that the statistics read."""
    import pyarrow as pa

    frames.check_columns(table.column_names, limits)
    supported = table.select([field.name for field in table.schema if is_supported(field.name, field.type)])
    # Few functions of Arrow take views; dictionaries stay encoded, as their cells may not fit in memory.
    supported = pa.table(
        {
            field.name: column if pa.types.is_dictionary(field.type) else _decoded(column)
            for field, column in zip(supported.schema, supported.columns, strict=True)
        }
    )
    first = 1
    for chunk in supported.to_batches():
        frames.check_cell_lengths(chunk, limits, first.__add__)
        first += len(chunk)
    return supported


def _sampled(table: "pa.Table", limits: Limits) -> "tuple[pa.Table, SampledRows]":
    import pyarrow as pa

    rows = table.num_rows
    seed = seed_of(repr(table.slice(0, SEED_ROWS).to_pylist()).encode(errors="surrogatepass"))
    sample = RowSample(seed, rows, max(1, table.nbytes // rows), limits, table.num_columns)
    for chunk in table.to_batches():
        sample.offer(chunk)
    return pa.Table.from_batches(sample.kept, table.schema), SampledRows(sample.numbers.tolist(), rows)


def _with_unread(supported: "pa.Table", whole: "pa.Table") -> "pa.Table":
    """Return the table with every name of the whole one, dictionaries replaced by their values."""
    import pyarrow as pa

    rows, read = supported.num_rows, set(supported.column_names)
    return pa.table(
        {
            field.name: _decoded(supported[field.name])
            if field.name in read
            else placeholder(rows, field.type)
            for field in whole.schema
        }
    )


def _decoded(column: "pa.ChunkedArray") -> "pa.ChunkedArray":
    return column.cast(value_type(column.type))


def _unsupported_cells(name: str, present: "pd.Series", reason: Exception) -> BatchError:
    """Return an error that names a column that Arrow has no type for."""
    types = sorted({type(cell).__name__ for cell in present})
    message = f"column {quoted(name)} holds values of type {listed(types)} ({reason})"
    if len(types) > 1:
        message = f"column {quoted(name)} mixes values of the types {listed(types)}"
    message += f"; convert it to one type first, such as frame[{quoted(name)}].astype('string')"
    return BatchError("column_mismatch", message, column=name)
