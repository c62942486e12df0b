"""Options of the commands that look through the bucket."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from common import keys
from functions.cli.paths import any_path

UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def drift_prefix(text: str) -> str:
    """Return a prefix of drift files; raises BadParameter if no drift file can have it."""
    if not text.startswith(keys.DRIFTS):
        raise typer.BadParameter(f"{text!r} does not begin with {keys.DRIFTS!r}, as every drift file does")
    return text


def time_since(text: str) -> datetime:
    """Return a date, a time, or how long ago (7d, 3h, 20m); without a time zone it is in UTC.

    Raises BadParameter for any other text.
    """
    try:
        if ago := re.fullmatch(r"(\d+)\s*([mhdw])", text.strip().lower()):
            return datetime.now(UTC) - timedelta(**{UNITS[ago[2]]: int(ago[1])})
        time = datetime.fromisoformat(text.strip())
    except (ValueError, OverflowError):
        raise typer.BadParameter(
            f"{text!r} is no time; write a date such as 2026-11-01, or how long ago, such as 7d, 3h or 20m"
        ) from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)


Prefix = Annotated[
    str,
    typer.Option(
        "--prefix", help="Only drift files whose keys begin with this.", parser=drift_prefix, metavar="<key>"
    ),
]
Since = Annotated[
    datetime | None,
    typer.Option(
        "--since",
        help="Only drift files written since then: 2026-11-01, 2026-11-01T08:30 (UTC), or 7d, 3h, 20m ago.",
        parser=time_since,
        metavar="<time>",
    ),
]
Folder = Annotated[
    Path | None,
    typer.Option("--folder", help="Use this folder of `watch` instead of the bucket.", parser=any_path),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Print the keys of the files to score, and score none.")
]
Verify = Annotated[
    bool,
    typer.Option(
        "--verify", help="Open every verdict: this takes longer, and finds what the listings cannot show."
    ),
]
