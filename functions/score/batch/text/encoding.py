"""Decodes the bytes of a text file, by the first of these rules that applies.

1. A byte order mark names the encoding (UTF-8, UTF-16, UTF-32). It is removed, and so is every further one at
   the start of a line: some programs add one each time they save, and joined files keep theirs.
2. Valid UTF-8 is UTF-8.
3. The dataset's settings may name the encoding.
4. Bytes with more UTF-8 characters than invalid bytes are a damaged UTF-8 file: an error.
5. Anything else has the encoding that `code_pages` guesses, which a note says. Without a certain guess it is
   an error, because the text would be unreadable.
"""

import codecs
import re
from collections.abc import Callable
from typing import NamedTuple

from common.errors import BatchError
from functions.score.batch.text.code_pages import guess

BYTE_ORDER_MARKS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# In UTF-16 without a byte order mark about half of the bytes are NUL; a text file has none.
UTF16_NUL_SHARE = 0.25
FIRST_NON_ASCII = re.compile(rb"[\x80-\xff]")
ENOUGH_BYTES = 1024**2  # of text that is not UTF-8, to guess its encoding from
PIECE_BYTES = 1024**2
MARK = "\ufeff"
MISREAD_MARK = "\u00ef\u00bb\u00bf"  # a UTF-8 mark that was read as Windows-1252 and saved again
ADVICE = "save the file as UTF-8"
SETTING = 'or name its encoding in the settings of the dataset, such as encoding = "windows-1251"'

# Asks for the encoding that the settings of the dataset name; None if they name none.
Asked = Callable[[], str | None]


class Decoded(NamedTuple):
    """The text of a file without byte order marks, and notes about its encoding for the verdict."""

    text: str
    notes: tuple[str, ...] = ()


def nothing_asked() -> None:
    """Return that no settings name an encoding."""


def decode(content: bytes, asked: Asked = nothing_asked) -> Decoded:
    """Return the text of a file; `asked` is called only for a file that is not UTF-8.

    Raises BatchError: wrong_encoding with the byte's offset and row, nul_bytes with the row, empty_file if
    the text is only white space.
    """
    decoder = Decoder(content, asked)
    text = decoder.decode(content, last=True)
    if not text or text.isspace():
        raise BatchError("empty_file", "the file is empty: it has only white space")
    return Decoded(text, decoder.notes)


class Decoder:
    """Decodes a file in chunks; the first chunk with bytes outside ASCII decides the encoding.

    Attributes
    ----------
    row : 1-based row in which the next chunk begins.
    notes : about the encoding, for the verdict.
    """

    def __init__(self, start: bytes, asked: Asked = nothing_asked) -> None:
        self.row = 1
        self.notes: tuple[str, ...] = ()
        self._asked = asked
        self._offset = 0  # of the next chunk
        self._at_start = self._at_line_start = True
        self._has_returns: bool | None = None  # whether returns alone end the lines, as in old files of a Mac
        self._encoding, self._name, self._certain = "utf-8", "UTF-8", False
        self._kept = b""  # of text whose encoding is not certain yet
        self._skip = 0  # the length of the byte order mark
        for mark, encoding in BYTE_ORDER_MARKS:
            if start.startswith(mark):
                self._encoding, self._name, self._certain = encoding, encoding.upper(), True
                self._skip = len(mark)
                break
        self._decoder = codecs.getincrementaldecoder(self._encoding)()

    def decode(self, chunk: bytes, *, last: bool) -> str:
        """Return the next part of the text; raises BatchError like `decode`.

        Chunks are kept until there is enough to guess from.
        """
        if not self._certain:
            chunk, self._kept = self._kept + chunk, b""
            if not self._decide(chunk, last=last):
                whole_lines = _ascii_lines(chunk)
                chunk, self._kept = chunk[:whole_lines], chunk[whole_lines:]
        body, self._offset, self._skip = chunk[self._skip :], self._offset + self._skip, 0
        pending = len(self._decoder.getstate()[0])
        try:
            text = self._decoder.decode(body, final=last)
        except UnicodeDecodeError as error:
            raise self._not_decodable(error, self._offset - pending) from error
        except UnicodeError as error:  # of UTF-16 and UTF-32 without the mark that says which byte is first
            message = f"the file is not {self._name}: {error}; {ADVICE}"
            raise BatchError("wrong_encoding", message, row=self.row) from error
        self._offset += len(body)
        text = self._with_line_feeds(self._without_marks(text))
        _check_nul(text, self.row)
        self.row += text.count("\n")
        return text

    def _decide(self, chunk: bytes, *, last: bool) -> bool:
        """Choose the encoding of text without a byte order mark; return False if that takes more of it."""
        if b"\0" in chunk and chunk.count(0) > UTF16_NUL_SHARE * len(chunk):  # to count takes far longer
            message = f"the file looks like UTF-16 without a byte order mark: {ADVICE}"
            raise BatchError("wrong_encoding", message, row=1)
        if chunk.isascii():
            return True
        error = _utf8_error(chunk, last=last)
        if error is not None:
            if not last and len(chunk) < ENOUGH_BYTES:
                return False
            self._choose(chunk, error)
        self._certain = True
        return True

    def _choose(self, chunk: bytes, error: UnicodeDecodeError) -> None:
        """Choose the encoding of text that is not UTF-8."""
        if asked := self._asked():
            self._encoding = self._name = asked
        elif not _is_damaged_utf8(chunk):
            candidate = guess(chunk)
            if candidate is None:
                row = self.row - 1 + _row_after(chunk[: error.start].decode("utf-8", "ignore"))
                message = f"the file is not UTF-8, and its encoding is not certain: {ADVICE}, {SETTING}"
                raise BatchError("wrong_encoding", message, row=row) from error
            self._encoding, self._name = candidate.encoding, f"UTF-8 or {candidate.name}"
            note = f"the file is not UTF-8; it was decoded as {candidate.name}, a guess from its characters"
            if candidate.rivals:
                rivals = " or ".join(candidate.rivals)
                note += f"; they are few, and it may be {rivals}: if texts look wrong, {ADVICE}, {SETTING}"
            self.notes = (note,)
        self._decoder = codecs.getincrementaldecoder(self._encoding)()

    def _not_decodable(self, error: UnicodeDecodeError, offset: int) -> BatchError:
        """Return the error about a byte; `offset` is that of the first byte that was to be decoded."""
        row = self.row - 1 + _row_after(error.object[: error.start].decode(self._encoding, "ignore"))
        place = f"byte 0x{error.object[error.start]:02X} at offset {offset + error.start} (row {row})"
        return BatchError("wrong_encoding", f"{place} is not {self._name}: {ADVICE}", row=row)

    def _with_line_feeds(self, text: str) -> str:
        """Return a text whose lines end with line feeds, if all of the first text end with returns alone."""
        if self._has_returns is None and text:
            self._has_returns = "\r" in text[:-1] and "\n" not in text
        return text.replace("\r", "\n") if self._has_returns else text

    def _without_marks(self, text: str) -> str:
        """Remove byte order marks at the start of lines, and misread ones at the start of the file."""
        if self._at_line_start:
            text = text.lstrip(MARK)
        if self._at_start:
            text = text.removeprefix(MISREAD_MARK).lstrip(MARK)
        if text:
            self._at_start, self._at_line_start = False, text.endswith("\n")
        return re.sub(f"\n{MARK}+", "\n", text) if MARK in text else text


def _check_nul(text: str, first_row: int) -> None:
    nul = text.find("\0")
    if nul >= 0:
        row = first_row - 1 + _row_after(text[:nul])
        raise BatchError("nul_bytes", f"row {row} has a NUL byte: remove it", row=row)


def _utf8_error(chunk: bytes, *, last: bool) -> UnicodeDecodeError | None:
    """Return why a chunk is not UTF-8; only the last may not end within a character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(chunk, final=last)
    except UnicodeDecodeError as error:
        return error
    return None


def _ascii_lines(chunk: bytes) -> int:
    """Return the number of bytes in the lines before the first that has one outside ASCII."""
    first = FIRST_NON_ASCII.search(chunk)
    return chunk.rfind(b"\n", 0, first.start() if first else None) + 1


def _is_damaged_utf8(content: bytes) -> bool:
    """Tell whether there are more characters outside ASCII in UTF-8 than bytes that are none in it."""
    decoder = codecs.getincrementaldecoder("utf-8")("ignore")
    characters = size = 0
    for begin in range(0, len(content), PIECE_BYTES):  # of the whole, the characters take much memory
        piece = decoder.decode(content[begin : begin + PIECE_BYTES])
        characters += len(piece) - len(piece.encode("ascii", "ignore"))
        size += len(piece.encode())
    return characters > len(content) - size


def _row_after(text: str) -> int:
    """Return the 1-based row in which `text` ends; line ends are LF, CR LF or CR."""
    return text.count("\n") + text.count("\r") - text.count("\r\n") + 1
