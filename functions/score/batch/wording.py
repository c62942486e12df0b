"""How values and names are quoted in messages: never longer than a reader wants to see."""

import difflib
import reprlib
from collections.abc import Iterable, Sequence

MAX_NAMES = 20  # named in one message; the rest is counted
MAX_CHARACTERS = 60  # of one quoted value
CUTOFF = 0.5  # difflib's likeness from which a name is worth suggesting

_SHORT = reprlib.Repr()
_SHORT.maxstring = MAX_CHARACTERS


def quoted(value: str) -> str:
    """Return `value` in quotes, its middle left out where it is long."""
    return _SHORT.repr(value)


def listed(names: Iterable[str]) -> str:
    """Return `names` with commas between them; of many, the first and how many more."""
    every = list(names)
    shown = ", ".join(quoted(name)[1:-1] for name in every[:MAX_NAMES])
    more = len(every) - MAX_NAMES
    return f"{shown} and {more} more" if more > 0 else shown or "none"


def nearest(name: str, names: Sequence[str]) -> str:
    """Return "; did you mean 'text'?" for the closest of `names`, or "" where none is close."""
    lowered = {other.lower(): other for other in reversed(names)}
    close = difflib.get_close_matches(name.lower(), list(lowered), n=1, cutoff=CUTOFF)
    return f"; did you mean {quoted(lowered[close[0]])}?" if close else ""
