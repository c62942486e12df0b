"""Reads delimited text (CSV, TSV) with pyarrow.

An empty cell is missing. If every cell of a column is a number, a boolean or an ISO date, the column gets
that type, and MISSING_WORDS are missing cells in it. Any other column is text, and "NA", "null" or "None" are
words in it. So is a column of padded codes, such as 02139, and one that holds words for missing cells alone.
"""

import io
import itertools
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from common.errors import BatchError
from functions.score.batch import frames
from functions.score.batch.cell_forms.missing import MISSING_WORDS
from functions.score.batch.limits import Limits
from functions.score.batch.read_table import ReadTable
from functions.score.batch.text import as_written
from functions.score.batch.text.delimiter import even
from functions.score.batch.text.first_lines import Layout, layout_of
from functions.score.batch.text.footers import cut_footers
from functions.score.batch.text.lines import block_bytes, has_usual_quotes
from functions.score.batch.text.records import Records, nameless
from functions.score.batch.text.zones import timestamp_parsers

if TYPE_CHECKING:
    import pyarrow as pa

# For each column that it reads, pyarrow keeps the words for missing cells in tables of 25 kB.
COLUMNS_AT_ONCE = 500


def read_table(text: str, limits: Limits, *, tabs: bool = False) -> ReadTable:
    """Return the table of a text; its first row, or one of the first, has the names of the columns.

    Parameters
    ----------
    text : a whole file, decoded.
    tabs : whether the file's name says that tabs separate the cells.

    Raises BatchError: broken_csv with the row, too_many_columns, duplicate_column, cell_too_long;
    TooMuchAtOnce.
    """
    return read_from(text, layout_of(text, tabs=tabs), limits)


def read_from(text: str, layout: Layout, limits: Limits, as_text: Collection[int] = ()) -> ReadTable:
    """Return the table of a text that begins like this.

    `as_text`: columns, counted from 0, that are text, whatever they hold. Raises like `read_table`.
    """
    limits.check_cells_at_once(text.count(layout.delimiter) + text.count("\n"))
    text, footer_notes = cut_footers(text[layout.characters :], layout.delimiter, layout.rows)
    if layout.width:
        text = even(text, layout.delimiter, layout.width)
    records = Records(text, layout.delimiter, limits, first_row=layout.lines + 1)
    names = records.names()
    frames.check_columns(names, limits, row=records.row)
    if as_text or len(names) > COLUMNS_AT_ONCE:  # pyarrow would count its names, and not strip them
        header_lines = itertools.islice(io.StringIO(text, newline=""), records.lines)
        text = text[sum(map(len, header_lines)) :]
        first_row = layout.lines + records.lines + 1
        records = Records(text, layout.delimiter, limits, header=False, first_row=first_row)
    texts = [name for place, name in enumerate(names) if place in as_text]
    table = read_records(records, names, limits, texts)
    return ReadTable(without_nameless_end(table), notes=layout.notes + footer_notes)


def without_nameless_end(table: "pa.Table") -> "pa.Table":
    """Return a table without its last columns that have neither a name nor cells, as if rows ended before."""
    import pyarrow as pa

    columns = list(zip(table.column_names, table.schema.types, strict=True))
    while (
        len(columns) > 1 and columns[-1][0] == nameless(len(columns) - 1) and pa.types.is_null(columns[-1][1])
    ):
        columns.pop()
    return table.select([name for name, _ in columns])


def read_records(  # noqa: PLR0913 - every option is a keyword
    records: Records,
    names: list[str],
    limits: Limits,
    as_text: Collection[str] = (),
    *,
    checked: bool = False,
    block: int | None = None,
    part: bool = False,
) -> "pa.Table":
    """Return the table of records whose column names are known; raises like `read_table`.

    Parameters
    ----------
    as_text : columns that are text, whatever these records hold.
    checked : whether quotes and numbers of fields are already checked.
    block : size of blocks of whole lines that can be parsed at the same time, if it is known.
    part : whether only the types of the columns matter, of these records as a part of a file.
    """
    import pyarrow as pa

    content = records.content
    if not records.header and (not content or content.isspace()):
        return pa.table({name: pa.nulls(0) for name in names})
    if not content.endswith((b"\n", b"\r")):
        content += b"\n"  # pyarrow ignores a header that has no line end
    if not checked and b'"' in content and not has_usual_quotes(content, records.delimiter):
        records.check(names)  # pyarrow is lenient: it reads `"a"b` as ab, and accepts an open quote
    block = block or block_bytes(content)
    try:
        table = _parse(content, records, names, as_text, block).rename_columns(names)
        if part:
            table = as_written.with_text_types(table)
        else:
            table = as_written.restored(
                table,
                content,
                records.delimiter,
                lambda columns: _parse(content, records, names, columns, block, columns),
            )
    except MemoryError:  # one of them is an ArrowException, too; the file may be fine
        raise
    except (pa.ArrowException, ValueError) as error:
        records.check(names)
        raise BatchError("broken_csv", f"the file cannot be read as CSV: {error}") from error
    frames.check_cell_lengths(table, limits, records.row_of)
    return table


def _parse(
    content: bytes,
    records: Records,
    names: list[str],
    as_text: Collection[str],
    block: int | None,
    only: Sequence[str] = (),
) -> "pa.Table":
    """Return the table, its columns named as in the header, or `only` some of its columns."""
    import pyarrow as pa
    from pyarrow import csv

    def parse(some: Sequence[str]) -> "pa.Table":
        return csv.read_csv(
            pa.BufferReader(content),
            read_options=csv.ReadOptions(
                # pyarrow rejects a record that is longer than a block.
                block_size=block or len(content) + 1,
                # In a header, pyarrow does not strip the names.
                column_names=names if some or not records.header else None,
                skip_rows_after_names=int(bool(some) and records.header),
            ),
            parse_options=csv.ParseOptions(delimiter=records.delimiter, newlines_in_values=block is None),
            convert_options=csv.ConvertOptions(
                null_values=list(MISSING_WORDS),
                strings_can_be_null=False,
                check_utf8=False,
                timestamp_parsers=timestamp_parsers(content),
                column_types=dict.fromkeys(as_text, pa.string()),
                include_columns=list(some) or None,
            ),
        )

    every = only if only or records.header else names
    if len(every) <= COLUMNS_AT_ONCE:
        return parse(only)
    columns: dict[str, pa.ChunkedArray] = {}
    for first in range(0, len(every), COLUMNS_AT_ONCE):
        table = parse(every[first : first + COLUMNS_AT_ONCE])
        columns |= zip(table.column_names, table.columns, strict=True)
    return pa.table(columns)
