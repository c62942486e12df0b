"""Reads Thrift's compact protocol, the encoding of a Parquet file's footer and page headers.

Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from typing import Any

# Types of values. Maps are not read, because Parquet does not use them.
TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, _, STRUCT = range(1, 13)
DOUBLE_BYTES = 8
LONG_LIST = 15  # instead of a list's length: the length follows
MAX_DEPTH = 16  # of nested values
MAX_BITS = 70  # of a number: 64 bits in bytes of seven


class Reader:
    """Reads a struct at the start of `content`.

    Raises IndexError if the content ends before the struct does, ValueError if it is no struct.

    Attributes
    ----------
    position : number of bytes read.
    """

    def __init__(self, content: bytes) -> None:
        self.position = 0
        self._content = content

    def struct(self, depth: int = 0) -> dict[int, Any]:
        """Return the struct's values by field number; absent fields are left out."""
        if depth > MAX_DEPTH:
            raise ValueError(f"values are nested more than {MAX_DEPTH} deep")
        values: dict[int, Any] = {}
        field = 0
        while head := self._byte():
            step, kind = head >> 4, head & 0x0F
            field = field + step if step else self._number()
            values[field] = kind == TRUE if kind in (TRUE, FALSE) else self._value(kind, depth + 1)
        return values

    def _value(self, kind: int, depth: int) -> Any:
        if kind in (TRUE, FALSE, BYTE):  # the first two only in lists: in a struct the type is the value
            return self._byte()
        if kind in (I16, I32, I64):
            return self._number()
        if kind in (DOUBLE, BINARY):
            return self._bytes(DOUBLE_BYTES if kind == DOUBLE else self._natural())
        if kind in (LIST, SET):
            return self._list(depth)
        if kind == STRUCT:
            return self.struct(depth)
        raise ValueError(f"there is no value type {kind}")

    def _list(self, depth: int) -> list[Any]:
        head = self._byte()
        length = self._natural() if head >> 4 == LONG_LIST else head >> 4
        if depth > MAX_DEPTH:
            raise ValueError(f"values are nested more than {MAX_DEPTH} deep")
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
        """Return a number stored in seven bits per byte, lowest first; the eighth says that more follow."""
        number = 0
        for shift in range(0, MAX_BITS, 7):
            byte = self._byte()
            number |= (byte & 0x7F) << shift
            if byte < 0x80:  # noqa: PLR2004 - the eighth bit
                return number
        raise ValueError(f"a number has more than {MAX_BITS} bits")

    def _number(self) -> int:
        """Return a signed number: 0, -1, 1, -2, ... are stored as 0, 1, 2, 3, ..."""
        natural = self._natural()
        return natural >> 1 ^ -(natural & 1)
