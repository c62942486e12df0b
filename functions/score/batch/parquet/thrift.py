"""Reads Thrift's compact protocol, the encoding of a Parquet file's footer and page headers.

Source: https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md
"""

from collections.abc import Iterator
from typing import Any

# Types of values. Maps are not read, because Parquet does not use them.
TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, _, STRUCT = range(1, 13)
DOUBLE_BYTES = 8
LONG_LIST = 15  # instead of a list's length: the length follows
MAX_DEPTH = 16  # of nested values
MAX_BITS = 70  # of a number: 64 bits in bytes of seven
# In memory at once; an empty struct takes one byte in a file and 64 in memory. A row group of 10,000 columns
# has 400,000.
MAX_VALUES = 1_000_000


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
        self._values = 0

    def structs(self, wanted: int) -> Iterator[dict[int, Any]]:
        """Yield the structs of the list with this field number one by one; nothing if it is absent."""
        for field, kind in self._fields():
            if field != wanted or kind != LIST:
                self._values = 0
                self._field(kind, 1)
                continue
            element, length = self._list_head()
            if element != STRUCT:
                raise ValueError(f"field {wanted} is no list of structs")
            for _ in range(length):
                self._values = 0
                yield self.struct(1)

    def struct(self, depth: int = 0) -> dict[int, Any]:
        """Return the struct's values by field number; absent fields are left out."""
        if depth > MAX_DEPTH:
            raise ValueError(f"values are nested more than {MAX_DEPTH} deep")
        return {field: self._field(kind, depth + 1) for field, kind in self._fields()}

    def _fields(self) -> Iterator[tuple[int, int]]:
        """Yield the number and the type of each field, whose value has to be read before the next one."""
        field = 0
        while head := self._byte():
            step, kind = head >> 4, head & 0x0F
            field = field + step if step else self._number()
            yield field, kind

    def _field(self, kind: int, depth: int) -> Any:
        return kind == TRUE if kind in (TRUE, FALSE) else self._value(kind, depth)

    def _value(self, kind: int, depth: int) -> Any:
        self._values += 1
        if self._values > MAX_VALUES:
            raise ValueError(f"there are more than {MAX_VALUES} values")
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
        kind, length = self._list_head()
        if depth > MAX_DEPTH:
            raise ValueError(f"values are nested more than {MAX_DEPTH} deep")
        return [self._value(kind, depth + 1) for _ in range(length)]

    def _list_head(self) -> tuple[int, int]:
        """Return the type of a list's elements, and their number."""
        head = self._byte()
        return head & 0x0F, self._natural() if head >> 4 == LONG_LIST else head >> 4

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
