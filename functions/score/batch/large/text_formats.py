"""Splits large files in the text formats into records, and reads them."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from common.errors import BatchError
from functions.score.batch import frames
from functions.score.batch.large.chunks import Chunk
from functions.score.batch.limits import Limits
from functions.score.batch.text import delimited, json_array, json_lines, lines
from functions.score.batch.text.delimiter import even
from functions.score.batch.text.first_lines import Layout, layout_of
from functions.score.batch.text.footers import cut_footers
from functions.score.batch.text.records import Records

if TYPE_CHECKING:
    import pyarrow as pa


class DelimitedText:
    """CSV or TSV; the first chunk begins with the header.

    `tabs`: whether the file's name says that tabs separate the cells.
    """

    def __init__(self, limits: Limits, *, tabs: bool = False) -> None:
        self._limits, self._tabs = limits, tabs
        self._names: list[str] = []
        self._layout = Layout(",")
        self._footer_notes: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What the verdict says about how the file begins and ends."""
        return self._layout.notes + self._footer_notes

    def split(self, text: str, row: int, *, last: bool) -> Chunk:
        """Split a text into whole records and the rest; read the header if it is the first text."""
        import pyarrow as pa

        begin = 0
        if not self._names:
            self._layout = layout_of(text, tabs=self._tabs)
        delimiter = self._layout.delimiter
        if last:
            text, self._footer_notes = cut_footers(text, delimiter, self._layout.rows)
        if self._layout.width:
            before = 0 if self._names else self._layout.characters
            text = text[:before] + even(text[before:], delimiter, self._layout.width)
        if not self._names:
            start, skipped = text[self._layout.characters :], self._layout.lines
            header = Records(start, delimiter, self._limits, first_row=row + skipped)
            self._names = header.names()
            frames.check_columns(self._names, self._limits, row=header.row)
            begin = skipped + header.lines
        if found := lines.records_of(text, begin, delimiter, last=last):
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

    def finish(self, table: "pa.Table") -> "pa.Table":
        """Leave out a last column that has neither a name nor cells in the whole file."""
        return delimited.without_nameless_end(table)

    def _read(
        self, records: Records, as_text: Sequence[str] = (), *, block: int | None = None, part: bool = False
    ) -> "pa.Table":
        return delimited.read_records(
            records,
            self._names,
            self._limits,
            as_text,
            checked=True,
            block=block,
            part=part,
        )

    def _records(self, text: str | bytes, row: int) -> Records:
        return Records(text, self._layout.delimiter, self._limits, header=False, first_row=row)


class JsonLinesText:
    """JSON Lines: each line is a record."""

    notes: tuple[str, ...] = ()

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

    def finish(self, table: "pa.Table") -> "pa.Table":
        """Return the table as it is."""
        return table


class JsonText(JsonLinesText):
    """JSON; only a file that is JSON Lines, whatever its name, can be read in parts."""

    notes = (json_array.READ_AS_LINES,)

    def split(self, text: str, row: int, *, last: bool) -> Chunk:
        """Split a text into its lines; raises BatchError("file_too_large") for one array."""
        if row == 1 and text and not json_array.is_json_lines(text, self._limits):
            raise json_array.too_large(self._limits)
        return super().split(text, row, last=last)
