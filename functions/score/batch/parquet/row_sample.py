"""A random sample of the rows of a file whose number is known before they pass by."""

from typing import TYPE_CHECKING

from functions.score.batch.large.reservoir import ROOM, smallest
from functions.score.batch.limits import Limits

if TYPE_CHECKING:
    import pyarrow as pa


class RowSample:
    """Holds the rows with the smallest random numbers, like `reservoir.Reservoir`, as Arrow batches.

    Parameters
    ----------
    seed : of the random numbers.
    rows : of the file.
    row_bytes : what a row is thought to take, > 0; where rows take more, fewer of them are held.

    Attributes
    ----------
    numbers : of the sampled rows in the file, counted from 0, ascending.
    held : those of them that have passed by, in their order.
    """

    def __init__(self, seed: int, rows: int, row_bytes: int, limits: Limits) -> None:
        self.held: list[pa.RecordBatch] = []
        self._seed, self._rows, self._most_bytes = seed, rows, limits.held_bytes
        self._seen = self._size = 0
        self.numbers = smallest(seed, rows, max(1, min(limits.held_rows, limits.held_bytes // row_bytes)))

    def offer(self, chunk: "pa.RecordBatch") -> None:
        """Let these rows pass by, which follow those before."""
        import numpy as np
        import pyarrow as pa

        first, last = np.searchsorted(self.numbers, [self._seen, self._seen + len(chunk)])
        if first < last:
            self._keep(chunk.take(pa.array(self.numbers[first:last] - self._seen)))
        self._seen += len(chunk)
        while self._size > ROOM * self._most_bytes and len(self.numbers) > 1:
            self._cut_back()

    def _keep(self, rows: "pa.RecordBatch") -> None:
        self.held.append(rows)
        self._size += rows.nbytes

    def _cut_back(self) -> None:
        """Draw half as many rows, all of which are among those drawn before."""
        import numpy as np
        import pyarrow as pa

        before, held = self.numbers, self.held
        self.numbers = smallest(self._seed, self._rows, len(before) // 2)
        stays = pa.array(np.isin(before, self.numbers))
        self.held, self._size, first = [], 0, 0
        for rows in held:
            self._keep(rows.filter(stays.slice(first, len(rows))))
            first += len(rows)
