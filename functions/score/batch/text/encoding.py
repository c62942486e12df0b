"""From bytes to text, by the first of these rules that holds.

1. a byte order mark names the encoding (UTF-8, UTF-16, UTF-32);
2. bytes that are valid UTF-8 are UTF-8;
3. bytes that hold more UTF-8 characters than bytes that break it are a damaged UTF-8 file: an error;
4. everything else is Windows-1252, of which latin-1's printable characters are a part, if it reads
   like a western language; if not, an error rather than unreadable text.
"""

import codecs
import re
import string

from common.errors import BatchError

BYTE_ORDER_MARKS = (  # UTF-32 first: its little-endian mark begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Files of another kind that people rename or upload as text, by how they begin.
FOREIGN = (
    (b"\x1f\x8b", "gzip data: add .gz to its name"),
    (b"PAR1", "a Parquet file: name it .parquet"),
    (b"PK\x03\x04", "a ZIP archive or an Excel workbook: save it as CSV in UTF-8"),
    (b"%PDF", "a PDF: save its table as CSV in UTF-8"),
)
# Western languages write about one letter in ten outside ASCII; Cyrillic, Greek or Asian text in an
# encoding of its own is nearly all outside. The bound lies between, nearer to the few.
MAX_NON_ASCII_SHARE = 1 / 3
# UTF-16 text without a mark is about half NUL bytes; a text file has none.
UTF16_NUL_SHARE = 0.25
LETTERS = string.ascii_letters.encode()
NON_ASCII = bytes(range(0x80, 0x100))
UTF8_CHARACTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")


def decode(content: bytes) -> str:
    """Return the text of a file, without its byte order mark.

    Raises BatchError: wrong_encoding with the byte's offset and row, nul_bytes with the row,
    empty_file where there is nothing but white space.
    """
    _check_foreign(content)
    text = _decoded(content)
    if not text or text.isspace():
        raise BatchError("empty_file", "the file is empty: it holds only white space")
    _check_nul(text, 1)
    return text


def _check_foreign(content: bytes) -> None:
    for start, what in FOREIGN:
        if content.startswith(start):
            raise BatchError("wrong_encoding", f"the file is no text but {what}")


def _check_nul(text: str, first_row: int) -> None:
    nul = text.find("\0")
    if nul >= 0:
        row = first_row - 1 + _row_after(text[:nul])
        raise BatchError("nul_bytes", f"row {row} holds a NUL byte: remove it", row=row)


class Decoder:
    """The text of a large file in chunks; its encoding is told by the first of them.

    `row` is the 1-based row in which the next chunk begins.
    """

    def __init__(self, start: bytes) -> None:
        _check_foreign(start)
        self.row = 1
        self._mark, self._encoding = _encoding_of_start(start)
        self._decoder = codecs.getincrementaldecoder(self._encoding)()

    def decode(self, chunk: bytes, *, last: bool) -> str:
        """Return the next text; raises BatchError like `decode`, with the row of the file."""
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
    """Return the length of a file's byte order mark, and its encoding."""
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
        if not _reads_western(content):
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


def _reads_western(content: bytes) -> bool:
    non_ascii = _count(content, NON_ASCII)
    return non_ascii <= MAX_NON_ASCII_SHARE * (non_ascii + _count(content, LETTERS))


def _count(content: bytes, of: bytes) -> int:
    return len(content) - len(content.translate(None, of))


def _row_after(text: str) -> int:
    """Return the 1-based row in which `text` ends; a row may end in LF, CR LF or CR."""
    return text.count("\n") + text.count("\r") - text.count("\r\n") + 1
