"""Delimited text (CSV, TSV), read by pyarrow.

What becomes of a cell: an empty one is missing. A column whose every cell is a number, a boolean or
an ISO date becomes that, and in such a column the words in MISSING_WORDS are missing too (007 becomes
7). Any other column is text, in which "NA", "null" or "None" stay the words that they are.
"""

from collections.abc import Collection
from typing import TYPE_CHECKING

from common.errors import BatchError
from functions.score.batch import frames
from functions.score.batch.limits import Limits
from functions.score.batch.text.delimiter import find_delimiter
from functions.score.batch.text.records import Records

if TYPE_CHECKING:
    import pyarrow as pa

MISSING_WORDS = ("", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "None")


def read_table(text: str, limits: Limits, delimiter: str | None = None) -> "pa.Table":
    """Return the table that `text` holds, its first row being the names of the columns.

    Parameters
    ----------
    text : a whole file, decoded.
    delimiter : one character; found where it is None.

    Raises BatchError: broken_csv with the row, too_many_columns, duplicate_column, cell_too_long.
    """
    records = Records(text, delimiter or find_delimiter(text), limits)
    names = records.names()
    frames.check_columns(names, limits, row=records.row)
    return read_records(records, names, limits)


def read_records(
    records: Records,
    names: list[str],
    limits: Limits,
    as_text: Collection[str] = (),
    *,
    checked: bool = False,
) -> "pa.Table":
    """Return the table of a text whose columns' names are known; errors as in `read_table`.

    `as_text` names columns that are text, whatever these records hold; `checked`: quotes and widths were.
    """
    if '"' in records.text and not checked:
        records.check(names)  # pyarrow is lenient: `"a"b` is ab to it, and an open quote a cell
    table = _parse(records, names, as_text)
    frames.check_cell_lengths(table, limits, records.row_of)
    return table


def _parse(records: Records, names: list[str], as_text: Collection[str]) -> "pa.Table":
    import pyarrow as pa
    from pyarrow import csv

    text = records.text
    # pyarrow takes a header without an end of line for no header at all.
    content = (text if text.endswith(("\n", "\r")) else text + "\n").encode()
    try:
        table = csv.read_csv(
            pa.BufferReader(content),
            # One block: to pyarrow a record longer than a block is an error.
            read_options=csv.ReadOptions(
                block_size=len(content) + 1, column_names=None if records.header else names
            ),
            parse_options=csv.ParseOptions(delimiter=records.delimiter, newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                null_values=list(MISSING_WORDS),
                strings_can_be_null=False,
                check_utf8=False,
                column_types=dict.fromkeys(as_text, pa.string()),
            ),
        )
        return table.rename_columns(names)
    except (pa.ArrowException, ValueError) as error:
        records.check(names)
        raise BatchError("broken_csv", f"the file cannot be read as CSV: {error}") from error
