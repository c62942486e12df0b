"""Reads JSON that is one value: an array of objects, one per row.

The array may be the only array of objects in an object, beside other values, as APIs and pandas (with
`orient="table"`) write it: {"data": [...]}. JSON Lines with this extension are read as such; some programs
name them so.
"""

import json
import re
from typing import Any, NamedTuple

from common.errors import BatchError
from functions.score.batch.limits import Limits
from functions.score.batch.text.json_memory import check_parsed
from functions.score.batch.wording import quoted

OTHER = re.compile(r"\S")
WANTED = (
    'write an array of objects, such as [{"text": "…"}, …], or one object per line and name the file .jsonl'
)

READ_AS_LINES = "the name ends in .json, but the file is JSON Lines and was read as such"


class Lines(NamedTuple):
    """A JSON value as JSON Lines, and what the verdict says about how it was read."""

    text: str
    notes: tuple[str, ...] = ()


def lines_of(text: str, limits: Limits) -> Lines:
    """Return the objects of a text, one in each line.

    Raises BatchError: broken_json, no_rows, file_too_large.
    """
    if is_json_lines(text, limits):
        return Lines(text, (READ_AS_LINES,))
    check_parsed(text, limits, "the JSON array")
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        message = f"line {error.lineno}, character {error.colno}: {error.msg}; {WANTED}"
        raise BatchError("broken_json", message, row=error.lineno) from error
    except (ValueError, RecursionError) as error:
        message = "the JSON cannot be read: a number is too long, or lists are nested too deep"
        raise BatchError("broken_json", message) from error
    records, notes = _records(value)
    if not records:
        raise BatchError("no_rows", "the JSON array is empty")
    return Lines("\n".join(map(json.dumps, records)), notes)


def is_json_lines(text: str, limits: Limits) -> bool:
    """Return whether a text, or the start of one, begins with an object that ends before its line does.

    And something other than white space follows. Raises TooMuchAtOnce if the object is too large to tell.
    """
    begin = len(text) - len(text.lstrip())
    end = text.find("\n", begin)
    if not text.startswith("{", begin) or end < 0 or not OTHER.search(text, end):
        return False
    first = text[begin:end]
    check_parsed(first, limits, "the first row")
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return False
    return True


def too_large(limits: Limits) -> BatchError:
    """Return the error about an array that does not fit in memory."""
    message = (
        f"a JSON array of more than {limits.whole_bytes} bytes cannot be read in parts: write one object per "
        "line and name the file .jsonl"
    )
    return BatchError("file_too_large", message)


def _records(value: Any) -> tuple[list[Any], tuple[str, ...]]:
    """Return the array of objects in a value, and a note if it is inside an object."""
    if isinstance(value, list):
        return value, ()
    inside = {}
    if isinstance(value, dict):
        inside = {name: each for name, each in value.items() if _is_table(each)}
    if len(inside) != 1:
        found = f"{len(inside)} arrays of objects" if inside else "no array of objects"
        raise BatchError("broken_json", f"the JSON has {found}: {WANTED}")
    name, records = next(iter(inside.items()))
    return records, (f"the rows are the array {quoted(name)} of the JSON object in the file",)


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)
