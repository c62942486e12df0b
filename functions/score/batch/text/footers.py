"""Finds footers: lines at the end of a delimited file that are no rows.

(1234 rows affected)   a line of one cell, where rows have several: it begins with a mark, or counts rows
Source: a, b           a line of fewer cells than rows have, if a blank line is above it
Total;;;1234           a word for a total, or a word where the first rows have numbers or times; in the first
                       case above a column of numbers or times, or beside a cell that no row leaves empty
;;;                    a row without cells, where the first rows have some

The last lines are compared with the first rows of the file, so that a file read whole and a file read in
chunks have the same answer. A note quotes what was left out.
"""

import csv
import re
import statistics
from collections.abc import Iterable, Iterator, Sequence

from functions.score.batch.cell_forms.missing import MISSING
from functions.score.batch.text.delimiter import Split
from functions.score.batch.text.header import form_of
from functions.score.batch.wording import quoted

MOST_FOOTERS = 5  # last records of a small file that are not compared with themselves
FEWEST_ROWS, FEWEST_TYPED = 2, 5  # to compare with; to call a column one of numbers or times
NO_ROW = re.compile(
    r"#|--|//|\*\*|==|\(.*\)[^\w)]*+$|\d[\d,.]*\s+(rows?|records?|lines?)\b|(totals?|end of|eof)\b",
    re.IGNORECASE,
)
TOTAL = re.compile(
    r"((grand|sub)[- ]?)?(totals?|sum|summe|gesamt\w*|insgesamt|somme|suma|totale|razem|итого|всего)\b"
    "|合計|合计|总计|小計",
    re.IGNORECASE,
)

Record = Sequence[str]


def first_rows(one: Split) -> list[list[str]]:
    """Return the records after the header that the last lines of the file are compared with."""
    return one.records[1 : max(1 + FEWEST_ROWS, len(one.records) - MOST_FOOTERS)]


def without_footers(one: Split) -> Split:
    """Return the first records of a file without the footers that may be among them."""
    last = reversed(range(1, len(one.records)))
    footers = _count(((one.records[place], one.after_blank(place)) for place in last), first_rows(one))
    kept = len(one.records) - footers
    return Split(one.delimiter, one.records[:kept], one.ends[:kept])


def cut_footers(text: str, delimiter: str, rows: Sequence[Record]) -> tuple[str, tuple[str, ...]]:
    """Return the end of a file without its footers, and a note about them; `rows`: from `first_rows`."""
    begins: list[int] = []
    most = max(map(len, rows), default=0)

    def last_records() -> Iterator[tuple[Record, bool]]:
        end = len(text)
        while end:
            begin = text.rfind("\n", 0, end - 1) + 1
            line, end = text[begin:end], begin
            if line.strip(" \r\n"):
                begins.append(begin)
                yield _record(line, delimiter, most), text.endswith(("\n\n", "\n\r\n"), 0, begin)

    footers = _count(last_records(), rows)
    if not footers:
        return text, ()
    begin = begins[footers - 1]
    first = text[begin:].split("\n", 1)[0].strip()
    count = "last line was" if footers == 1 else f"last {footers} lines were"
    return text[:begin], (f"the {count} not read: no row of the table, but {quoted(first)}",)


def _record(line: str, delimiter: str, most: int) -> Record:
    """Return a line's cells; none if it may be a part of a record, has too many, or one is far too long."""
    if line.count('"') % 2 or "\r" in line.rstrip("\r\n") or line.count(delimiter) > most:
        return ()
    try:
        return next(csv.reader([line], delimiter=delimiter))
    except csv.Error:
        return ()


def _count(last: Iterable[tuple[Record, bool]], rows: Sequence[Record]) -> int:
    """Return how many of the last records, the last first, are footers.

    `last`: each with whether a blank line is above it.
    """
    if len(rows) < FEWEST_ROWS or statistics.mode(map(len, rows)) == 1:
        return 0
    footers, certain = 0, True
    for number, (record, after_blank) in enumerate(last, 1):
        if not record:
            break
        if not _is_footer(record, rows):
            if not _is_alone(record, rows) and len(record) >= min(map(len, rows)):
                break
            certain = False
        certain = certain or after_blank or not any(record)
        footers = number if certain else footers
    return footers


def _is_footer(record: Record, rows: Sequence[Record]) -> bool:
    """Tell whether a record is certainly no row, beside the first rows."""
    if not any(map(str.strip, record)):
        return all(any(map(str.strip, row)) for row in rows)
    if _is_alone(record, rows) and NO_ROW.match(_words(record)[0]):
        return not any(row and NO_ROW.match(row[0].strip()) for row in rows)
    return _is_total(record, [row for row in rows if len(row) == len(record)])


def _is_alone(record: Record, rows: Sequence[Record]) -> bool:
    """Tell whether a record has one cell, and no row has so few."""
    return len(_words(record)) == 1 and all(len(_words(row)) > 1 for row in rows)


def _is_total(record: Record, rows: Sequence[Record]) -> bool:
    """Tell whether a record sums up the rows, which have as many fields, or ends them."""
    place = next(place for place, cell in enumerate(record) if cell.strip())
    word, *others = _words(record)
    column = [row[place].strip() for row in rows]
    typed = len(rows) >= FEWEST_TYPED and all(form_of(cell) for cell in column if cell) and any(column)
    gap = any(not cell.strip() and all(row[at].strip() for row in rows) for at, cell in enumerate(record))
    if (
        not rows
        or form_of(word)
        or word in column
        or word.lower() in MISSING
        or not all(map(form_of, others))
    ):
        return False
    return (typed or gap) if TOTAL.match(word) else (typed and gap and place == 0)


def _words(record: Record) -> list[str]:
    return [cell.strip() for cell in record if cell.strip()]
