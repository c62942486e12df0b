"""Quotes values and names in error messages, and shortens long ones."""

import reprlib
from collections.abc import Iterable, Sequence

from common import nearest as names_like

MAX_NAMES = 20  # listed in one message; the rest is counted
MAX_CHARACTERS = 60  # of one quoted value

_SHORT = reprlib.Repr()
_SHORT.maxstring = MAX_CHARACTERS


def quoted(value: str) -> str:
    """Return `value` in quotes; a long one without its middle."""
    return _SHORT.repr(value)


def listed(names: Iterable[str]) -> str:
    """Return `names` separated by commas; if they are many, the first ones and how many follow."""
    every = list(names)
    shown = ", ".join(quoted(name)[1:-1] for name in every[:MAX_NAMES])
    more = len(every) - MAX_NAMES
    return f"{shown} and {more} more" if more > 0 else shown or "none"


def nearest(name: str, names: Sequence[str]) -> str:
    """Return "; did you mean 'text'?" for the most similar of `names`; "" if none is similar."""
    meant = names_like.nearest(name, names)
    return f"; did you mean {quoted(meant)}?" if meant else ""
