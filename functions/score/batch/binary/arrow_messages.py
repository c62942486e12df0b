"""Reads the messages of an Arrow stream without their rows: how many there are, and how much they unpack to.

A record batch is read and unpacked as a whole, and may have any size. Each packed buffer begins with its size
unpacked; only the metadata of the message says where the buffers begin. pyarrow exposes neither before it has
read the batch, so this module reads the metadata, a FlatBuffer, itself.
Field numbers: https://github.com/apache/arrow/blob/main/format/Message.fbs
"""

import io
import struct
from typing import BinaryIO, NamedTuple

from common.errors import BatchError

MAX_BATCH_BYTES = 512 * 1024**2  # unpacked at once; usual batches have 64 MiB or less
MAX_METADATA_BYTES = 64 * 1024**2
CONTINUATION = b"\xff\xff\xff\xff"  # before the size of the metadata, in files of Arrow 0.15 and later
NUMBER = struct.Struct("<i")
# Field numbers: of a message, of a dictionary batch (whose rows are a record batch), of a record batch.
HEADER_TYPE, HEADER, BODY_BYTES = 1, 2, 3
DICTIONARY_DATA = 1
LENGTH, BUFFERS, COMPRESSION = 0, 2, 3
DICTIONARY_BATCH, RECORD_BATCH = 2, 3  # types of headers
BUFFER = struct.Struct("<qq")  # offset in the body, length
SIZE = struct.Struct("<q")  # at the start of a packed buffer; -1 if it is not packed after all


class Table:
    """A table of a FlatBuffer: fields by number, at offsets that a second table lists."""

    def __init__(self, data: memoryview, place: int) -> None:
        self._data, self._place = data, place
        self._fields = place - self._number("<i", place)

    def place(self, field: int) -> int | None:
        """Return where a field's value is; None if the table does not have the field."""
        if 4 + 2 * field >= self._number("<H", self._fields):
            return None
        offset = self._number("<H", self._fields + 4 + 2 * field)
        return self._place + offset if offset else None

    def number(self, field: int, form: str) -> int:
        """Return a number, 0 if it is missing."""
        place = self.place(field)
        return 0 if place is None else self._number(form, place)

    def table(self, field: int) -> "Table | None":
        """Return a table in this table."""
        place = self.place(field)
        return None if place is None else Table(self._data, place + self._number("<I", place))

    def vector(self, field: int) -> tuple[int, int]:
        """Return where a vector's elements begin, and their number."""
        place = self.place(field)
        if place is None:
            return 0, 0
        begin = place + self._number("<I", place)
        return begin + 4, self._number("<I", begin)

    def _number(self, form: str, place: int) -> int:
        (number,) = struct.unpack_from(form, self._data, place)
        return int(number)


def count_rows(file: BinaryIO) -> int:
    """Return the number of rows of the stream that begins at the file's position.

    Raises BatchError("file_too_large") if a batch unpacks to too much, ValueError if it cannot be read.
    """
    rows, kept, end = 0, 0, _size(file)
    try:
        while metadata := _metadata(file, end):
            message = Table(metadata, struct.unpack_from("<I", metadata)[0])
            body = file.tell()
            found = _Batch.of(file, message, metadata)
            kept += found.size if found.is_dictionary else 0  # until the end
            _check_size(kept + (0 if found.is_dictionary else found.size))
            rows += found.rows
            next_message = body + message.number(BODY_BYTES, "<q")
            if not body <= next_message <= end:
                raise ValueError("a message is truncated")
            file.seek(next_message)
    except struct.error as error:
        raise ValueError("the metadata of a message cannot be read") from error
    return rows


def _size(file: BinaryIO) -> int:
    place = file.tell()
    size = file.seek(0, io.SEEK_END)
    file.seek(place)
    return size


def _metadata(file: BinaryIO, end: int) -> memoryview:
    """Read the metadata of the next message; empty at the end of the stream."""
    prefix = file.read(NUMBER.size)
    if prefix == CONTINUATION:
        prefix = file.read(NUMBER.size)
    if not prefix:
        return memoryview(b"")
    (size,) = NUMBER.unpack(prefix)
    if not 0 <= size <= min(MAX_METADATA_BYTES, end - file.tell()):
        raise ValueError(f"the metadata of a message cannot have {size} bytes")
    return memoryview(file.read(size))


class _Batch(NamedTuple):
    """What a message has: rows, the bytes that it unpacks to, and whether these are those of a dictionary."""

    rows: int
    size: int
    is_dictionary: bool

    @classmethod
    def of(cls, file: BinaryIO, message: Table, metadata: memoryview) -> "_Batch":
        """Return what a message has, nothing if it has no rows."""
        kind, header = message.number(HEADER_TYPE, "<B"), message.table(HEADER)
        is_dictionary = kind == DICTIONARY_BATCH
        batch = header.table(DICTIONARY_DATA) if header and is_dictionary else header
        if batch is None or kind not in (DICTIONARY_BATCH, RECORD_BATCH):
            return cls(0, 0, is_dictionary=False)
        rows = 0 if is_dictionary else batch.number(LENGTH, "<q")
        if rows < 0:
            raise ValueError(f"a batch cannot have {rows} rows")
        return cls(rows, _unpacked_bytes(file, batch, metadata), is_dictionary)


def _check_size(size: int) -> None:
    if size > MAX_BATCH_BYTES:
        problem = (
            f"a batch of the file's rows unpacks to {size} bytes at once, with the dictionaries before it; "
            f"at most {MAX_BATCH_BYTES} are allowed: write smaller batches"
        )
        raise BatchError("file_too_large", problem)


def _unpacked_bytes(file: BinaryIO, batch: Table, metadata: memoryview) -> int:
    body = file.tell()
    packed = batch.place(COMPRESSION) is not None
    begin, count = batch.vector(BUFFERS)
    total = 0
    for offset, length in BUFFER.iter_unpack(metadata[begin : begin + count * BUFFER.size]):
        size = length
        if packed and length >= SIZE.size and offset >= 0:
            file.seek(body + offset)
            size = max(length, *SIZE.unpack(file.read(SIZE.size)))
        total += max(0, size)
    return total
