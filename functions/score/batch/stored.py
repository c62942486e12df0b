"""From the stored object to its plain bytes: bounded on the way in, and again while unpacking."""

import gzip
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO, cast

from common.errors import BatchError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK_BYTES = 1024**2  # read at a time; large enough that the loop costs nothing beside the copying

GZIP_MAGIC = b"\x1f\x8b"


class BoundedStream(io.RawIOBase):
    """A stream that raises BatchError("file_too_large") rather than give more than `max_bytes`."""

    def __init__(self, stream: BinaryIO, max_bytes: int, state: str) -> None:
        self._stream = stream
        self._max_bytes = max_bytes
        self._state = state
        self.taken = 0

    def readable(self) -> bool:
        """Tell io that this stream can be read."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Fill `buffer` with what comes next and return how many bytes that were."""
        room = memoryview(buffer)
        chunk = self._next(len(room))
        self.taken += len(chunk)
        if self.taken > self._max_bytes:
            raise BatchError(
                "file_too_large", f"the file is larger than {self._max_bytes} bytes {self._state}: split it"
            )
        room[: len(chunk)] = chunk
        return len(chunk)

    def _next(self, size: int) -> bytes:
        return self._stream.read(size)


class UnpackedStream(BoundedStream):
    """The content of a gzip stream, with gzip's own errors told as BatchError("broken_gzip")."""

    def __init__(self, packed: BinaryIO, max_bytes: int) -> None:
        unpacker = cast("BinaryIO", gzip.GzipFile(fileobj=packed, mode="rb"))
        super().__init__(unpacker, max_bytes, "after unpacking")

    def _next(self, size: int) -> bytes:
        try:
            return super()._next(size)
        except EOFError as error:
            message = "the gzip data stops in the middle: upload the file again"
            raise BatchError("broken_gzip", message) from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise BatchError("broken_gzip", "the gzip data is damaged: pack the file again") from error


def open_stored(stream: BinaryIO, max_bytes: int, *, gzipped: bool) -> BinaryIO:
    """Return `stream` bounded, and unpacked where it is gzip; most errors come while it is read.

    Errors of `stream` itself (a store that fails mid-read) pass through as they are.
    """
    stored = io.BufferedReader(BoundedStream(stream, max_bytes, "as stored"), CHUNK_BYTES)
    if not gzipped:
        return stored
    start = stored.peek(len(GZIP_MAGIC))
    if start and not start.startswith(GZIP_MAGIC):
        raise BatchError("broken_gzip", "the file is not gzip: pack it, or drop .gz from its name")
    return io.BufferedReader(UnpackedStream(stored, max_bytes), CHUNK_BYTES)


def read_stored(stream: BinaryIO, max_bytes: int, *, gzipped: bool) -> bytes:
    """Return the whole plain content of a stored object.

    Raises BatchError: file_too_large (as stored, or after unpacking), broken_gzip, empty_file.
    """
    source = open_stored(stream, max_bytes, gzipped=gzipped)
    content = b"".join(iter(lambda: source.read(CHUNK_BYTES), b""))
    if not content:
        raise BatchError("empty_file", "the file is empty: 0 bytes")
    return content
