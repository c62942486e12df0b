"""Checks the options of `driftline.compare`, so that a wrong one is a single line that names it."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np


def column_names(option: str, value: object) -> tuple[str, ...]:
    """Return the names of columns; a string, or a number, is one name, and None is no name.

    A name that is not a string is converted, like the names of a DataFrame's columns.

    Raises TypeError if `value` is neither a name nor a sequence of names.
    """
    if value is None:
        return ()
    if isinstance(value, str) or _is_number(value):
        return (str(value),)
    if isinstance(value, Iterable) and not isinstance(value, bytes | Mapping):
        return tuple(map(str, value))
    raise _wrong(option, "the name of a column or a list of names", value)


def note_kinds(value: object) -> tuple[str, ...] | None:
    """Return the kinds of notes that are drift; raise TypeError unless they are a string or several."""
    if value is None or isinstance(value, str):
        return None if value is None else (value,)
    if isinstance(value, Iterable) and not isinstance(value, bytes | Mapping):
        return tuple(map(str, value))
    raise _wrong("alarm_on", 'a kind of notes such as "row_count" or a list of them', value)


def kinds_of(value: object) -> dict[str, Any] | None:
    """Return the kinds by name of the column; raise TypeError if they are no mapping."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise _wrong("kinds", "a mapping from names of columns to kinds", value)
    return {str(name): plain(kind) for name, kind in value.items()}


def environment_of(value: object) -> Mapping[str, str] | None:
    """Return the variables; raise TypeError, which never repeats a value, if they are not strings."""
    if value is None:
        return None
    if not isinstance(value, Mapping):
        raise _wrong("settings", 'a mapping such as {"DRIFTLINE_ALPHA": "0.01"}', value)
    for name, setting in value.items():
        if not isinstance(name, str):
            raise TypeError(f"settings must have strings as names, not {type(name).__name__}")
        if not isinstance(setting, str):
            raise TypeError(f"settings must have strings as values; {name!r} is {type(setting).__name__}")
    return value


def plain(value: object) -> object:
    """Return the Python value of a numpy scalar, such as the outcome of a comparison; others as they are."""
    return value.item() if isinstance(value, np.generic) else value


def _is_number(value: object) -> bool:
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def _wrong(option: str, accepted: str, value: object) -> TypeError:
    return TypeError(f"{option} must be {accepted}, not {type(value).__name__}")
