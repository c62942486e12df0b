"""Reads the plain bytes of a stored object, with a size limit before and after unpacking."""

import gzip
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO, cast

from common.errors import BatchError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK_BYTES = 1024**2  # per read; large enough that the loop costs nothing beside the copying

# gzip can expand data 1,000 times, real tables expand 5 to 50 times. Small contents are not checked.
MAX_RATIO = 200
RATIO_CHECKED_FROM_BYTES = 64 * 1024**2
GZIP_MAGIC = b"\x1f\x8b"


class BoundedStream(io.RawIOBase):
    """A stream that raises BatchError("file_too_large") after `max_bytes`."""

    def __init__(self, stream: BinaryIO, max_bytes: int, state: str) -> None:
        self._stream = stream
        self._max_bytes = max_bytes
        self._state = state
        self.bytes_read = 0

    def readable(self) -> bool:
        """Tell io that this stream can be read."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Read the next bytes into `buffer` and return their number."""
        room = memoryview(buffer)
        chunk = self._next(len(room))
        self.bytes_read += len(chunk)
        if self.bytes_read > self._max_bytes:
            raise BatchError(
                "file_too_large", f"the file is larger than {self._max_bytes} bytes {self._state}: split it"
            )
        room[: len(chunk)] = chunk
        return len(chunk)

    def _next(self, size: int) -> bytes:
        return self._stream.read(size)


class UnpackedStream(BoundedStream):
    """The content of a gzip stream; raises BatchError instead of gzip's own errors.

    It raises BatchError("file_too_large") also if the content is far larger than the stored bytes; see
    MAX_RATIO.
    """

    def __init__(self, packed: BinaryIO, stored: BoundedStream, max_bytes: int) -> None:
        unpacker = cast("BinaryIO", gzip.GzipFile(fileobj=packed, mode="rb"))
        super().__init__(unpacker, max_bytes, "after unpacking")
        self._stored = stored

    def _next(self, size: int) -> bytes:
        stored = self._stored.bytes_read
        if self.bytes_read > RATIO_CHECKED_FROM_BYTES and self.bytes_read > MAX_RATIO * stored:
            message = (
                f"{stored} bytes of gzip unpack to more than {self.bytes_read}, over {MAX_RATIO} times as "
                "many, which no real table does; if the file is right, upload it unpacked"
            )
            raise BatchError("file_too_large", message)
        try:
            return super()._next(size)
        except EOFError as error:
            raise BatchError("broken_gzip", "the gzip data is truncated: upload the file again") from error
        except (gzip.BadGzipFile, zlib.error) as error:
            raise BatchError("broken_gzip", "the gzip data is corrupt: compress the file again") from error


def open_stored(stream: BinaryIO, max_bytes: int, *, gzipped: bool) -> BinaryIO:
    """Return `stream` with a size limit, and unpacked if it is gzip; most errors are raised while it is read.

    Errors of `stream` itself (such as a store that fails during a read) are raised unchanged.
    """
    bounded = BoundedStream(stream, max_bytes, "as stored")
    stored = io.BufferedReader(bounded, CHUNK_BYTES)
    if not gzipped:
        return stored
    start = stored.peek(len(GZIP_MAGIC))
    if start and not start.startswith(GZIP_MAGIC):
        message = "the file is not gzip: compress it with gzip, or remove .gz from its name"
        raise BatchError("broken_gzip", message)
    unpacked = io.BufferedReader(UnpackedStream(stored, bounded, max_bytes), CHUNK_BYTES)
    if unpacked.peek(len(GZIP_MAGIC)).startswith(GZIP_MAGIC):
        raise BatchError("broken_gzip", "the file was compressed with gzip twice: unpack it once")
    return unpacked


def read_start(source: BinaryIO, size: int) -> bytes:
    """Return the first `size` bytes of a stream, or all of them if there are fewer.

    Raises BatchError("empty_file"), and whatever the stream raises.
    """
    parts: list[bytes] = []
    missing = size
    while missing > 0 and (chunk := source.read(min(missing, CHUNK_BYTES))):
        parts.append(chunk)
        missing -= len(chunk)
    if not parts:
        raise BatchError("empty_file", "the file is empty: 0 bytes")
    return b"".join(parts)
