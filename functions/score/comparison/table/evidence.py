"""The evidence on all columns except text, and on the rows."""

from dataclasses import dataclass

from common.verdict.document import SchemaChange
from common.verdict.note import Note
from functions.score.statistics.evidence import ColumnEvidence


@dataclass(frozen=True, slots=True)
class TableEvidence:
    """The evidence on all columns except texts and embeddings.

    Attributes
    ----------
    columns : the columns that both files have, without texts and embeddings, in the baseline's order.
    whole_rows : the duplicate rows, and as far as they are tested the dependence of the columns and the
        segments, each measured like a column. Rows are compared without identifiers, because a copied row
        often has a new one, and without dates if later dates are expected.
    notes : on the order of the rows and on old dates.
    schema_changes : columns removed, added, reordered; then retyped and reformatted columns, text columns
        included.
    """

    columns: tuple[ColumnEvidence, ...]
    whole_rows: tuple[ColumnEvidence, ...]
    schema_changes: tuple[SchemaChange, ...]
    notes: tuple[Note, ...] = ()
