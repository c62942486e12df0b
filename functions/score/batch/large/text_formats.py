"""Splits large files in the text formats into records, and reads them."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from common.errors import BatchError
from functions.score.batch import frames
from functions.score.batch.large.chunks import Chunk
from functions.score.batch.limits import Limits
from functions.score.batch.text import delimited, json_lines, lines
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
        import pyarrow as pa

        begin = 0
        if not self._names:
            self._delimiter = self._delimiter or find_delimiter(text)
            header = Records(text, self._delimiter, self._limits)
            self._names = header.names()
            frames.check_columns(self._names, self._limits, row=header.row)
            begin = header.lines
        if found := lines.records_of(text, begin, self._delimiter, last=last):
            return Chunk(found.content, row + begin, found.records, found.rest, found.block)
        every = list(io.StringIO(text, newline=""))
        end = len(every)
        if '"' in text:
            ends = list(self._records("".join(every[begin:]), row + begin).ends(self._names, last=last))
            spans = zip([0, *ends], ends, strict=False)
            records = ["".join(every[begin + first : begin + after]) for first, after in spans]
            end = begin + (ends[-1] if ends else 0)
        else:
            records = every[begin:]
        stripped = [record.lstrip("\r\n") for record in records]
        return Chunk(
            "".join(every[begin:end]).encode(),
            row + begin,
            pa.array([record for record in stripped if record], pa.string()),
            "".join(every[end:]),
        )

    def read(self, chunk: Chunk) -> "pa.Table":
        """Read a chunk, whose quotes `split` has checked."""
        return self._read(self._records(chunk.content, chunk.row), block=chunk.block, part=True)

    def unterminated(self, row: int, characters: int) -> BatchError:
        """Return the error about a record without an end: an open quote, or a file without line ends."""
        message = f"row {row} does not end within {characters} characters; is a closing quote missing?"
        return BatchError("broken_csv", message, row=row)

    def read_sample(self, text: str, as_text: Sequence[str]) -> "pa.Table":
        """Read the sampled records."""
        return self._read(self._records(text, 1), as_text)

    def _read(
        self, records: Records, as_text: Sequence[str] = (), *, block: int | None = None, part: bool = False
    ) -> "pa.Table":
        return delimited.read_records(
            records, self._names, self._limits, as_text, checked=True, block=block, part=part
        )

    def _records(self, text: str | bytes, row: int) -> Records:
        return Records(text, self._delimiter or ",", self._limits, header=False, first_row=row)


class JsonLinesText:
    """JSON Lines: each line is a record."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def split(self, text: str, row: int, *, last: bool) -> Chunk:
        """Split a text into its lines; nothing is left over."""
        import pyarrow as pa

        if found := lines.records_of(text, 0, None, last=last):
            return Chunk(found.content, row, found.records, found.rest, found.block)
        every = [line for line in io.StringIO(text, newline="") if not line.isspace()]
        return Chunk(text.encode(), row, pa.array(every, pa.string()), "")

    def read(self, chunk: Chunk) -> "pa.Table":
        """Read a chunk."""
        return json_lines.read_table(chunk.content.decode(), self._limits, first_row=chunk.row)

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
