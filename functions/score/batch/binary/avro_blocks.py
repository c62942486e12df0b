"""Reads the blocks of an Avro file, and unpacks them within a limit, which fastavro does not have.

Format: https://avro.apache.org/docs/1.12.0/specification/#object-container-files
"""

import bz2
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import BinaryIO, NamedTuple

from common.errors import BatchError

MAX_BLOCK_BYTES = 16 * 1024**2  # packed or unpacked; usual blocks have 16 KiB to 1 MiB
SYNC_BYTES = 16  # after each block, the same ones in all the file
MAX_NUMBER_BYTES = 10
CRC_BYTES = 4  # after data packed by snappy


class Block(NamedTuple):
    """Some records of a file: how many, and their bytes as stored."""

    records: int
    packed: bytes


def blocks(file: BinaryIO, sync: bytes) -> Iterator[Block]:
    """Yield the blocks from the file's position on; raises ValueError if one is damaged."""
    while first := file.read(1):
        records, size = _number(file, first), _number(file, file.read(1))
        if records < 0 or not size >= 0:
            raise ValueError(f"a block cannot have {records} records in {size} bytes")
        if size > MAX_BLOCK_BYTES:
            raise _too_large(size)
        packed = file.read(size)
        if len(packed) < size or file.read(SYNC_BYTES) != sync:
            raise ValueError("a block is truncated or damaged")
        yield Block(records, packed)


def unpacked(packed: bytes, codec: str) -> bytes:
    """Return the plain bytes of a block; raises ValueError if the codec is unknown or the data damaged."""
    if codec not in CODECS:
        raise ValueError(f"the codec {codec!r} is not one of {', '.join(CODECS)}")
    try:
        return CODECS[codec](packed)
    except (zlib.error, OSError, lzma.LZMAError, EOFError) as error:
        raise ValueError(f"a block cannot be unpacked with {codec}") from error


def _number(file: BinaryIO, first: bytes) -> int:
    """Read a number: seven bits in each byte, the lowest first, its sign in the lowest bit."""
    byte, value, shift = first, 0, 0
    while byte and shift < 7 * MAX_NUMBER_BYTES:
        value |= (byte[0] & 0x7F) << shift
        shift += 7
        if byte[0] < 0x80:  # noqa: PLR2004 - the highest bit says that another byte follows
            return (value >> 1) ^ -(value & 1)
        byte = file.read(1)
    raise ValueError("a number is truncated or damaged")


def _too_large(size: int) -> BatchError:
    message = f"a block of the Avro file has {size} bytes or more; at most {MAX_BLOCK_BYTES} are allowed: "
    return BatchError("file_too_large", f"{message}write smaller blocks")


def _checked(content: bytes) -> bytes:
    if len(content) > MAX_BLOCK_BYTES:
        raise _too_large(len(content))
    return content


def _snappy(packed: bytes) -> bytes:
    import pyarrow as pa

    data = packed[:-CRC_BYTES]
    size, shift = 0, 0
    for byte in data[:5]:  # the size begins the data, as a number without a sign
        size |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:  # noqa: PLR2004 - see above
            break
    if size > MAX_BLOCK_BYTES:
        raise _too_large(size)
    return bytes(pa.decompress(data, decompressed_size=size, codec="snappy", asbytes=True))


def _zstandard(packed: bytes) -> bytes:
    import pyarrow as pa

    stream = pa.CompressedInputStream(pa.BufferReader(packed), "zstd")
    return _checked(stream.read(MAX_BLOCK_BYTES + 1))


def _bounded(new: Callable[[], "bz2.BZ2Decompressor | lzma.LZMADecompressor"]) -> Callable[[bytes], bytes]:
    return lambda packed: _checked(new().decompress(packed, MAX_BLOCK_BYTES + 1))


def _deflate(packed: bytes) -> bytes:
    return _checked(zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, MAX_BLOCK_BYTES + 1))


CODECS: dict[str, Callable[[bytes], bytes]] = {
    "null": bytes,
    "deflate": _deflate,
    "snappy": _snappy,
    "zstandard": _zstandard,
    "bzip2": _bounded(bz2.BZ2Decompressor),
    "xz": _bounded(lambda: lzma.LZMADecompressor(memlimit=2 * MAX_BLOCK_BYTES)),
}
