"""JSON Lines: one object per row, read by the standard library, which tells where a row is broken.

A key that a row lacks is a missing cell. A column of which some cells are strings and others numbers
or booleans is text, the latter as JSON spells them. Columns that hold a list or an object anywhere
are not read. Of a key that stands twice in one object the last counts, as everywhere in JSON.
"""

import contextlib
import io
import json
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from common.errors import BatchError
from functions.score.batch import frames
from functions.score.batch.limits import Limits
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
    """Return the table that `text` holds; its columns stand in the order in which they first appear.

    Parameters
    ----------
    text : a file, or a later part of it that begins in `first_row`.
    as_text : columns that are text, whatever these rows hold.

    Raises BatchError: broken_json with the row, too_many_columns, file_too_large, cell_too_long.
    """
    import pyarrow as pa

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
    frames.check_cells(len(records), len(names), limits)
    columns = {name: [record.get(name) for record in records] for name in names}
    table = pa.table(
        {
            name: _texts(name, cells, rows) if name in as_text else _column(name, cells, rows)
            for name, cells in columns.items()
        }
    )
    frames.check_cell_lengths(table, limits, rows.__getitem__)
    return table


def _object(line: str, row: int) -> dict[str, Any]:
    try:
        record = json.loads(line.rstrip("\r\n"))
    except json.JSONDecodeError as error:
        place = f"row {row}, character {error.colno}"
        message = f'{place}: {error.msg}: every row is one JSON object, such as {{"text": "…"}}'
        raise BatchError("broken_json", message, row=row) from error
    except (ValueError, RecursionError) as error:
        message = f"row {row} holds a number too long, or lists too deep, to be read"
        raise BatchError("broken_json", message, row=row) from error
    if isinstance(record, dict):
        return record
    message = f'row {row} is {JSON_NAMES[type(record)]}, not an object: write {{"text": "…"}} on each row'
    raise BatchError("broken_json", message, row=row)


def _column(name: str, values: list[Any], rows: list[int]) -> "pa.Array":
    import pyarrow as pa

    found = set(map(type, values)) - {type(None)}
    if found & {list, dict}:
        return frames.unread(len(values))
    if found == {bool}:
        return pa.array(values, pa.bool_())
    if found <= {int, float}:
        # A number beyond 64 bits is an identifier rather than a quantity: it stays as written.
        with contextlib.suppress(OverflowError):
            return _numbers(values, found)
    return _texts(name, values, rows)


def _numbers(values: list[Any], found: set[type]) -> "pa.Array":
    import pyarrow as pa

    if not found:
        return pa.nulls(len(values))
    if found == {int}:
        return pa.array(values, pa.int64())
    return pa.array([None if value is None else float(value) for value in values], pa.float64())


def _texts(name: str, values: list[Any], rows: list[int]) -> "pa.Array":
    import pyarrow as pa

    texts = [value if value is None or isinstance(value, str) else json.dumps(value) for value in values]
    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError as error:
        row = next(row for row, text in zip(rows, texts, strict=True) if _has_half_character(text or ""))
        raise _half_character(row, name) from error


def _check_names(record: dict[str, Any], row: int) -> None:
    for name in record:
        if _has_half_character(name):
            raise _half_character(row, name)


def _has_half_character(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)


def _half_character(row: int, name: str) -> BatchError:
    column = name.encode(errors="replace").decode()
    message = f"row {row}, column {quoted(column)}: half a character (an unpaired \\u escape): remove it"
    return BatchError("broken_json", message, row=row, column=column)
