"""Times in a history."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AwareDatetime, PlainSerializer


def time_text(time: datetime | None) -> str:
    """Return a time so that texts sort like times; "", which sorts first, if it is unknown.

    >>> time_text(datetime(2026, 11, 28, 5, 12, 1, tzinfo=UTC))
    '2026-11-28T05:12:01.000000+00:00'
    """
    return time.astimezone(UTC).isoformat(timespec="microseconds") if time else ""


Time = Annotated[AwareDatetime, PlainSerializer(time_text)]
