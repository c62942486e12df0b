"""How much memory JSON takes once it is parsed: up to a hundred times its text."""

from functions.score.batch.limits import Limits

# Bytes that Python takes for an object, for an array, for a value, and for a key with its place, measured
# with version 3.11. A value follows a comma, or begins an object or array.
OBJECT, ARRAY, VALUE, KEY = 200, 64, 60, 85


def parsed_bytes(text: str) -> int:
    """Return the bytes that the values of a text take at most, apart from their characters.

    >>> parsed_bytes('{"a": [1, 2]}')
    409
    """
    counts = map(text.count, "{[,:")
    return sum(count * size for count, size in zip(counts, (OBJECT, ARRAY, VALUE, KEY), strict=True))


def check_parsed(text: str, limits: Limits, what: str) -> None:
    """Raise TooMuchAtOnce if the values of a text, which is `what`, take too much memory."""
    limits.check_at_once(parsed_bytes(text), what)


class Cells:
    """Counts the cells of a table that is built, and raises TooMuchAtOnce before they are too many."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._count = 0

    def add(self, count: int) -> None:
        """Count the cells of a column that is built next."""
        self._count += count
        self._limits.check_cells_at_once(self._count)
