"""Decodes the bytes of a text file, by the first of these rules that applies.

1. A byte order mark names the encoding (UTF-8, UTF-16, UTF-32).
2. Valid UTF-8 is UTF-8.
3. Bytes with more UTF-8 characters than invalid bytes are a damaged UTF-8 file: an error.
4. Anything else is Windows-1252 (which includes the printable characters of latin-1) if it reads like a
   western language, and otherwise an error, because the text would be unreadable.
"""

import codecs
import re
import string

from common.errors import BatchError

BYTE_ORDER_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Binary files that people upload under a text file's name, by their first bytes.
BINARY_FORMATS = (
    (b"\x1f\x8b", "gzip data: add .gz to its name"),
    (b"PAR1", "a Parquet file: rename it to .parquet"),
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook: save it as CSV in UTF-8"),
    (b"%PDF", "a PDF: save its table as CSV in UTF-8"),
)
# In western languages about one letter in ten is outside ASCII; in Cyrillic, Greek or Asian text in an 8-bit
# encoding nearly all are. The limit is in between, nearer to the western share.
MAX_NON_ASCII_SHARE = 1 / 3
# In UTF-16 without a byte order mark about half of the bytes are NUL; a text file has none.
UTF16_NUL_SHARE = 0.25
LETTERS = string.ascii_letters.encode()
NON_ASCII = bytes(range(0x80, 0x100))
UTF8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def decode(content: bytes) -> str:
    """Return the text of a file, without its byte order mark.

    Raises BatchError: wrong_encoding with the byte's offset and row, nul_bytes with the row, empty_file if
    the text is only white space.
    """
    _check_binary(content)
    text = _decoded(content)
    if not text or text.isspace():
        raise BatchError("empty_file", "the file is empty: it has only white space")
    _check_nul(text, 1)
    return text


def _check_binary(content: bytes) -> None:
    for start, advice in BINARY_FORMATS:
        if content.startswith(start):
            raise BatchError("wrong_encoding", f"the file is not text but {advice}")


def _check_nul(text: str, first_row: int) -> None:
    nul = text.find("\0")
    if nul >= 0:
        row = first_row - 1 + _row_after(text[:nul])
        raise BatchError("nul_bytes", f"row {row} has a NUL byte: remove it", row=row)


class Decoder:
    """Decodes a large file in chunks; the first chunk decides the encoding.

    Attributes
    ----------
    row : 1-based row in which the next chunk begins.
    """

    def __init__(self, start: bytes) -> None:
        _check_binary(start)
        self.row = 1
        self._mark, self._encoding = _encoding_of_start(start)
        self._decoder = codecs.getincrementaldecoder(self._encoding)()

    def decode(self, chunk: bytes, *, last: bool) -> str:
        """Return the next part of the text; raises BatchError like `decode`."""
        skip, self._mark = self._mark, 0
        try:
            text = self._decoder.decode(chunk[skip:], final=last)
        except UnicodeDecodeError as error:
            row = self.row + _row_after(error.object[: error.start].decode(self._encoding, "ignore")) - 1
            place = f"byte 0x{error.object[error.start]:02X} in row {row}"
            message = f"{place} is not {self._encoding.upper()}: save the file as UTF-8"
            raise BatchError("wrong_encoding", message, row=row) from error
        _check_nul(text, self.row)
        self.row += text.count("\n")
        return text


def _encoding_of_start(start: bytes) -> tuple[int, str]:
    """Return the length of a file's byte order mark and its encoding."""
    for mark, encoding in BYTE_ORDER_MARKS:
        if start.startswith(mark):
            return len(mark), encoding
    whole_characters = start[: max(start.rfind(b"\n"), 0) + 1] or start
    try:
        _decoded(whole_characters)
        whole_characters.decode("utf-8")
    except UnicodeDecodeError:
        return 0, "cp1252"
    return 0, "utf-8"


def _decoded(content: bytes) -> str:
    for mark, encoding in BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return _strictly(content, encoding, encoding.upper(), skip=len(mark))
    if content.count(0) > UTF16_NUL_SHARE * len(content):
        message = "the file looks like UTF-16 without a byte order mark: save it as UTF-8"
        raise BatchError("wrong_encoding", message, row=1)
    try:
        return _strictly(content, "utf-8", "UTF-8")
    except BatchError as error:
        if _is_damaged_utf8(content):
            raise
        if not _looks_western(content):
            message = "the file is neither UTF-8 nor western text in Windows-1252: save it as UTF-8"
            raise BatchError("wrong_encoding", message, row=error.row) from error
        return _strictly(content, "cp1252", "UTF-8 or Windows-1252")


def _strictly(content: bytes, encoding: str, name: str, skip: int = 0) -> str:
    body = content[skip:]
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        row = _row_after(body[: error.start].decode(encoding, "ignore"))
        place = f"byte 0x{body[error.start]:02X} at offset {error.start + skip} (row {row})"
        message = f"{place} is not {name}: save the file as UTF-8"
        raise BatchError("wrong_encoding", message, row=row) from error


def _is_damaged_utf8(content: bytes) -> bool:
    lengths = [len(character) for character in UTF8_CHARACTER.findall(content)]
    return len(lengths) > _count(content, NON_ASCII) - sum(lengths)


def _looks_western(content: bytes) -> bool:
    non_ascii = _count(content, NON_ASCII)
    return non_ascii <= MAX_NON_ASCII_SHARE * (non_ascii + _count(content, LETTERS))


def _count(content: bytes, values: bytes) -> int:
    return len(content) - len(content.translate(None, values))


def _row_after(text: str) -> int:
    """Return the 1-based row in which `text` ends; line ends are LF, CR LF or CR."""
    return text.count("\n") + text.count("\r") - text.count("\r\n") + 1
