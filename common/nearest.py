"""The known name that somebody probably meant; one rule for all messages."""

import difflib
from collections.abc import Iterable

# How similar a name must be (difflib's ratio, and its own default): a far one only misleads.
CUTOFF = 0.6


def nearest(name: str, names: Iterable[str]) -> str | None:
    """Return the most similar of `names`, in whatever case; None if none is similar.

    >>> nearest("rowcount", ["trend", "row_count"]), nearest("foo", ["trend", "row_count"])
    ('row_count', None)
    """
    lowered = {other.lower(): other for other in reversed(list(names))}
    close = difflib.get_close_matches(name.lower(), list(lowered), n=1, cutoff=CUTOFF)
    return lowered[close[0]] if close else None
