"""Finds out how a delimited file begins: what precedes the header, and what separates the cells.

sep=;            Excel's line, which names the delimiter
# a comment      lines that begin with #
Sales 2026       title lines
day;amount;      the header; it, or rows, may end with delimiters
2026-11-28;5;

Only the first records decide, so that a file read whole and a file read in chunks have the same answer.
"""

import io
import itertools
import re
from collections import Counter
from collections.abc import Sequence
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
from functions.score.batch.text.drawn import check_not_drawn
from functions.score.batch.text.footers import first_rows, without_footers
from functions.score.batch.text.header import check_header, form_of
from functions.score.batch.text.titles import count_titles
from functions.score.batch.wording import quoted

SEPARATOR_LINE = re.compile(r'"?sep=(.)"?[,;\t|]*\r?\n', re.IGNORECASE)
FEWEST_LINES = 3  # that have the same mark as often, to call it a possible delimiter
# Marks that occur once in each line of many texts.
USUAL_MARKS = "_-.'\"` \t\r\n"


class Layout(NamedTuple):
    """How a file begins.

    Attributes
    ----------
    delimiter : one character.
    lines, characters : before the header.
    width : number of columns, if records may end with delimiters after their last cell; None if none does.
    rows : the first rows, from `first_rows`.
    notes : what the verdict says about it.
    """

    delimiter: str
    lines: int = 0
    characters: int = 0
    width: int | None = None
    rows: Sequence[Sequence[str]] = ()
    notes: tuple[str, ...] = ()


class _Table(NamedTuple):
    """The records from the header on, with the number of lines before them."""

    split: Split
    lines: int = 0
    width: int | None = None
    notes: tuple[str, ...] = ()


def layout_of(text: str, *, tabs: bool = False) -> Layout:
    """Return how a text begins; `tabs`: its name says that tabs separate the cells.

    Raises BatchError("broken_csv") if the file has no header, or is a table drawn with lines.
    """
    sample = text[:SAMPLE_CHARACTERS]
    cut = len(text) > len(sample)
    separator = SEPARATOR_LINE.match(sample)
    delimiters = separator[1] if separator else "".join(DELIMITERS)
    tabs = tabs and not separator
    lines = list(io.StringIO(sample, newline=""))
    begin = 1 if separator else 0
    skipped = begin + _comment_lines(lines[begin:])
    table = _table("".join(lines[skipped:]), delimiters, tabs=tabs, cut=cut)
    if skipped > begin and _is_commented_header(lines[skipped - 1], table):
        skipped -= 1
        table = _table("".join(lines[skipped:]), delimiters, tabs=tabs, cut=cut)
    check_not_drawn(lines, skipped + table.lines)
    row = skipped + table.split.ends[0] if table.split.width else 0
    skipped += table.lines
    characters = sum(map(len, lines[:skipped]))
    notes = (*_skipped(lines[begin:skipped]), *table.notes)
    if table.split.width and table.width is None:
        header, *rows = table.split.records
        notes += check_header(header, rows, row)
    return Layout(table.split.delimiter, skipped, characters, table.width, first_rows(table.split), notes)


def layout_of_sheet(text: str) -> Layout:
    """Return how a sheet of a workbook begins that was converted to CSV; raises like `layout_of`."""
    start = _without_titles(
        without_footers(split(text[:SAMPLE_CHARACTERS], ",", cut=len(text) > SAMPLE_CHARACTERS))
    )
    lines = list(itertools.islice(io.StringIO(text, newline=""), start.lines))
    header, *rows = start.split.records
    notes = (*_skipped(lines), *check_header(header, rows, start.split.ends[0]))
    return Layout(",", len(lines), sum(map(len, lines)), rows=first_rows(start.split), notes=notes)


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


def _table(sample: str, delimiters: str, *, tabs: bool, cut: bool) -> _Table:
    """Return the first records of a table, without titles and footers.

    `delimiters`: the usual ones, or the one that the file names.
    """
    splits = {each: without_footers(split(sample, each, cut=cut)) for each in delimiters}
    likeliest = best(list(splits.values()))
    if tabs and (splits["\t"].width > 1 or not likeliest.is_regular):
        likeliest = splits["\t"]
    if likeliest.is_regular:
        table = _without_titles(likeliest)
        return table if table.lines else table._replace(notes=_misnamed(likeliest, tabs=tabs))
    for one in splits.values():
        if width := one.evened_width:
            return _Table(one, width=width)
    named = len(delimiters) == 1
    rare = [] if named else [split(sample, delimiter, cut=cut) for delimiter in RARE_DELIMITERS]
    titled = [table for one in (*splits.values(), *rare) if (table := _without_titles(one)).lines]
    if titled:
        return max(titled, key=lambda table: table.split.agreement)
    if regular := [one for one in rare if is_rare_delimiter(one)]:
        return _Table(best(regular))
    return _Table(likeliest, notes=() if named else _unknown_delimiter(likeliest))


def _without_titles(one: Split) -> _Table:
    titles = count_titles(one)
    lines = one.ends[titles - 1] if titles else 0
    return _Table(without_footers(one.without(titles)), lines)


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
