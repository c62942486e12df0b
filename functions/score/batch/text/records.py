"""Splits a delimited text into records strictly, and knows the row of each.

pyarrow reads the file. This module finds the errors that pyarrow accepts (broken quotes) or reports without
the row that an editor shows: quoted cells may contain line breaks, so a record's number is not its row.
"""

import csv
import io
import itertools
from collections.abc import Iterator, Sequence
from functools import cached_property

from common.errors import BatchError
from functions.score.batch.limits import Limits
from functions.score.batch.text.delimiter import DELIMITER_NAMES
from functions.score.batch.wording import listed, quoted

# A line with more delimiters than this many of the longest cells could hold, plus one for each column, is
# rejected: splitting it could fill the memory, and no real row comes near.
CELLS_OF_DELIMITERS = 10
CHUNK_CHARACTERS = 1024**2  # of text split into lines at a time
OPEN_QUOTE = "unexpected end of data"  # the csv module's message about a quote that is never closed


class Records:
    """A delimited text as records: a header, then rows with as many fields. Blank lines are skipped.

    Parameters
    ----------
    text : decoded, or in UTF-8.
    header : whether the text begins with the header; a later part of a file does not.
    first_row : 1-based row of the file in which the text begins.

    Attributes
    ----------
    row : 1-based row of the file in which the latest record begins.
    lines : number of lines of the text read so far.
    """

    def __init__(
        self, text: str | bytes, delimiter: str, limits: Limits, *, header: bool = True, first_row: int = 1
    ) -> None:
        self.delimiter, self.header = delimiter, header
        self.row = first_row
        self.lines = 0
        self._text, self._first_row = text, first_row
        self._limits = limits
        self._last_line = ""  # of what was read so far

    @cached_property
    def text(self) -> str:
        """The text, decoded."""
        return self._text.decode() if isinstance(self._text, bytes) else self._text

    @property
    def content(self) -> bytes:
        """The text in UTF-8."""
        return self._text if isinstance(self._text, bytes) else self._text.encode()

    def __iter__(self) -> Iterator[list[str]]:
        """Yield every record; raise BatchError("broken_csv") if quotes do not pair."""
        # The limit applies to the whole process (131,072 by default). It is never lowered, because other code
        # may rely on it, and never removed, so that an open quote cannot swallow a whole file.
        csv.field_size_limit(max(csv.field_size_limit(), self._limits.max_cell_characters))
        self.row = self._first_row
        reader = csv.reader(self._lines(), delimiter=self.delimiter, strict=True)
        try:
            for record in reader:
                self.lines = reader.line_num
                if record:
                    yield record
                self.row = self._first_row + reader.line_num
        except csv.Error as error:
            raise self._broken(error, self._first_row - 1 + reader.line_num) from error

    def names(self) -> list[str]:
        """Return the header's names, stripped; columns without a name are named as in pandas."""
        header = next(iter(self), [])
        return [name.strip() or nameless(index) for index, name in enumerate(header)]

    def check(self, names: Sequence[str]) -> None:
        """Raise BatchError("broken_csv") for the first record that does not fit these columns."""
        width = len(names)
        for record in self:
            if len(record) != width:
                raise self._wrong_width(len(record), names)

    def ends(self, names: Sequence[str], *, last: bool) -> Iterator[int]:
        """Yield the number of lines read after each record; raises like `check`.

        A record that the end of the text cuts off is left out, unless the text is the `last` of the file.
        """
        width = len(names)
        try:
            for record in self:
                if len(record) != width:
                    raise self._wrong_width(len(record), names)
                yield self.lines
        except BatchError as error:
            if last or OPEN_QUOTE not in str(error.__cause__):
                raise

    def row_of(self, index: int) -> int:
        """Return the row in which the data record of this 0-based index begins."""
        for _ in itertools.islice(self, self.header + index + 1):  # the header, the records up to this one
            pass
        return self.row

    def _lines(self) -> Iterator[str]:
        limit = self._limits.max_columns + CELLS_OF_DELIMITERS * self._limits.max_cell_characters
        for line in itertools.chain.from_iterable(self._chunks()):
            if line.count(self.delimiter) > limit:
                message = f"row {self.row} has more than {limit} fields; is its line end missing?"
                raise BatchError("broken_csv", message, row=self.row)
            self._last_line = line
            yield line

    def _chunks(self) -> Iterator[io.StringIO]:
        # StringIO takes four bytes per character, so it gets the text in chunks.
        begin = 0
        while begin < len(self.text):
            end = self.text.find("\n", begin + CHUNK_CHARACTERS) + 1 or len(self.text)
            yield io.StringIO(self.text[begin:end], newline="")
            begin = end

    def _broken(self, error: csv.Error, line: int) -> BatchError:
        row = self.row
        if "field larger than field limit" in str(error):
            message = (
                f"row {row}: a cell that begins here has more than {self._limits.max_cell_characters} "
                "characters; is its closing quote missing?"
            )
            return BatchError("cell_too_long", message, row=row)
        if OPEN_QUOTE in str(error):
            problem = "the record that begins here opens a quote and never closes it"
        else:
            problem = "a quoted cell of the record that begins here continues after its closing quote"
            problem += "" if line == row else f" (in row {line})"
        message = f'row {row}: {problem}; close the quote, and write a quote inside a cell as ""'
        return BatchError("broken_csv", message, row=row)

    def _wrong_width(self, fields: int, names: Sequence[str]) -> BatchError:
        delimiter = DELIMITER_NAMES.get(self.delimiter, quoted(self.delimiter))
        if fields > len(names):
            advice = f"put cells that contain {delimiter} in double quotes, or remove lines before the header"
        elif self._last_line.endswith("\r"):
            advice = "a carriage return ends the row here; put cells that contain one in double quotes"
        else:
            advice = f"is {delimiter}, or a closing quote, missing?"
        message = (
            f"row {self.row} has {_count(fields, 'field')}, but the header has "
            f"{_count(len(names), 'name')} ({listed(names)}); {advice}"
        )
        return BatchError("broken_csv", message, row=self.row)


def nameless(index: int) -> str:
    """Return the name of a column, counted from 0, that has none."""
    return f"Unnamed: {index}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
