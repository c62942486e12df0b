"""The records of a delimited text, one by one, and the row of each: the strict second look.

pyarrow reads the file; this finds what pyarrow takes too lightly (broken quotes) or reports without
the row that an editor shows (quoted cells may hold line breaks, so records are not rows).
"""

import csv
import io
import itertools
from collections.abc import Iterator, Sequence

from common.errors import BatchError
from functions.score.batch.limits import Limits
from functions.score.batch.wording import listed, quoted

# A line is refused when it holds more delimiters than this many cells at the limit could, plus one for
# each column: splitting it could fill the memory, and no real row comes near.
CELLS_OF_DELIMITERS = 10
CHUNK_CHARACTERS = 1024**2  # of text split into lines at a time
UNFINISHED = "unexpected end of data"  # what the csv module says of an open quote
DELIMITER_NAMES = {"\t": "a tab", ",": "a comma", ";": "a semicolon", "|": "a bar"}


class Records:
    """A delimited text as records: a header, then rows of as many fields; of a file's later part no header.

    `row` is the 1-based line of the file in which the latest record begins, `first_row` that of the text;
    `lines` of the text were read so far. Blank lines are no records.
    """

    def __init__(
        self, text: str, delimiter: str, limits: Limits, *, header: bool = True, first_row: int = 1
    ) -> None:
        self.text, self.delimiter, self.header = text, delimiter, header
        self.row = first_row
        self.lines = 0
        self._first_row = first_row
        self._limits = limits

    def __iter__(self) -> Iterator[list[str]]:
        """Yield every record; raise BatchError("broken_csv") where quotes do not pair."""
        # The limit holds for the whole process (131,072 by default): only ever raised, so that nobody
        # else loses by it, and never lifted, so that an open quote cannot swallow a whole file.
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
        """Return the header's names without white space around them; nameless columns as pandas does."""
        header = next(iter(self), [])
        return [name.strip() or f"Unnamed: {index}" for index, name in enumerate(header)]

    def check(self, names: Sequence[str]) -> None:
        """Raise BatchError("broken_csv") for the first record that cannot be one of these columns."""
        width = len(names)
        for record in self:
            if len(record) != width:
                raise self._uneven(len(record), names)

    def ends(self, names: Sequence[str], *, last: bool) -> Iterator[int]:
        """Yield how many lines of the text end with each record; raises like `check`.

        A record that the text breaks off is left out, unless it is the `last` of the file.
        """
        width = len(names)
        try:
            for record in self:
                if len(record) != width:
                    raise self._uneven(len(record), names)
                yield self.lines
        except BatchError as error:
            if last or UNFINISHED not in str(error.__cause__):
                raise

    def row_of(self, index: int) -> int:
        """Return the row in which the data record of this 0-based index begins."""
        for _ in itertools.islice(self, self.header + index + 1):  # the header, the records up to this one
            pass
        return self.row

    def _lines(self) -> Iterator[str]:
        most = self._limits.max_columns + CELLS_OF_DELIMITERS * self._limits.max_cell_characters
        for line in itertools.chain.from_iterable(self._chunks()):
            if line.count(self.delimiter) > most:
                message = f"row {self.row} has more than {most} fields; is the row's end missing?"
                raise BatchError("broken_csv", message, row=self.row)
            yield line

    def _chunks(self) -> Iterator[io.StringIO]:
        # StringIO copies what it is given at four bytes a character: never the whole file at once.
        begin = 0
        while begin < len(self.text):
            end = self.text.find("\n", begin + CHUNK_CHARACTERS) + 1 or len(self.text)
            yield io.StringIO(self.text[begin:end], newline="")
            begin = end

    def _broken(self, error: csv.Error, line: int) -> BatchError:
        row = self.row
        if "field larger than field limit" in str(error):
            message = (
                f"row {row}: a cell that begins here is longer than {self._limits.max_cell_characters} "
                "characters; is its closing quote missing?"
            )
            return BatchError("cell_too_long", message, row=row)
        if UNFINISHED in str(error):
            what = "a quote opens in the record that begins here and is never closed"
        else:
            what = "a quoted cell of the record that begins here goes on after its closing quote"
            what += "" if line == row else f" (in row {line})"
        message = f'row {row}: {what}: close the cell, and write a quote inside one as ""'
        return BatchError("broken_csv", message, row=row)

    def _uneven(self, fields: int, names: Sequence[str]) -> BatchError:
        delimiter = DELIMITER_NAMES.get(self.delimiter, quoted(self.delimiter))
        if fields > len(names):
            advice = f"put a cell that contains {delimiter} in double quotes"
        else:
            advice = f"is {delimiter}, or a closing quote, missing?"
        message = (
            f"row {self.row} has {_count(fields, 'field')}, the header has "
            f"{_count(len(names), 'name')} ({listed(names)}): {advice}"
        )
        return BatchError("broken_csv", message, row=self.row)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
