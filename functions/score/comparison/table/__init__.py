"""All columns except text, from the frames of two files to evidence.

words       the distinct values of a column as strings
numbers     cells read as numbers (written_numbers: one file's own way of writing them)
dates       cells read as dates and times (date_formats: how the drift file writes them)
categories  cells read as categories and as booleans
identifiers cells read as identifiers
spellings   categories that both files have in different spellings
rewritten   ways of writing that replace another
padding     white space at the ends of cells
whole_rows  what the columns tell together (row_hashes)
notes       what no decision depends on
schema      added, removed, retyped, reformatted and reordered columns
columns     the comparison of all columns
evidence    what it returns

The statistics themselves are in functions.score.statistics, which only works on arrays. They and numpy are
imported by the first comparison, not by this package.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from common.verdict.document import SchemaChange
from functions.score.comparison.table.padding import with_padding
from functions.score.comparison.table.schema import schema_changes

if TYPE_CHECKING:
    from functions.score.comparison.table.columns import compare_columns, missing_cells
    from functions.score.comparison.table.evidence import TableEvidence

__all__ = [
    "SchemaChange",
    "TableEvidence",
    "compare_columns",
    "missing_cells",
    "schema_changes",
    "with_padding",
]

LOADED_LATER = {
    "TableEvidence": "evidence",
    "compare_columns": "columns",
    "missing_cells": "columns",
}


def __getattr__(name: str) -> Any:
    if name not in LOADED_LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{LOADED_LATER[name]}"), name)
