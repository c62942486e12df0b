"""Reads JSON Lines, one object per row, exactly: with the standard library, whose errors have a position.

A key that a row lacks is a missing cell. A column that mixes strings with numbers or booleans is text, in
which numbers and booleans are written as in JSON. Objects are taken apart (see `nested`), lists of numbers
are kept. A column is not read if it mixes lists, objects and other values, or has lists of anything else. If
an object repeats a key, its last value counts, as usual in JSON.
"""

import contextlib
import io
import json
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Any

from common.errors import BatchError
from functions.score.batch import frames, nested
from functions.score.batch.cell_types import placeholder
from functions.score.batch.limits import Limits
from functions.score.batch.text import json_columns
from functions.score.batch.text.json_memory import Cells, check_parsed
from functions.score.batch.wording import quoted

if TYPE_CHECKING:
    import pyarrow as pa

JSON_NAMES = {
    list: "an array",
    str: "a string",
    int: "a number",
    float: "a number",
    bool: "a boolean",
    type(None): "null",
}


def read_table(text: str, limits: Limits, *, first_row: int = 1, as_text: Collection[str] = ()) -> "pa.Table":
    """Return the table of a text, with columns, taken apart, in the order of their first appearance.

    Parameters
    ----------
    text : a file, or a later part of it that begins in `first_row`.
    as_text : columns that are text, whatever these rows hold.

    Raises BatchError: broken_json with the row, too_many_columns, cell_too_long; TooMuchAtOnce.
    """
    limits.check_cells_at_once(text.count(","))
    if (table := _read_by_pyarrow(text, limits, as_text)) is not None:
        return table
    rows, table = _read_exactly(text, limits, first_row, as_text)
    flat = nested.flat(table)
    frames.check_columns(flat.column_names, limits)
    frames.check_cell_lengths(flat, limits, rows.__getitem__)
    return flat


def _read_by_pyarrow(text: str, limits: Limits, as_text: Collection[str]) -> "pa.Table | None":
    """Return the table of a text; None if it is short, or if only the exact reader can tell what it holds."""
    start = json_columns.first_lines(text)
    if not start:
        return None
    try:
        _, expected = _read_exactly(start, limits, 1, as_text)
        limits.check_cells_at_once(text.count("\n") * len(nested.leaves(expected.schema)))
        table = json_columns.read_table(text, expected.schema)
        if table is None:
            return None
        frames.check_columns(table.column_names, limits)
        frames.check_cell_lengths(table, limits, int)
    except BatchError:  # the exact reader may find another fault before this one
        return None
    return table


def _read_exactly(
    text: str, limits: Limits, first_row: int, as_text: Collection[str]
) -> "tuple[list[int], pa.Table]":
    """Return the row of each record, and their columns, not taken apart."""
    import pyarrow as pa

    check_parsed(text, limits, f"what begins in row {first_row}")
    rows: list[int] = []
    records: list[dict[str, Any]] = []
    names: dict[str, None] = {}
    for row, line in enumerate(io.StringIO(text, newline=""), first_row):
        if line.isspace():
            continue
        record = _object(line, row)
        if not record.keys() <= names.keys():
            names.update(dict.fromkeys(record))
            _check_names(record, row)
            frames.check_columns(list(names), limits, row=row)
        rows.append(row)
        records.append(record)
    built = _Columns(rows, as_text, Cells(limits))
    columns = {name: built.column(name, (record.get(name) for record in records)) for name in names}
    return rows, pa.table(columns)


def _object(line: str, row: int) -> dict[str, Any]:
    try:
        record = json.loads(line.rstrip("\r\n"))
    except json.JSONDecodeError as error:
        place = f"row {row}, character {error.colno}"
        message = f'{place}: {error.msg}; every row must be one JSON object, such as {{"text": "…"}}'
        raise BatchError("broken_json", message, row=row) from error
    except (ValueError, RecursionError) as error:
        message = f"row {row} cannot be read: a number is too long, or lists are nested too deep"
        raise BatchError("broken_json", message, row=row) from error
    if isinstance(record, dict):
        return record
    kind = JSON_NAMES[type(record)]
    message = f'row {row} is {kind}, not an object: write one object per row, such as {{"text": "…"}}'
    raise BatchError("broken_json", message, row=row)


class _Columns:
    """Builds columns of records.

    Parameters
    ----------
    rows : the row of each record.
    as_text : names of columns that are text, whatever the records hold.
    cells : counts what is built.
    """

    def __init__(self, rows: list[int], as_text: Collection[str], cells: Cells) -> None:
        self._rows, self._as_text, self._cells = rows, as_text, cells

    def column(self, name: str, cells: Iterable[Any], depth: int = 0) -> "pa.Array":
        """Return a column, of the values of each record; `depth`: how many objects are around it."""
        import pyarrow as pa

        self._cells.add(len(self._rows))
        values = list(cells)
        types = set(map(type, values)) - {type(None)}
        if types == {dict}:
            return self._objects(name, values, depth)
        if types & {list, dict}:
            return _lists(values) if types == {list} else placeholder(len(values))
        if name in self._as_text:
            return _texts(name, values, self._rows)
        if types == {bool}:
            return pa.array(values, pa.bool_())
        if types <= {int, float}:
            # A number beyond 64 bits is an identifier rather than a quantity: it is kept as text.
            with contextlib.suppress(OverflowError):
                return _numbers(values, types)
        return _texts(name, values, self._rows)

    def _objects(self, name: str, values: list[dict[str, Any] | None], depth: int) -> "pa.Array":
        import pyarrow as pa

        keys = nested.keys_of(value for value in values if value)
        if keys is None or depth == nested.MAX_DEPTH:
            return placeholder(len(values), pa.struct([]))
        if not keys:
            return pa.nulls(len(values), pa.struct([]))
        for value, row in zip(values, self._rows, strict=True):
            _check_names(value or {}, row)
        columns = [
            self.column(
                f"{name}{nested.SEPARATOR}{key}",
                (value.get(key) if value else None for value in values),
                depth + 1,
            )
            for key in keys
        ]
        return pa.StructArray.from_arrays(columns, keys)


def _lists(values: list[list[Any] | None]) -> "pa.Array":
    import pyarrow as pa

    types = {type(element) for value in values if value for element in value} - {type(None)}
    if types <= {int, float}:
        with contextlib.suppress(OverflowError):  # a number beyond every float
            numbers = [
                value and [None if each is None else float(each) for each in value] for value in values
            ]
            return pa.array(numbers, pa.list_(pa.float64()))
    return placeholder(len(values), pa.list_(pa.string() if types == {str} else pa.struct([])))


def _numbers(values: list[Any], types: set[type]) -> "pa.Array":
    import pyarrow as pa

    if not types:
        return pa.nulls(len(values))
    if types == {int}:
        return pa.array(values, pa.int64())
    return pa.array([None if value is None else float(value) for value in values], pa.float64())


def _texts(name: str, values: list[Any], rows: list[int]) -> "pa.Array":
    import pyarrow as pa

    texts = [value if value is None or isinstance(value, str) else json.dumps(value) for value in values]
    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError as error:
        row = next(row for row, text in zip(rows, texts, strict=True) if _has_lone_surrogate(text or ""))
        raise _lone_surrogate(row, name) from error


def _check_names(record: dict[str, Any], row: int) -> None:
    for name in record:
        if _has_lone_surrogate(name):
            raise _lone_surrogate(row, name)


def _has_lone_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _lone_surrogate(row: int, name: str) -> BatchError:
    column = name.encode(errors="replace").decode()
    message = f"row {row}, column {quoted(column)}: half a character (an unpaired \\u escape); remove it"
    return BatchError("broken_json", message, row=row, column=column)
