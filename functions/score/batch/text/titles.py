"""Finds title lines: what a delimited file has before the names of its columns.

Sales report             fewer cells than the records that follow
Period;2024-01           several cells, but fewer than the names, or a blank line before the names
Sales, by region, 2024   a sentence, whose commas have spaces after them

A title is only skipped if the record after it certainly has names: above a column of numbers or times. In a
file whose records all have the same number of fields, the first record must not certainly have names itself.
"""

from functions.score.batch.text.delimiter import Split
from functions.score.batch.text.header import form_of, is_header

MOST_TITLES = 20  # records before the header
FEWEST_PADDED = 3  # columns of a table whose titles are filled up with delimiters
# Shorter lines are also taken for titles if there are at least this many columns and records after them,
# although the first of these is not certainly a header.
SURE_COLUMNS, SURE_RECORDS = 3, 5


def count_titles(one: Split) -> int:
    """Return the number of records before the header; 0 if the first record is the header."""
    shorter = _other_widths(one)
    return shorter + _padded(one.without(shorter))


def _other_widths(one: Split) -> int:
    """Return the number of titles that have another number of fields than all records after them."""
    width = len(one.records[-1]) if one.records else 0
    titles = max((place for place, record in enumerate(one.records, 1) if len(record) != width), default=0)
    if not 0 < titles <= MOST_TITLES or titles + 1 >= len(one.records):
        return 0
    header, *rows = one.records[titles:]
    before = one.records[:titles]
    if any(len(title) > width and not _is_sentence(title) for title in before):
        return 0
    if any(form_of(name) for name in header):
        return 0
    prose = any(" " in cell.strip() for title in before for cell in title) or one.after_blank(titles)
    sure = prose and width >= SURE_COLUMNS and len(rows) + 1 >= SURE_RECORDS and all(map(str.strip, header))
    return titles if (sure and max(map(len, before)) < width) or is_header(header, rows) else 0


def _padded(one: Split) -> int:
    """Return the number of titles that have as many fields as all records after them."""
    if not one.is_regular:
        return 0
    filled = [_filled(record) for record in one.records[: MOST_TITLES + 1]]
    first = next((place for place, cells in enumerate(filled) if cells > 1), 0)
    if first and one.width >= FEWEST_PADDED and is_header(one.records[first], one.records[first + 1 :]):
        return first
    likely = [place for place in range(1, len(filled)) if _may_end_titles(one, filled, place)]
    if not likely or is_header(one.records[0], one.records[1:]):
        return 0
    for place in likely:
        header, *rows = one.records[place:]
        names = [name.strip() for name in header if name.strip()]
        distinct = len(set(names)) == len(names) and not any(map(form_of, names))
        if distinct and is_header(header, rows):
            return place
    return 0


def _may_end_titles(one: Split, filled: list[int], place: int) -> bool:
    """Tell whether all records before a place look like titles, beside the one in this place."""
    if one.after_blank(place):
        return True
    if any(cell[:1].isspace() for cell in one.records[place]):
        return False
    return all(
        _is_sentence(title) or (cells < filled[place] and not title[-1].strip())
        for title, cells in zip(one.records[:place], filled, strict=False)
    )


def _is_sentence(record: list[str]) -> bool:
    """Tell whether a space follows a delimiter, as it does in texts."""
    return any(cell[:1].isspace() and cell.strip() for cell in record[1:])


def _filled(record: list[str]) -> int:
    return sum(map(bool, map(str.strip, record)))
