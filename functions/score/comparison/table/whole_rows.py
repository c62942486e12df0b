"""Whole rows: what the columns of both files tell together, collected while they are compared."""

import numpy as np

from functions.score.comparison.table.row_hashes import RowHashes
from functions.score.statistics.columns import duplicates
from functions.score.statistics.evidence import ColumnEvidence
from functions.score.statistics.rows import dependence, segments
from functions.score.statistics.rows.columns import CategoryColumn, NumberColumn
from functions.score.statistics.rows.order import Trend, trends

A_PAIR = 2
# What relations are tested on: random rows of each file, as more only make small changes significant, and the
# first columns. So what is kept of a large or wide file is small.
MOST_ROWS, MOST_COLUMNS = 5_000, 200


class WholeRows:
    """The rows of both files.

    Attributes
    ----------
    hashes : of the rows, see RowHashes.
    related : the first columns whose relations are tested, in the same rows, in the file's order.
    """

    def __init__(self, rows: tuple[int, int], rng: np.random.Generator) -> None:
        self._rng = rng
        self.hashes = RowHashes(rows, rng)
        self.related: list[NumberColumn | CategoryColumn] = []
        self._counts = rows
        before, after = (np.sort(order[:MOST_ROWS]) for order in self.hashes.orders)
        self._rows = before, after

    def relate(self, column: NumberColumn | CategoryColumn) -> None:
        """Add a column whose relations are tested."""
        if len(self.related) < MOST_COLUMNS:
            self.related.append(column.of_rows(*self._rows))

    def evidence(self) -> tuple[ColumnEvidence, ...]:
        """Return the evidence on duplicate rows, and on the columns' relations as far as they are tested."""
        rows = duplicates.compare(
            self.hashes.before, self.hashes.after, self._rng, shuffled=self.hashes.shuffled
        )
        if not self.hashes.columns:
            rows = ColumnEvidence(rows.name, rows.kind, not_tested="there is no column to compare rows by")
        if len(self.related) < A_PAIR:
            return (rows,)
        relations = dependence.compare(self.related), segments.compare(self.related)
        return (rows, *(relation for relation in relations if relation.p_value is not None))

    def trends(self) -> tuple[Trend, ...]:
        """Return the columns of numbers that rise or fall within the drift file alone."""
        return trends(self.related, self._counts[0] // max(1, self._counts[1]))
