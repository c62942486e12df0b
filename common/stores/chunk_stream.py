"""An object as a stream whose bytes are requested in chunks, as many at a time as somebody reads."""

import io
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class _Body(io.RawIOBase):
    def __init__(self, part: Callable[[int, int], bytes], size: int, chunk_bytes: int) -> None:
        self._part = part
        self._place = 0
        self._size = size
        self._chunk_bytes = chunk_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        room = memoryview(buffer)
        chunk = self._next(len(room))
        room[: len(chunk)] = chunk
        return len(chunk)

    def readall(self) -> bytes:
        return b"".join(iter(lambda: self._next(self._chunk_bytes), b""))

    def _next(self, most: int) -> bytes:
        wanted = min(most, self._chunk_bytes, self._size - self._place)
        chunk = self._part(self._place, wanted) if wanted else b""  # at the end, nobody has to be asked
        self._place += len(chunk)
        return chunk


def chunk_stream(part: Callable[[int, int], bytes], size: int, chunk_bytes: int) -> BinaryIO:
    """Return a stream of `size` bytes, with up to `chunk_bytes` in memory.

    Parameters
    ----------
    part : `part(start, count)` returns exactly `count` bytes, from `start` on, or raises an error.
    """
    return io.BufferedReader(_Body(part, size, chunk_bytes), max(1, min(size, chunk_bytes)))
