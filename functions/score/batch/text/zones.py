"""Time zones in delimited text: pyarrow would convert every time to UTC, and forget its own clock."""

import re

FIRST_BYTES = 65_536  # all rows of a column write their zone alike
# A time with an offset other than zero: 10:00:00+02:00, 10:00-0530.
LOCAL = re.compile(rb"\d\d:\d\d(?::\d\d(?:\.\d+)?)? ?[-+](?!00:?00)\d\d:?\d\d")
# Those of pyarrow's ISO8601 parser that have no zone.
WITHOUT_ZONE = ["%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]


def timestamp_parsers(content: bytes) -> list[str] | None:
    r"""Return the formats that pyarrow reads as times; None for all that it knows.

    If any time in the first rows is that of a place's own clock, times with a zone stay words, which
    `cell_forms.dates` reads as that clock shows them.

    >>> timestamp_parsers(b"at\n2026-01-31T10:00:00Z\n") is None
    True
    >>> timestamp_parsers(b"at\n2026-01-31 10:00+01:00\n")
    ['%Y-%m-%d %H:%M:%S', '%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M', '%Y-%m-%dT%H:%M']
    """
    return WITHOUT_ZONE if LOCAL.search(content[:FIRST_BYTES]) else None
