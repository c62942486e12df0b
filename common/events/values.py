"""Single values of a store's message: read if they are what they should be."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote_plus

from common.keys import MAX_KEY_BYTES

# Longest excerpt of a message in an error, in characters.
EXCERPT = 80


def decoded(raw: str) -> str:
    """Return a form-encoded key decoded; as it is if it cannot be encoded so.

    >>> decoded("drifts/run+1/a%2Bb.csv")
    'drifts/run 1/a+b.csv'
    """
    try:
        return unquote_plus(raw, errors="strict")
    except UnicodeDecodeError:
        return raw


def information(value: Any) -> str | None:
    """Return a text that nothing depends on; None if it is something else."""
    return value if isinstance(value, str) and value else None


def etag_of(value: Any) -> str | None:
    """Return an etag without the quotes that some stores add."""
    etag = information(value)
    return etag.strip('"') if etag else None


def version_of(value: Any) -> str | None:
    """Return the version, or None for "null", the version of objects in an unversioned bucket."""
    return None if value == "null" else information(value)


def time_of(value: Any) -> datetime | None:
    """Return a time with its time zone, by default UTC; None if it is missing or malformed."""
    try:
        time = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def key_of(value: Any) -> str:
    """Return a text that can be the key of an object; raises TypeError or ValueError if it cannot."""
    key = text(value)
    if len(key.encode()) > MAX_KEY_BYTES:  # which fails if the text has halves of surrogate pairs
        raise ValueError(f"more than {MAX_KEY_BYTES} bytes")
    return key


def text(value: Any) -> str:
    """Return a text that is not empty; raises TypeError if it is something else."""
    if not isinstance(value, str) or not value:
        raise TypeError(f"not a text: {value!r}")
    return value


def excerpt(message: Any) -> str:
    """Return the beginning of a message, for an error."""
    try:
        shown = message if isinstance(message, bytes) else str(message)
    except RecursionError:
        shown = "lists or objects that are nested too deeply"
    return repr(shown[:EXCERPT]) + ("…" if len(shown) > EXCERPT else "")
