"""The reason of a dead letter, as an attribute of a message."""

from common.printable import printable

# The attribute, and its longest value, in bytes of UTF-8.
REASON, LONGEST_REASON = "x-reason", 1000


def as_attribute(reason: str) -> str:
    r"""Return a reason in letters, and of a length, that queues accept; never empty.

    >>> as_attribute("half \ud800 and\na line")
    'half \\ud800 and\\na line'
    """
    text = printable(reason.encode(errors="backslashreplace").decode())
    return text.encode()[:LONGEST_REASON].decode(errors="ignore") or "unknown"
