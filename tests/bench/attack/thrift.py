"""Reads Thrift's compact protocol into lists that can be changed, and writes them again.

A struct is a list of [field number, type, value]; a list is [type of its elements, values]. Independent of
the reader under attack.
"""

from __future__ import annotations

from typing import Any

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)
WHOLE = (I16, I32, I64)
SHORT_LIST = 15
DOUBLE_BYTES = 8


class Reader:
    """Reads the struct at the start of `content`; `position` is then the number of its bytes."""

    def __init__(self, content: bytes, position: int = 0) -> None:
        self.content, self.position = content, position

    def struct(self) -> list[list[Any]]:
        """Return the fields of a struct."""
        fields, number = [], 0
        while head := self._take(1)[0]:
            kind = head & 0x0F
            number = number + (head >> 4) if head >> 4 else self._whole()
            fields.append([number, kind, self._value(kind) if kind > FALSE else kind == TRUE])
        return fields

    def _value(self, kind: int) -> Any:
        if kind in WHOLE:
            return self._whole()
        if kind == BINARY:
            return self._take(self._natural())
        if kind in (LIST, SET):
            head = self._take(1)[0]
            length = self._natural() if head >> 4 == SHORT_LIST else head >> 4
            return [head & 0x0F, [self._value(head & 0x0F) for _ in range(length)]]
        if kind == STRUCT:
            return self.struct()
        return self._take(DOUBLE_BYTES if kind == DOUBLE else 1)

    def _take(self, size: int) -> bytes:
        self.position += size
        return self.content[self.position - size : self.position]

    def _natural(self) -> int:
        value = shift = 0
        while True:
            byte = self._take(1)[0]
            value |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                return value

    def _whole(self) -> int:
        natural = self._natural()
        return natural >> 1 ^ -(natural & 1)


def written(fields: list[list[Any]]) -> bytes:
    """Return the bytes of a struct; numbers of fields need not ascend."""
    parts, before = [], 0
    for number, kind, value in fields:
        if kind in (TRUE, FALSE):
            kind = TRUE if value else FALSE  # noqa: PLW2901 - the type is the value
        step = number - before
        short = 0 < step <= SHORT_LIST
        parts.append(bytes([step << 4 | kind]) if short else bytes([kind]) + _whole(number))
        parts.append(b"" if kind in (TRUE, FALSE) else _value(kind, value))
        before = number
    return b"".join(parts) + b"\0"


def _value(kind: int, value: Any) -> bytes:
    if kind in WHOLE:
        return _whole(value)
    if kind == BINARY:
        return _natural(len(value)) + bytes(value)
    if kind in (LIST, SET):
        element, values = value
        length = len(values)
        head = (
            bytes([length << 4 | element])
            if length < SHORT_LIST
            else bytes([0xF0 | element]) + _natural(length)
        )
        return head + b"".join(_value(element, each) for each in values)
    if kind == STRUCT:
        return written(value)
    return bytes(value)


def _natural(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _whole(value: int) -> bytes:
    return _natural((value << 1 ^ value >> 63) & (2**64 - 1))
