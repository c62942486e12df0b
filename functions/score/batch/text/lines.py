"""Finds the records of a text by its bytes, all at once, where line ends and quotes are as they should be.

The strict reader of `records` takes ten times as long as pyarrow. Most text needs it for nothing: without a
quote, every line is a record. With quotes, a quote opens a cell if it follows a delimiter or a line end, and
closes it if one follows. If every second quote opens and every other one closes, or is doubled, the strict
reader would agree, and a line end inside a cell is one that follows an odd number of quotes. Any other text
is left to the strict reader, which names the error's row or knows better.
"""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    Positions = NDArray[np.int64]
    Bytes = NDArray[np.uint8]

LINE_FEED, CARRIAGE_RETURN, QUOTE = b'\n\r"'
BLOCK_BYTES = 2 * 1024**2  # that pyarrow parses in one thread
BLOCK_LINES = 64  # of the longest, at least: pyarrow keeps a kilobyte for each column of each block
PIECE = 2**18  # bytes that are compared at once


class Found(NamedTuple):
    """The whole records of a text.

    Attributes
    ----------
    content : their bytes, blank lines included.
    records : each of them with its line end.
    block : size of blocks of whole records that can be parsed at the same time; None if some record has a
        line end inside.
    rest : the incomplete record after them.
    """

    content: bytes
    records: "pa.StringArray"
    block: int | None
    rest: str


def records_of(text: str, skip: int, delimiter: str | None, *, last: bool) -> Found | None:
    """Return the records of a text; None if only the strict reader can tell.

    Parameters
    ----------
    skip : lines before the first record.
    delimiter : None if quotes have no meaning.
    last : whether the text ends with the file; otherwise an incomplete record at its end is the rest.
    """
    content = text.encode()
    if _has_lone_returns(content):
        return None
    ends = _line_ends(content)
    begin = int(ends[skip - 1]) if skip else 0
    ends = every = ends[skip:]
    if delimiter is not None and b'"' in content:
        quotes = _positions(content, QUOTE, begin)
        if not _are_usual(content, quotes, delimiter, begin) or (last and len(quotes) % 2):
            return None
        ends = ends[_quotes_before(quotes, ends) % 2 == 0]
    return _found(content, begin, ends, whole_lines=len(ends) == len(every))


def has_usual_quotes(content: bytes, delimiter: str) -> bool:
    """Tell whether the strict reader would find no fault with the quotes of a whole text."""
    quotes = _positions(content, QUOTE, 0)
    return (
        len(quotes) % 2 == 0 and not _has_lone_returns(content) and _are_usual(content, quotes, delimiter, 0)
    )


def block_bytes(content: bytes) -> int | None:
    """Return the size of blocks that pyarrow can parse at the same time; None if it must take all at once.

    Every line has to be a record, and to fit in a block.
    """
    import numpy as np

    if len(content) <= 2 * BLOCK_BYTES or b'"' in content or _has_lone_returns(content):
        return None
    return _block_bytes(np.diff(_line_ends(content), prepend=0))


def _block_bytes(lengths: "Positions") -> int:
    """Return the size of blocks of lines of these lengths."""
    return max(BLOCK_BYTES, BLOCK_LINES * int(lengths.max(initial=0)) + 1)


def _found(content: bytes, begin: int, ends: "Positions", *, whole_lines: bool) -> Found:
    import numpy as np
    import pyarrow as pa

    offsets = np.concatenate([np.array([begin], np.int64), ends])
    lengths = np.diff(offsets)
    records = pa.StringArray.from_buffers(
        len(ends), pa.py_buffer(offsets.astype(np.int32)), pa.py_buffer(content)
    )
    short = np.flatnonzero(lengths <= len(b"\r\n"))
    first = np.frombuffer(content, np.uint8)[offsets[short]]
    blank = short[(first == LINE_FEED) | ((first == CARRIAGE_RETURN) & (lengths[short] > 1))]
    if len(blank):
        records = records.filter(pa.array(~np.isin(np.arange(len(ends)), blank)))
    end = int(offsets[-1])
    block = _block_bytes(lengths) if whole_lines else None
    return Found(content[begin:end], records, block, content[end:].decode())


def _has_lone_returns(content: bytes) -> bool:
    """Tell whether a carriage return ends a line without a line feed."""
    return b"\r" in content and content.count(b"\r") != content.count(b"\r\n")


def _line_ends(content: bytes) -> "Positions":
    """Return the position after each line."""
    import numpy as np

    ends = _positions(content, LINE_FEED, 0) + 1
    return ends if content.endswith(b"\n") or not content else np.append(ends, len(content))


def _positions(content: bytes, value: int, begin: int) -> "Positions":
    """Return where a byte is, from `begin` on; piece by piece, which stays in the processor's cache."""
    import numpy as np

    data = np.frombuffer(content, np.uint8)
    pieces = range(begin, len(data), PIECE)
    found = [np.flatnonzero(data[first : first + PIECE] == value) + first for first in pieces]
    return np.concatenate([np.empty(0, np.int64), *found])


def _quotes_before(quotes: "Positions", ends: "Positions") -> "Positions":
    import numpy as np

    return np.searchsorted(quotes, ends)


def _are_usual(content: bytes, quotes: "Positions", delimiter: str, begin: int) -> bool:
    """Tell whether every second quote opens a cell, and every other one closes it or is doubled."""
    import numpy as np

    if not delimiter.isascii():
        return False
    data = np.frombuffer(content, np.uint8)
    opening, closing = quotes[::2], quotes[1::2]
    before, after = data[opening - 1], data[np.minimum(closing + 1, len(data) - 1)]
    if len(opening) and opening[0] == begin:
        before[0] = LINE_FEED
    if len(closing) and closing[-1] == len(data) - 1:
        after[-1] = LINE_FEED
    mark = ord(delimiter)
    opens = (before == mark) | (before == LINE_FEED) | (before == QUOTE)
    closes = (after == mark) | (after == LINE_FEED) | (after == CARRIAGE_RETURN) | (after == QUOTE)
    return bool(opens.all() and closes.all())
