"""Time zones in delimited text: pyarrow would convert every time to UTC, and forget its own clock."""

from functions.score.batch.text.as_written import contains

# A time with an offset other than zero: 10:00:00+02:00, 10:00-0530, 10:00:00+02.
LOCAL = r"\d\d:\d\d(?::\d\d(?:\.\d+)?)? ?[-+](?:0[1-9]|[1-9]\d|00:?(?:0[1-9]|[1-9]\d))"
# Those of pyarrow's ISO8601 parser that have no zone.
WITHOUT_ZONE = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]


def timestamp_parsers(content: bytes) -> list[str] | None:
    r"""Return the formats that pyarrow reads as times; None for all that it knows.

    If any time is that of a place's own clock, times with a zone stay words, which
    `cell_forms.dates` reads as that clock shows them.

    >>> timestamp_parsers(b"at\n2026-01-31T10:00:00Z\n") is None
    True
    >>> timestamp_parsers(b"at\n2026-01-31 10:00+01:00\n")
    ['%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M', '%Y-%m-%dT%H:%M']
    """
    return WITHOUT_ZONE if contains(content, LOCAL) else None
