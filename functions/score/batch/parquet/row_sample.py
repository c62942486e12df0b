"""A random sample of the rows of a file whose number of rows is known in advance."""

from typing import TYPE_CHECKING

from functions.score.batch.large.reservoir import SLACK, sample_numbers
from functions.score.batch.limits import Limits

if TYPE_CHECKING:
    import pyarrow as pa


class RowSample:
    """Keeps the rows with the smallest random numbers, like `reservoir.Reservoir`, as Arrow batches.

    Parameters
    ----------
    seed : seed of the random numbers.
    rows : number of rows in the file.
    row_bytes : estimated size of a row, > 0. If rows turn out larger, the sample shrinks.
    columns : number of columns.

    Attributes
    ----------
    numbers : row numbers of the sample, counted from 0, ascending.
    kept : the sampled rows among those offered so far, in the file's order.
    """

    def __init__(self, seed: int, rows: int, row_bytes: int, limits: Limits, columns: int = 1) -> None:
        self.kept: list[pa.RecordBatch] = []
        self._seed, self._rows, self._max_bytes = seed, rows, limits.sample_bytes
        self._seen = self._size = 0
        size = max(1, min(limits.rows_in_sample(columns), limits.sample_bytes // row_bytes))
        self.numbers = sample_numbers(seed, rows, size)

    def offer(self, chunk: "pa.RecordBatch") -> None:
        """Take the next rows of the file, and keep those that are in the sample."""
        import numpy as np
        import pyarrow as pa

        first, last = np.searchsorted(self.numbers, [self._seen, self._seen + len(chunk)])
        if first < last:
            self._keep(chunk.take(pa.array(self.numbers[first:last] - self._seen)))
        self._seen += len(chunk)
        while self._size > SLACK * self._max_bytes and len(self.numbers) > 1:
            self._halve()

    def _keep(self, rows: "pa.RecordBatch") -> None:
        self.kept.append(rows)
        self._size += rows.nbytes

    def _halve(self) -> None:
        """Reduce the sample to half as many rows, all of them in the sample before."""
        import numpy as np
        import pyarrow as pa

        numbers, kept = self.numbers, self.kept
        self.numbers = sample_numbers(self._seed, self._rows, len(numbers) // 2)
        remains = pa.array(np.isin(numbers, self.numbers))
        self.kept, self._size, first = [], 0, 0
        for rows in kept:
            self._keep(rows.filter(remains.slice(first, len(rows))))
            first += len(rows)
