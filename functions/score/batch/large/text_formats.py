"""Splits large files in the text formats into records, and reads them."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from common.errors import BatchError
from functions.score.batch import frames
from functions.score.batch.large.chunks import Chunk
from functions.score.batch.limits import Limits
from functions.score.batch.text import delimited, json_lines
from functions.score.batch.text.delimiter import find_delimiter
from functions.score.batch.text.records import Records

if TYPE_CHECKING:
    import pyarrow as pa


class DelimitedText:
    """CSV or TSV; the first chunk begins with the header."""

    def __init__(self, limits: Limits, delimiter: str | None = None) -> None:
        self._limits, self._delimiter = limits, delimiter
        self._names: list[str] = []

    def split(self, text: str, row: int, *, last: bool) -> Chunk:
        """Split a text into whole records and the rest; read the header if it is the first text."""
        begin = 0
        if not self._names:
            self._delimiter = self._delimiter or find_delimiter(text)
            header = Records(text, self._delimiter, self._limits)
            self._names = header.names()
            frames.check_columns(self._names, self._limits, row=header.row)
            begin = header.lines
        lines = list(io.StringIO(text, newline=""))
        end = len(lines)
        if '"' in text:
            ends = list(self._records("".join(lines[begin:]), row + begin).ends(self._names, last=last))
            spans = zip([0, *ends], ends, strict=False)
            records = ["".join(lines[begin + first : begin + after]) for first, after in spans]
            end = begin + (ends[-1] if ends else 0)
        else:
            records = lines[begin:]
        stripped = [record.lstrip("\r\n") for record in records]
        return Chunk(
            "".join(lines[begin:end]),
            row + begin,
            [record for record in stripped if record],
            "".join(lines[end:]),
        )

    def read(self, chunk: Chunk) -> "pa.Table":
        """Read a chunk, whose quotes `split` has checked."""
        return self._read(chunk.text, chunk.row, (), part=True)

    def unterminated(self, row: int, characters: int) -> BatchError:
        """Return the error about a record without an end: an open quote, or a file without line ends."""
        message = f"row {row} does not end within {characters} characters; is a closing quote missing?"
        return BatchError("broken_csv", message, row=row)

    def read_sample(self, text: str, as_text: Sequence[str]) -> "pa.Table":
        """Read the sampled records."""
        return self._read(text, 1, as_text)

    def _read(self, text: str, row: int, as_text: Sequence[str], *, part: bool = False) -> "pa.Table":
        records = self._records(text, row)
        return delimited.read_records(records, self._names, self._limits, as_text, checked=True, part=part)

    def _records(self, text: str, row: int) -> Records:
        return Records(text, self._delimiter or ",", self._limits, header=False, first_row=row)


class JsonLinesText:
    """JSON Lines: each line is a record."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def split(self, text: str, row: int, *, last: bool) -> Chunk:
        """Split a text into its lines; nothing is left over."""
        del last
        lines = [line for line in io.StringIO(text, newline="") if not line.isspace()]
        return Chunk(text, row, lines, "")

    def read(self, chunk: Chunk) -> "pa.Table":
        """Read a chunk."""
        return json_lines.read_table(chunk.text, self._limits, first_row=chunk.row)

    def unterminated(self, row: int, characters: int) -> BatchError:
        """Return the error about a line without an end, such as an array of all objects."""
        message = (
            f"row {row} does not end within {characters} characters: write one JSON object per row, "
            "without an array around them"
        )
        return BatchError("broken_json", message, row=row)

    def read_sample(self, text: str, as_text: Sequence[str]) -> "pa.Table":
        """Read the sampled records."""
        return json_lines.read_table(text, self._limits, as_text=as_text)
