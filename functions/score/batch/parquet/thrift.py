"""Thrift's compact protocol, in which the parts of a Parquet file describe themselves.

Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from typing import Any

# The types of values; maps, which no part of a Parquet file has, are not read.
TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, _, STRUCT = range(1, 13)
DOUBLE_BYTES = 8
LONG_LIST = 15  # in the place of a list's length: the length follows
DEEPEST = 16  # values inside each other
MOST_BITS = 70  # of a number: 64, in bytes of seven


class Reader:
    """Reads a struct that `content` begins with.

    Raises IndexError where the content ends before the struct does, ValueError where it is none.

    Attributes
    ----------
    position : bytes that were read.
    """

    def __init__(self, content: bytes) -> None:
        self.position = 0
        self._content = content

    def struct(self, depth: int = 0) -> dict[int, Any]:
        """Return the struct's values by the numbers of their fields; an absent one has no number here."""
        if depth > DEEPEST:
            raise ValueError(f"more than {DEEPEST} values inside each other")
        values: dict[int, Any] = {}
        field = 0
        while head := self._byte():
            step, kind = head >> 4, head & 0x0F
            field = field + step if step else self._number()
            values[field] = kind == TRUE if kind in (TRUE, FALSE) else self._value(kind, depth + 1)
        return values

    def _value(self, kind: int, depth: int) -> Any:
        if kind in (TRUE, FALSE, BYTE):  # the first two only in lists; in a struct they are their own value
            return self._byte()
        if kind in (I16, I32, I64):
            return self._number()
        if kind in (DOUBLE, BINARY):
            return self._bytes(DOUBLE_BYTES if kind == DOUBLE else self._natural())
        if kind in (LIST, SET):
            return self._list(depth)
        if kind == STRUCT:
            return self.struct(depth)
        raise ValueError(f"no value is of type {kind}")

    def _list(self, depth: int) -> list[Any]:
        head = self._byte()
        length = self._natural() if head >> 4 == LONG_LIST else head >> 4
        if depth > DEEPEST:
            raise ValueError(f"more than {DEEPEST} values inside each other")
        return [self._value(head & 0x0F, depth + 1) for _ in range(length)]

    def _byte(self) -> int:
        self.position += 1
        return self._content[self.position - 1]

    def _bytes(self, size: int) -> bytes:
        begin = self.position
        self.position += size
        if self.position > len(self._content):
            raise IndexError(self.position)
        return self._content[begin : self.position]

    def _natural(self) -> int:
        """Return a number of seven bits a byte, the lowest first; the eighth says that more follow."""
        number = 0
        for shift in range(0, MOST_BITS, 7):
            byte = self._byte()
            number |= (byte & 0x7F) << shift
            if byte < 0x80:  # noqa: PLR2004 - the eighth bit
                return number
        raise ValueError(f"a number of more than {MOST_BITS} bits")

    def _number(self) -> int:
        """Return a number that may be negative: 0, -1, 1, -2, ... are written as 0, 1, 2, 3, ..."""
        natural = self._natural()
        return natural >> 1 ^ -(natural & 1)
