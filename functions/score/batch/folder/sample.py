"""A random sample of the rows of many tables, in memory that does not grow with their number."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from functions.score.batch.large.reservoir import SLACK, seed_of
from functions.score.batch.limits import Limits
from functions.score.batch.rows import SampledRows

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

SEED_ROWS = 100  # the rows that seed the sample


@dataclass(slots=True)
class KeptRows:
    """The rows of one part that are in the sample so far.

    Attributes
    ----------
    part : the part's number.
    table : the rows.
    numbers : their row numbers in the whole folder, counted from 0, ascending.
    priorities : their random numbers in [0, 1).
    """

    part: int
    table: "pa.Table"
    numbers: "NDArray[np.int64]"
    priorities: "NDArray[np.float64]"


class FolderSample:
    """Keeps all rows up to `limits.whole_bytes`; of more, those with the smallest random numbers.

    That is a simple random sample of the rows of all parts, as `large.reservoir.Reservoir` draws of one file.
    A part that was itself reduced to a sample continues to be one: its m of n rows get the m smallest of n
    random numbers, in random order.

    Attributes
    ----------
    kept : the rows in the sample, part by part.
    total : number of rows offered so far, those included that a part's own sample left out.
    columns : number of columns of the whole folder so far.
    """

    def __init__(self, limits: Limits) -> None:
        self.kept: list[KeptRows] = []
        self.total = 0
        self.columns = 1
        self._limits = limits
        self._rng: np.random.Generator | None = None
        self._whole = True
        self._bound = 1.0  # a row with a larger random number is not in the sample
        self._rows = self._size = 0

    def offer(self, part: int, table: "pa.Table", sample: SampledRows | None) -> None:
        """Take the rows of the next part, or its sample."""
        import numpy as np

        if not len(table):
            return
        if self._rng is None:  # the rows decide, not the names or times of the files
            start = repr(table.slice(0, SEED_ROWS).to_pylist())
            self._rng = np.random.default_rng(seed_of(start.encode(errors="surrogatepass")))
        rows = sample.total if sample else len(table)
        priorities = _smallest(self._rng, len(table), rows)
        if sample:
            self._whole = False
            self._bound = min(self._bound, float(priorities.max()))
        numbers = np.asarray(sample.numbers if sample else np.arange(rows), np.int64) + self.total
        self.kept.append(KeptRows(part, table, numbers, priorities))
        self.total += rows
        self._rows += len(table)
        self._size += table.nbytes
        self._whole = self._whole and self._size <= self._limits.whole_bytes
        crowded = (
            max(
                self._rows / self._limits.rows_in_sample(self.columns), self._size / self._limits.sample_bytes
            )
            > SLACK
        )
        if crowded and not self._whole:
            self._trim()

    def finish(self) -> SampledRows | None:
        """End the sample; return which rows it has, or None if it has all of them."""
        import numpy as np

        if self._whole and self.total <= self._limits.rows_whole(self.columns):
            return None
        self._trim()
        numbers = np.concatenate([rows.numbers for rows in self.kept])
        return SampledRows(numbers.tolist(), self.total)

    def _trim(self) -> None:
        """Reduce the sample to its allowed size, and to what the samples of its parts allow."""
        import numpy as np
        import pyarrow as pa

        priorities = np.concatenate([rows.priorities for rows in self.kept])
        share = min(1.0, self._limits.sample_bytes / self._size)
        size = max(1, min(self._limits.rows_in_sample(self.columns), int(len(priorities) * share)))
        if size < len(priorities):
            self._bound = min(self._bound, float(np.partition(priorities, size)[size]))
        kept, self._rows, self._size = self.kept, 0, 0
        self.kept = []
        for rows in kept:
            remains = rows.priorities < self._bound
            if not remains.any():
                continue
            table = rows.table if remains.all() else rows.table.filter(pa.array(remains))
            self.kept.append(KeptRows(rows.part, table, rows.numbers[remains], rows.priorities[remains]))
            self._rows += len(table)
            self._size += table.nbytes


def _smallest(rng: "np.random.Generator", count: int, total: int) -> "NDArray[np.float64]":
    """Return the `count` smallest of `total` >= count uniform random numbers, in random order.

    The differences between neighbours of sorted exponential random numbers are independent: Rényi, "On the
    theory of order statistics", Acta Mathematica Hungarica 4 (1953).
    """
    import numpy as np

    if count == total:
        return rng.random(total)
    steps = rng.exponential(size=count) / np.arange(total, total - count, -1)
    return rng.permutation(-np.expm1(-np.cumsum(steps)))
