"""Reads the plain bytes of a stored object, with a size limit before and after unpacking."""

import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, BinaryIO

from common.errors import BatchError, BatchErrorType
from common.file_formats import MAGIC_BYTES, begins_right
from functions.score.batch.compressions import COMPRESSIONS
from functions.score.batch.large.whole_file import seekable
from functions.score.batch.limits import Limits

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

CHUNK_BYTES = 1024**2  # per read; large enough that the loop costs nothing beside the copying

# Compression can expand data 1,000 times and more, real tables expand 5 to 50 times. Small contents are not
# checked.
MAX_RATIO = 200
RATIO_CHECKED_FROM_BYTES = 64 * 1024**2
EMPTY = "the file is empty: 0 bytes"


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


class StoredStream(BoundedStream):
    """The bytes as stored.

    Attributes
    ----------
    failure : the error of the store, if there was one; libraries that read from this stream may hide it.
    """

    def __init__(self, stream: BinaryIO, max_bytes: int) -> None:
        super().__init__(stream, max_bytes, "as stored")
        self.failure: Exception | None = None

    def _next(self, size: int) -> bytes:
        try:
            return super()._next(size)
        except Exception as error:
            self.failure = error
            raise


class UnpackedStream(BoundedStream):
    """The content of a compressed stream; raises BatchError instead of the compression's own errors.

    It raises BatchError("file_too_large") also if the content is far larger than the stored bytes; see
    MAX_RATIO.
    """

    def __init__(self, packed: BinaryIO, stored: StoredStream, ending: str, max_bytes: int) -> None:
        super().__init__(packed, max_bytes, "after unpacking")
        self._packed, self._stored, self._ending = packed, stored, ending
        self._opened = False

    def _next(self, size: int) -> bytes:
        compression = COMPRESSIONS[self._ending]
        stored = self._stored.bytes_read
        if self.bytes_read > RATIO_CHECKED_FROM_BYTES and self.bytes_read > MAX_RATIO * stored:
            message = (
                f"{stored} bytes of {compression.name} unpack to more than {self.bytes_read}, over "
                f"{MAX_RATIO} times as many, which no real table does; if it is right, upload it unpacked"
            )
            raise BatchError("file_too_large", message)
        kind = _kind(self._ending)
        try:
            if not self._opened:
                self._stream, self._opened = compression.open(self._packed), True
            return super()._next(size)
        except EOFError as error:
            message = f"the {compression.name} data is truncated: upload the file again"
            raise BatchError(kind, message) from error
        except compression.errors as error:
            if self._stored.failure:
                raise self._stored.failure from None
            problem = "truncated: upload" if "Truncated" in str(error) else "corrupt: compress"
            raise BatchError(kind, f"the {compression.name} data is {problem} the file again") from error


@contextmanager
def opened(stream: BinaryIO, limits: Limits, compression: str = "") -> Iterator[BinaryIO]:
    """Open the plain bytes of `stream`, with a size limit; most errors are raised while they are read.

    Errors of `stream` itself (such as a store that fails during a read) are raised unchanged.
    """
    bounded = StoredStream(stream, limits.max_bytes)
    stored = io.BufferedReader(bounded, CHUNK_BYTES)
    if not compression:
        yield stored
        return
    start = stored.peek(MAGIC_BYTES)
    if not start:
        raise BatchError("empty_file", EMPTY)
    if not begins_right(start, compression):
        name = COMPRESSIONS[compression].name
        message = f"the file is not {name}: compress it with {name}, or remove {compression} from its name"
        raise BatchError(_kind(compression), message)
    with ExitStack() as kept:
        packed: BinaryIO = stored
        if COMPRESSIONS[compression].needs_whole:
            first = read_start(stored, limits.whole_bytes + 1)
            packed = kept.enter_context(seekable(first, stored, limits))
        plain = io.BufferedReader(UnpackedStream(packed, bounded, compression, limits.max_bytes), CHUNK_BYTES)
        if begins_right(plain.peek(MAGIC_BYTES), compression):
            message = f"the file was compressed with {COMPRESSIONS[compression].name} twice: unpack it once"
            raise BatchError(_kind(compression), message)
        yield plain


def _kind(compression: str) -> BatchErrorType:
    return "broken_gzip" if compression == ".gz" else "broken_compression"


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
        raise BatchError("empty_file", EMPTY)
    return b"".join(parts)
