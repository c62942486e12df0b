"""What is wrong with a setting or its value, in plain words instead of pydantic's."""

import json
from typing import TYPE_CHECKING, Any

from common.nearest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic_core import ErrorDetails

MOST_SHOWN = 60  # characters of a name, or of a value

# What a value must be, by the type of pydantic's error, with the names of its bounds.
MUST_BE = {
    "less_than": "be less than {lt}",
    "less_than_equal": "be at most {le}",
    "greater_than": "be more than {gt}",
    "greater_than_equal": "be at least {ge}",
    "finite_number": "be a finite number",
    "int_type": "be a whole number",
    "int_parsing": "be a whole number",
    "int_from_float": "be a whole number",
    "float_type": "be a number",
    "float_parsing": "be a number",
    "bool_type": "be true or false",
    "bool_parsing": "be true or false",
    "string_type": "be text",
    "dict_type": "be a table of names and values",
    "tuple_type": 'be a list, such as ["amount"]',
    "literal_error": "be {expected}",
    "byte_size": "be a size such as 512MiB",
    "byte_size_unit": "be a size such as 512MiB",
    "too_short": "have at least {min_length} characters",
    "string_too_short": "have at least {min_length} characters",
}
# The errors about text in place of a value that TOML writes without quotes.
UNQUOTED = ("int_type", "float_type", "bool_type")


def problem(error: "ErrorDetails") -> str:
    """Return what is wrong with a value, without the value.

    >>> problem({"type": "less_than", "ctx": {"lt": 1.0}, "loc": (), "msg": "", "input": 5})
    'must be less than 1'
    """
    context: Mapping[str, Any] = error.get("ctx", {})
    if error["type"] == "value_error":
        return str(context["error"])
    if must := MUST_BE.get(error["type"]):
        return f"must {must.format(**{name: _plain(value) for name, value in context.items()})}"
    return error["msg"].replace("Input should ", "must ", 1)


def assignment(error: "ErrorDetails") -> str:
    """Return the wrong line of a file in TOML, and what is wrong with it.

    >>> assignment({"type": "bool_type", "loc": ("show_rows",), "msg": "", "input": "no"})
    "show_rows = 'no': must be true or false, without quotes"
    """
    names = [part for part in error["loc"] if isinstance(part, str)]
    places = [f" (item {part + 1})" for part in error["loc"] if isinstance(part, int)]
    name, value = ".".join(names)[:MOST_SHOWN], error["input"]
    words = problem(error)
    if error["type"] == "tuple_type" and isinstance(value, str):
        words = f"must be a list; write {name} = [{json.dumps(value[:MOST_SHOWN], ensure_ascii=False)}]"
    elif error["type"] in UNQUOTED and isinstance(value, str):
        words = f"{words}, without quotes"
    return f"{name}{''.join(places)} = {_shown(value)}: {words}"


def advice(name: str, names: "Iterable[str]", prefix: str) -> str:
    """Return what to do about the name of no setting; the prefix of all makes no two of them similar."""
    meant = nearest(name.removeprefix(prefix), (other.removeprefix(prefix) for other in names))
    return f"; the nearest is {prefix}{meant}" if meant else ": unset it, or correct it (see the README)"


def _shown(value: object) -> str:
    """Return a value as a person would write it: text in quotes, a number without."""
    if isinstance(value, str):
        return repr(value[:MOST_SHOWN])
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)[:MOST_SHOWN]


def _plain(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value
