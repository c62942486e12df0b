"""Times and ages for a person."""

from datetime import UTC, datetime

# From the longest unit down: its length in seconds, and its name.
UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))


def moment(time: datetime) -> str:
    """Return a time to the second, in UTC.

    >>> moment(datetime(2026, 11, 28, 5, 12, 1, 500, tzinfo=UTC))
    '2026-11-28 05:12:01 UTC'
    """
    return f"{time.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def age(time: datetime, now: datetime) -> str:
    """Return how long ago a time was, in its largest unit; a time in the future was 0 seconds ago.

    >>> age(datetime(2026, 11, 28, 5, tzinfo=UTC), datetime(2026, 11, 28, 8, 20, tzinfo=UTC))
    '3 hours'
    """
    seconds = max(0, int((now - time).total_seconds()))
    length, name = next((unit for unit in UNITS if seconds >= unit[0]), UNITS[-1])
    return count(seconds // length, name)


def since(time: datetime | None, now: datetime) -> str:
    """Return a time and how long ago it was."""
    return "of unknown age" if time is None else f"{moment(time)}, {age(time, now)} ago"


def count(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless it is one.

    >>> count(1204, "file")
    '1,204 files'
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
