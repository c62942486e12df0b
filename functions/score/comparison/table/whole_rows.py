"""Whole rows: what the columns of both files tell together, collected while they are compared."""

import numpy as np

from functions.score.comparison.table.row_hashes import RowHashes
from functions.score.statistics.columns import duplicates
from functions.score.statistics.evidence import ColumnEvidence
from functions.score.statistics.rows import dependence, segments
from functions.score.statistics.rows.columns import CategoryColumn, NumberColumn, drawn

A_PAIR = 2


class WholeRows:
    """The rows of both files.

    Attributes
    ----------
    hashes : of the rows, see RowHashes.
    related : the columns whose relations are tested.
    """

    def __init__(self, rows: tuple[int, int], rng: np.random.Generator) -> None:
        self._rng = rng
        self.hashes = RowHashes(rows, rng)
        self.related: list[NumberColumn | CategoryColumn] = []

    def evidence(self) -> tuple[ColumnEvidence, ...]:
        """Return the evidence on duplicate rows, and on the columns' relations as far as they are tested."""
        rows = duplicates.compare(
            self.hashes.before, self.hashes.after, self._rng, shuffled=self.hashes.shuffled
        )
        if not self.hashes.columns:
            rows = ColumnEvidence(rows.name, rows.kind, not_tested="there is no column to compare rows by")
        if len(self.related) < A_PAIR:
            return (rows,)
        columns = drawn(self.related, self._rng)
        relations = dependence.compare(columns), segments.compare(columns)
        return (rows, *(relation for relation in relations if relation.p_value is not None))
