"""Dead letters on a terminal: a line for each, or everything about one; and as JSON."""

import base64
import json
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from common.printable import printable
from functions.cli.columns import in_columns
from functions.operations.times import age, count, since
from functions.score.triggers.dead_letter import DeadLetter

TITLES = ("id", "age", "attempts", "file", "reason")
MOST_CHARACTERS = 100_000  # of a message that is printed
INDENT = "  "


def table(letters: Sequence[DeadLetter], now: datetime) -> list[str]:
    """Return a line for each letter, below a line of titles, in columns."""
    return in_columns([TITLES, *(_row(letter, now) for letter in letters)])


def _row(letter: DeadLetter, now: datetime) -> tuple[str, ...]:
    old = age(letter.since, now) if letter.since else "unknown"
    return letter.id, old, str(letter.attempts), printable(_files(letter)), printable(letter.reason)


def _files(letter: DeadLetter) -> str:
    keys = letter.keys
    if not keys:
        return "(cannot be read)"
    return keys[0] if len(keys) == 1 else f"{keys[0]} and {count(len(keys) - 1, 'more file')}"


def everything(letter: DeadLetter, now: datetime) -> list[str]:
    """Return all lines about one letter."""
    lines = [
        letter.id,
        f"since     {since(letter.since, now) if letter.since else 'unknown'}",
        f"reason    {letter.reason}",
        f"attempts  {letter.attempts}",
        *(f"file      {key}" for key in letter.keys),
        "headers",
        *(f"{INDENT}{name}: {value}" for name, value in letter.headers.items()),
        "message",
        *(f"{INDENT}{line}" for line in _message(letter.body).splitlines()),
    ]
    return [printable(line) for line in lines]


def document(letter: DeadLetter) -> dict[str, object]:
    """Return a letter for a program."""
    return {
        "id": letter.id,
        "since": letter.since.isoformat() if letter.since else None,
        "reason": letter.reason,
        "attempts": letter.attempts,
        "keys": list(letter.keys),
    }


def document_with_message(letter: DeadLetter) -> dict[str, object]:
    """Return a letter with its headers and its message; in base64 if that is no text."""
    try:
        message, encoding = letter.body.decode(), "utf-8"
    except UnicodeDecodeError:
        message, encoding = base64.b64encode(letter.body).decode(), "base64"
    headers = {name: str(value) for name, value in letter.headers.items()}
    return {**document(letter), "headers": headers, "message": message, "encoding": encoding}


def _message(body: bytes) -> str:
    """Return a message for a person: JSON indented, everything else as it is."""
    text = body.decode(errors="backslashreplace")
    with suppress(ValueError, RecursionError):
        text = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]} …"
