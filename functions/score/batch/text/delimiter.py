"""Detects the delimiter of a file from its first records.

A character is a candidate if it splits the header (outside quotes) into at least two names, because names
seldom contain it. Without a candidate the file has one column, whatever its texts contain. Of several
candidates, the best one splits the most of the first records into as many fields as the header; ties go to
the one with the most names, then to the first in DELIMITERS. One of RARE_DELIMITERS is a candidate only if no
other splits every record alike, and it does.
"""

import contextlib
import csv
import io
import itertools
import re
from typing import NamedTuple

DELIMITERS = (",", ";", "\t", "|")
RARE_DELIMITERS = ("^", "~", "\x01", "\x1f", ":")
DELIMITER_NAMES = {
    "\t": "a tab",
    ",": "a comma",
    ";": "a semicolon",
    "|": "a bar",
    "^": "a caret",
    "~": "a tilde",
    ":": "a colon",
}
SAMPLE_RECORDS = 100  # enough to tell two candidates apart
SAMPLE_CHARACTERS = 1024**2  # a limit for files without line ends
FEWEST_RECORDS = 3  # the header included, that a rare delimiter, or delimiters at the end of rows, need


class Split(NamedTuple):
    """The first records of a file, split at a delimiter.

    Attributes
    ----------
    records : without blank lines.
    ends : the number of lines up to the end of each record.
    """

    delimiter: str
    records: list[list[str]]
    ends: list[int]

    @property
    def width(self) -> int:
        """Number of fields of the first record."""
        return len(self.records[0]) if self.records else 0

    @property
    def is_regular(self) -> bool:
        """Whether the delimiter splits every record into the same number, at least two, of fields."""
        return self.width > 1 and all(len(record) == self.width for record in self.records)

    @property
    def agreement(self) -> tuple[int, int]:
        """How many records have as many fields as the header, and the number of these fields."""
        if self.width <= 1:
            return (0, 0)
        return (sum(len(record) == self.width for record in self.records), self.width)

    @property
    def evened_width(self) -> int | None:
        """Number of names, if some records end with more delimiters than others; None if none does.

        What follows the names has to be empty in all records. An only column may end with a comma by chance,
        so all of its rows have to end with a delimiter.
        """
        widths = [len(record) for record in self.records]
        names = len(_without_empty_end(self.records[0])) if self.records else 0
        if len(widths) < FEWEST_RECORDS or not 0 < names <= min(widths) or len(set(widths)) == 1:
            return None
        if any(any(map(str.strip, record[names:])) for record in self.records):
            return None
        return names if names > 1 or min(widths[1:]) > 1 else None

    def after_blank(self, place: int) -> bool:
        """Tell whether a blank line is above a record, which is not the first."""
        lines = 1 + sum(cell.count("\n") for cell in self.records[place])
        return self.ends[place] - self.ends[place - 1] > lines

    def without(self, records: int) -> "Split":
        """Return the split without the first records."""
        return Split(self.delimiter, self.records[records:], self.ends[records:])


def split(sample: str, delimiter: str, *, cut: bool = False) -> Split:
    """Split the first records of a text; a broken record, which reading the file reports, ends them.

    `cut`: the text may end within a record.
    """
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    records: list[list[str]] = []
    ends: list[int] = []
    with contextlib.suppress(csv.Error):
        for record in itertools.islice(filter(None, reader), SAMPLE_RECORDS):
            records.append(record)
            ends.append(reader.line_num)
    if cut and len(records) < SAMPLE_RECORDS:
        del records[-1:], ends[-1:]
    return Split(delimiter, records, ends)


def even(text: str, delimiter: str, width: int) -> str:
    """Return a text whose records have no delimiters after their last cell.

    >>> even("2026-11-28;5;;", ";", 2)
    '2026-11-28;5'
    """
    mark = re.escape(delimiter)
    cell = rf'(?:"(?:[^"]|"")*"|(?!")[^{mark}\r\n]*)'
    record = rf"^({cell}(?:{mark}{cell}){{{width - 1}}}){mark}*(?=\r?\n|\Z)"
    return re.sub(record, r"\1", text, flags=re.MULTILINE)


def best(splits: list[Split]) -> Split:
    """Return the split with the best agreement, the first of equals."""
    return max(splits, key=lambda one: one.agreement)


def _without_empty_end(record: list[str]) -> list[str]:
    end = next((place for place in range(len(record), 0, -1) if record[place - 1].strip()), 0)
    return record[:end]


def is_rare_delimiter(one: Split) -> bool:
    """Return whether a rare delimiter splits every record alike, into a first one of names."""
    names = [name.strip() for name in one.records[0]] if one.records else []
    return (
        one.is_regular
        and len(one.records) >= FEWEST_RECORDS
        and all(any(map(str.isalpha, name)) for name in names)
    )
