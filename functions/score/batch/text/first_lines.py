"""Finds out how a delimited file begins: what precedes the header, and what separates the cells.

sep=;            Excel's line, which names the delimiter
# a comment      lines that begin with #
Sales 2026       title lines: fewer cells than all records that follow
day;amount;      the header; it, or every row, may end with a delimiter
2026-11-28;5;

Only the first records decide, so that a file read whole and a file read in chunks have the same answer.
"""

import io
import itertools
import re
from collections import Counter
from typing import NamedTuple

from functions.score.batch.text.delimiter import (
    DELIMITER_NAMES,
    DELIMITERS,
    RARE_DELIMITERS,
    SAMPLE_CHARACTERS,
    Split,
    best,
    is_rare_delimiter,
    split,
)
from functions.score.batch.text.header import check_header, form_of, is_header
from functions.score.batch.wording import quoted

SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[,;\t|]*\r?\n', re.IGNORECASE)
MOST_TITLES = 20  # records before the header
FEWEST_PADDED = 3  # columns of a table whose titles are filled up with delimiters
# Title lines are also taken for such if there are at least this many columns and records after them, although
# the first of these is not certainly a header.
SURE_COLUMNS, SURE_RECORDS = 3, 5
FEWEST_LINES = 3  # that have the same mark as often, to call it a possible delimiter
# Marks that occur once in each line of many texts.
USUAL_MARKS = "_-.'\"` \t\r\n"


class Layout(NamedTuple):
    """How a file begins.

    Attributes
    ----------
    delimiter : one character.
    lines, characters : before the header.
    extra : how many more fields the rows have than the header: 1 if only the rows end with a delimiter, -1 if
        only the header does.
    notes : what the verdict says about it.
    """

    delimiter: str
    lines: int = 0
    characters: int = 0
    extra: int = 0
    notes: tuple[str, ...] = ()


class _Table(NamedTuple):
    """The records from the header on, with the number of lines before them."""

    split: Split
    lines: int = 0
    extra: int = 0
    notes: tuple[str, ...] = ()


def layout_of(text: str, *, tabs: bool = False) -> Layout:
    """Return how a text begins; `tabs`: its name says that tabs separate the cells.

    Raises BatchError("broken_csv") if the file has no header.
    """
    sample = text[:SAMPLE_CHARACTERS]
    cut = len(text) > len(sample)
    if separator := SEPARATOR_LINE.match(sample):
        return Layout(separator[1], 1, separator.end())
    lines = list(io.StringIO(sample, newline=""))
    comments = _comment_lines(lines)
    table = _table("".join(lines[comments:]), tabs=tabs, cut=cut)
    if comments and _is_commented_header(lines[comments - 1], table):
        comments -= 1
        table = _table("".join(lines[comments:]), tabs=tabs, cut=cut)
    skipped = comments + table.lines
    characters = sum(map(len, lines[:skipped]))
    notes = (*_skipped(lines[:skipped]), *table.notes)
    if table.split.width and not table.extra:
        header, *rows = table.split.records
        notes += check_header(header, rows, comments + table.split.ends[0])
    return Layout(table.split.delimiter, skipped, characters, table.extra, notes)


def layout_of_sheet(text: str) -> Layout:
    """Return how a sheet of a workbook begins that was converted to CSV; raises like `layout_of`."""
    table = split(text[:SAMPLE_CHARACTERS], ",", cut=len(text) > SAMPLE_CHARACTERS)
    start = _without_padded_titles(table) or _Table(table)
    lines = list(itertools.islice(io.StringIO(text, newline=""), start.lines))
    header, *rows = start.split.records
    notes = (*_skipped(lines), *check_header(header, rows, start.split.ends[0]))
    return Layout(",", len(lines), sum(map(len, lines)), notes=notes)


def _comment_lines(lines: list[str]) -> int:
    """Return the number of lines up to the last of the comments that a file begins with."""
    comments = 0
    for number, line in enumerate(lines, 1):
        if line.startswith("#"):
            comments = number
        elif line.strip():
            break
    return comments if comments < len(lines) else 0


def _is_commented_header(comment: str, table: _Table) -> bool:
    """Tell whether a line that begins with # is the header: it has a field for each cell of a row.

    And no space after the #, or it is above a row of values.
    """
    header = split(comment, table.split.delimiter)
    above_values = any(map(form_of, table.split.records[0])) if table.split.records else False
    return header.width == table.split.width and (not comment[1:2].isspace() or above_values)


def _table(sample: str, *, tabs: bool, cut: bool) -> _Table:
    """Return the first records of a table, without titles."""
    splits = {delimiter: split(sample, delimiter, cut=cut) for delimiter in DELIMITERS}
    likeliest = best(list(splits.values()))
    if tabs and (splits["\t"].width > 1 or not likeliest.is_regular):
        likeliest = splits["\t"]
    if likeliest.is_regular:
        return _without_padded_titles(likeliest) or _Table(likeliest, notes=_misnamed(likeliest, tabs=tabs))
    for one in splits.values():
        if extra := _extra(one):
            return _Table(one, 0, extra)
    rare = [split(sample, delimiter, cut=cut) for delimiter in RARE_DELIMITERS]
    titled = [table for one in (*splits.values(), *rare) if (table := _without_titles(one))]
    if titled:
        return max(titled, key=lambda table: table.split.agreement)
    if regular := [one for one in rare if is_rare_delimiter(one)]:
        return _Table(best(regular))
    return _Table(likeliest, notes=_unknown_delimiter(likeliest))


def _extra(one: Split) -> int:
    """Return how many more fields all rows have than the header, if one of them is empty; 0 otherwise."""
    if len(one.records) < FEWEST_LINES:
        return 0
    header, *rows = one.records
    if all(len(row) == len(header) + 1 and not row[-1] for row in rows):
        return 1
    if len(header) > 1 and not header[-1] and all(len(row) == len(header) - 1 for row in rows):
        return -1
    return 0


def _without_titles(one: Split) -> _Table | None:
    """Return the table after its title lines: records with fewer fields than all others."""
    width = len(one.records[-1]) if one.records else 0
    widths = [len(record) for record in one.records]
    titles = max((place for place, each in enumerate(widths, 1) if each != width), default=0)
    table = one.without(titles)
    if not 0 < titles <= MOST_TITLES or len(table.records) <= 1 or max(widths[:titles]) > width:
        return None
    header, *rows = table.records
    if not all(name.strip() and form_of(name) is None for name in header):
        return None
    sentence = any(" " in cell.strip() for title in one.records[:titles] for cell in title)
    sure = sentence and width >= SURE_COLUMNS and len(table.records) >= SURE_RECORDS
    return _Table(table, one.ends[titles - 1]) if sure or is_header(header, rows) else None


def _without_padded_titles(one: Split) -> _Table | None:
    """Return the table after title lines that a spreadsheet filled up with delimiters."""
    if one.width < FEWEST_PADDED:
        return None
    filled = [sum(map(bool, map(str.strip, record))) for record in one.records]
    titles = next((place for place, cells in enumerate(filled) if cells > 1), 0)
    if not 0 < titles <= MOST_TITLES or not is_header(one.records[titles], one.records[titles + 1 :]):
        return None
    return _Table(one.without(titles), one.ends[titles - 1])


def _skipped(lines: list[str]) -> tuple[str, ...]:
    first = next((line.strip() for line in lines if line.strip()), "")
    if not first:
        return ()
    count = "1 line" if len(lines) == 1 else f"{len(lines)} lines"
    return (f"{count} before the names of the columns were not read; the first is {quoted(first)}",)


def _misnamed(one: Split, *, tabs: bool) -> tuple[str, ...]:
    if not tabs or one.delimiter == "\t":
        return ()
    named = DELIMITER_NAMES[one.delimiter]
    return (f"the name ends in .tsv, but {named}, not a tab, separates the cells; it was read that way",)


def _unknown_delimiter(one: Split) -> tuple[str, ...]:
    """Return a note if all lines of a file with one column have the same mark as often."""
    lines = ["".join(record) for record in one.records if len(record) == 1]
    if one.width != 1 or not FEWEST_LINES <= len(lines) == len(one.records):
        return ()
    counts = Counter(lines[0])
    for mark in counts:
        if mark.isalnum() or mark in USUAL_MARKS:
            continue
        if all(line.count(mark) == counts[mark] for line in lines):
            note = f"no delimiter was found, so the file has one column, but every line has {quoted(mark)}"
            return (f"{note}: if it separates cells, separate them with commas instead",)
    return ()
