"""Reads delimited text (CSV, TSV) with pyarrow.

An empty cell is missing. If every cell of a column is a number, a boolean or an ISO date, the column gets
that type, and MISSING_WORDS are missing cells in it. Any other column is text, and "NA", "null" or "None" are
words in it. So is a column of padded codes, such as 02139, and one that holds words for missing cells alone.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

from common.errors import BatchError
from functions.score.batch import frames
from functions.score.batch.cell_forms.missing import MISSING_WORDS
from functions.score.batch.limits import Limits
from functions.score.batch.text import as_written
from functions.score.batch.text.delimiter import find_delimiter
from functions.score.batch.text.lines import block_bytes, has_usual_quotes
from functions.score.batch.text.records import Records
from functions.score.batch.text.zones import timestamp_parsers

if TYPE_CHECKING:
    import pyarrow as pa


def read_table(text: str, limits: Limits, delimiter: str | None = None) -> "pa.Table":
    """Return the table of a text whose first row has the names of the columns.

    Parameters
    ----------
    text : a whole file, decoded.
    delimiter : one character; None to detect it.

    Raises BatchError: broken_csv with the row, too_many_columns, duplicate_column, cell_too_long.
    """
    records = Records(text, delimiter or find_delimiter(text), limits)
    names = records.names()
    frames.check_columns(names, limits, row=records.row)
    return read_records(records, names, limits)


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
    if not content.endswith((b"\n", b"\r")):
        content += b"\n"  # pyarrow ignores a header that has no line end
    if not checked and b'"' in content and not has_usual_quotes(content, records.delimiter):
        records.check(names)  # pyarrow is lenient: it reads `"a"b` as ab, and accepts an open quote
    block = block or block_bytes(content)
    try:
        table = _parse(content, records, names, as_text, block).rename_columns(names)
        if not part:
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
    only: Collection[str] = (),
) -> "pa.Table":
    """Return the table, its columns named as in the header, or `only` some of its columns."""
    import pyarrow as pa
    from pyarrow import csv

    return csv.read_csv(
        pa.BufferReader(content),
        read_options=csv.ReadOptions(
            # pyarrow rejects a record that is longer than a block.
            block_size=block or len(content) + 1,
            # In a header, pyarrow does not strip the names.
            column_names=names if only or not records.header else None,
            skip_rows_after_names=int(bool(only) and records.header),
        ),
        parse_options=csv.ParseOptions(delimiter=records.delimiter, newlines_in_values=block is None),
        convert_options=csv.ConvertOptions(
            null_values=list(MISSING_WORDS),
            strings_can_be_null=False,
            check_utf8=False,
            timestamp_parsers=timestamp_parsers(content),
            column_types=dict.fromkeys(as_text, pa.string()),
            include_columns=list(only) or None,
        ),
    )
