"""How each compression is unpacked: a readable stream of the plain bytes from one of the packed bytes.

All unpack at most as much as is read. Several members or frames in a row are one file, as in the usual tools;
of a ZIP archive, its only member is.
"""

import bz2
import gzip
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol, cast

from common.errors import BatchError
from functions.score.batch.wording import listed

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PACKED_BYTES = 64 * 1024  # read at once
XZ_MEMORY = 160 * 1024**2  # `xz -9` needs 65 MiB; a hostile header could ask for 4 GiB
# The end of a ZIP archive: its signature, its size, and where it has the size of the list of members.
ZIP_END, ZIP_END_BYTES, ZIP_COMMENT_BYTES = b"PK\x05\x06", 22, 65_535
ZIP_LIST_SIZE = struct.Struct("<12xL")  # in bytes
MAX_ZIP_LIST_BYTES = 1024**2
ZIP_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What the archive programs of macOS and Windows add.
NO_MEMBERS = ("__MACOSX/", ".DS_Store", "Thumbs.db", "desktop.ini")


class Compression(NamedTuple):
    """A compression.

    Attributes
    ----------
    name : in messages.
    open : returns a stream of the plain bytes.
    errors : what that stream raises if the data is corrupt; EOFError if it is truncated.
    needs_whole : whether the packed stream must be seekable.
    """

    name: str
    open: Callable[[BinaryIO], BinaryIO]
    errors: tuple[type[Exception], ...]
    needs_whole: bool = False


class _Decompressor(Protocol):
    """What the decompressors of bz2 and lzma have in common."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Unpacked(io.RawIOBase):
    """The content of bz2 or xz; unlike the standard library's files, it does not ignore what follows it."""

    def __init__(self, packed: BinaryIO, new: Callable[[], _Decompressor]) -> None:
        self._packed, self._new = packed, new
        self._decompressor = new()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        room = memoryview(buffer)
        while True:
            data = b""
            if self._decompressor.eof:
                data = self._decompressor.unused_data or self._packed.read(PACKED_BYTES)
                if not data:
                    return 0
                self._decompressor = self._new()
            elif self._decompressor.needs_input:
                data = self._packed.read(PACKED_BYTES)
                if not data:
                    raise EOFError
            chunk = self._decompressor.decompress(data, len(room))
            if chunk:
                room[: len(chunk)] = chunk
                return len(chunk)


def _gzip(packed: BinaryIO) -> BinaryIO:
    return cast("BinaryIO", gzip.GzipFile(fileobj=packed, mode="rb"))


def _bz2(packed: BinaryIO) -> BinaryIO:
    return cast("BinaryIO", _Unpacked(packed, bz2.BZ2Decompressor))


def _xz(packed: BinaryIO) -> BinaryIO:
    return cast(
        "BinaryIO", _Unpacked(packed, lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=XZ_MEMORY))
    )


def _zstd(packed: BinaryIO) -> BinaryIO:
    import pyarrow as pa

    return cast("BinaryIO", pa.CompressedInputStream(pa.PythonFile(packed, mode="r"), "zstd"))


def _zip(packed: BinaryIO) -> BinaryIO:
    _check_zip_list(packed)
    archive = zipfile.ZipFile(packed)
    members = [
        member
        for member in archive.infolist()
        if not member.is_dir() and not member.filename.startswith(NO_MEMBERS[0])
        and member.filename.rpartition("/")[2] not in NO_MEMBERS
    ]  # fmt: skip
    if len(members) != 1:
        named = f" ({listed(member.filename for member in members)})" if members else ""
        message = f"the ZIP archive has {len(members)} files{named}: put one file into it"
        raise BatchError("broken_compression", message)
    if members[0].flag_bits & 1:
        raise BatchError("broken_compression", "the ZIP archive has a password: compress it without one")
    if members[0].compress_type not in ZIP_METHODS:  # of others, Python unpacks any amount at once
        raise BatchError(
            "broken_compression", "the ZIP archive is not compressed with deflate: write it again"
        )
    return cast("BinaryIO", archive.open(members[0]))


def _check_zip_list(packed: BinaryIO) -> None:
    """Raise BatchError if the list of members, which is read at once, is too large."""
    size = packed.seek(0, io.SEEK_END)
    packed.seek(max(0, size - ZIP_END_BYTES - ZIP_COMMENT_BYTES))
    end = packed.read()
    place = end.rfind(ZIP_END)
    if place < 0 or len(end) - place < ZIP_END_BYTES:
        raise EOFError
    (list_bytes,) = ZIP_LIST_SIZE.unpack_from(end, place)
    if list_bytes > MAX_ZIP_LIST_BYTES:
        message = "the ZIP archive has too many files, or more than 4 GiB: use .gz or .zst for one large file"
        raise BatchError("broken_compression", message)


COMPRESSIONS = {
    ".gz": Compression("gzip", _gzip, (gzip.BadGzipFile, zlib.error)),
    ".bz2": Compression("bzip2", _bz2, (OSError, ValueError)),
    ".xz": Compression("xz", _xz, (lzma.LZMAError,)),
    ".zst": Compression("Zstandard", _zstd, (OSError,)),
    ".zip": Compression(
        "ZIP",
        _zip,
        (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, ValueError, RuntimeError),
        needs_whole=True,
    ),
}
