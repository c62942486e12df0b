"""From the stored object to its plain bytes: bounded on the way in, and again while unpacking."""

import gzip
import io
import zlib
from typing import TYPE_CHECKING, BinaryIO, cast

from common.errors import BatchError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK_BYTES = 1024**2  # read at a time; large enough that the loop costs nothing beside the copying

# How many bytes one stored byte may unpack to, once there are many: gzip reaches 1,000, real tables 5 to 50.
MOST_UNPACKED = 200
FREE_BYTES = 64 * 1024**2
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
    """The content of a gzip stream, with gzip's own errors told as BatchError("broken_gzip").

    Raises BatchError("file_too_large") too where far more comes out than went in: see MOST_UNPACKED.
    """

    def __init__(self, packed: BinaryIO, stored: BoundedStream, max_bytes: int) -> None:
        unpacker = cast("BinaryIO", gzip.GzipFile(fileobj=packed, mode="rb"))
        super().__init__(unpacker, max_bytes, "after unpacking")
        self._stored = stored

    def _next(self, size: int) -> bytes:
        if self.taken > FREE_BYTES and self.taken > MOST_UNPACKED * self._stored.taken:
            message = (
                f"{self._stored.taken} bytes of gzip unpack to more than {self.taken}, over {MOST_UNPACKED} "
                "times as many: no table of data does; if this one is meant, store it unpacked"
            )
            raise BatchError("file_too_large", message)
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
    bounded = BoundedStream(stream, max_bytes, "as stored")
    stored = io.BufferedReader(bounded, CHUNK_BYTES)
    if not gzipped:
        return stored
    start = stored.peek(len(GZIP_MAGIC))
    if start and not start.startswith(GZIP_MAGIC):
        raise BatchError("broken_gzip", "the file is not gzip: pack it, or drop .gz from its name")
    return io.BufferedReader(UnpackedStream(stored, bounded, max_bytes), CHUNK_BYTES)


def read_start(source: BinaryIO, size: int) -> bytes:
    """Return the first `size` bytes of a plain stream; fewer where it ends before.

    Raises BatchError: empty_file, and whatever the stream raises.
    """
    held: list[bytes] = []
    wanted = size
    while wanted > 0 and (chunk := source.read(min(wanted, CHUNK_BYTES))):
        held.append(chunk)
        wanted -= len(chunk)
    if not held:
        raise BatchError("empty_file", "the file is empty: 0 bytes")
    return b"".join(held)
