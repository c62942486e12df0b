"""The columns that Hive's partition folders, such as `day=2026-11-28`, give to the rows of a part."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from functions.score.batch.cell_forms.missing import MISSING_WORDS

if TYPE_CHECKING:
    import pyarrow as pa


def partition_columns(values: Sequence[Mapping[str, str | None]]) -> "dict[str, pa.ChunkedArray]":
    """Return the columns that the folders of all parts give, of their values by name: one cell for each part.

    The values have types like the cells of a CSV file. A part that is not in a folder of this name, or in one
    without a value, has a missing cell.
    """
    names = list(dict.fromkeys(name for given in values for name in given))
    return {name: _typed([given.get(name) for given in values]) for name in names}


def _typed(values: Sequence[str | None]) -> "pa.ChunkedArray":
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([value or ""] for value in values)
    content = text.getvalue().encode(errors="replace")
    return arrow_csv.read_csv(
        pa.BufferReader(content),
        read_options=arrow_csv.ReadOptions(column_names=["value"], block_size=len(content) + 1),
        parse_options=arrow_csv.ParseOptions(newlines_in_values=True, ignore_empty_lines=False),
        convert_options=arrow_csv.ConvertOptions(null_values=list(MISSING_WORDS), strings_can_be_null=False),
    )["value"]
