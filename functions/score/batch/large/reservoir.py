"""A simple random sample of a stream of records of any length."""

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

# Constants of the generator splitmix64: Steele, Lea & Flood, "Fast splittable pseudorandom number
# generators", OOPSLA 2014.
STEP, FIRST, SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
SLACK = 2  # how many times its size the sample may grow to before it is trimmed
BLOCK = 2**20  # random numbers generated at once by `sample_numbers`


def seed_of(start: bytes) -> int:
    """Return the seed of a file's sample, computed from the first bytes of the file."""
    return int.from_bytes(hashlib.sha256(start).digest()[:8])


def priorities(seed: int, first: int, count: int) -> "NDArray[np.uint64]":
    """Return random numbers of `count` records, the first of which is record number `first`.

    Each depends only on the seed and the record's number, so parts of a file may be read in any order and by
    different processes.
    """
    import numpy as np

    numbers = np.arange(first + 1, first + 1 + count, dtype=np.uint64)
    mixed = np.uint64(seed) + numbers * np.uint64(STEP)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(FIRST)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(SECOND)
    return mixed ^ (mixed >> np.uint64(31))


def sample_numbers(seed: int, rows: int, size: int) -> "NDArray[np.int64]":
    """Return the numbers of the `size` >= 1 of `rows` records with the smallest random numbers.

    They are counted from 0 and ascend. The memory used depends on `size` alone, because a Parquet file can
    have billions of rows in a few bytes.
    """
    import numpy as np

    numbers, lowest = np.empty(0, np.int64), np.empty(0, np.uint64)
    for first in range(0, rows, BLOCK):
        count = min(BLOCK, rows - first)
        numbers = np.concatenate([numbers, np.arange(first, first + count)])
        lowest = np.concatenate([lowest, priorities(seed, first, count)])
        if len(lowest) > size:
            kept = np.argpartition(lowest, size)[:size]
            numbers, lowest = numbers[kept], lowest[kept]
    return np.sort(numbers)


class Reservoir:
    """Keeps the records with the smallest random numbers: bottom-k sampling.

    The reservoirs of two parts of a file, with the same seed, merge into that of the whole: join their
    records and trim them. Source: Cohen & Kaplan, "Summarizing data using bottom-k sketches", PODC 2007.

    Attributes
    ----------
    seen : number of records offered so far.
    """

    def __init__(self, seed: int, max_rows: int, max_bytes: int) -> None:
        import numpy as np

        self.seen = 0
        self._seed, self._max_rows, self._max_bytes = seed, max_rows, max_bytes
        self._bound = 2**64 - 1  # a record with this random number or a larger one is not in the sample
        self._kept: list[pa.StringArray] = []
        self._priorities, self._numbers = np.empty(0, np.uint64), np.empty(0, np.int64)
        self._size = 0

    def offer(self, records: "pa.StringArray") -> None:
        """Take the next records of the file, and keep those that may be in the sample."""
        import numpy as np

        priority = priorities(self._seed, self.seen, len(records))
        places = np.flatnonzero(priority < np.uint64(self._bound))
        merged = np.concatenate([self._priorities, priority[places]])
        if len(merged) > self._max_rows:  # so that hardly a record is copied for nothing
            self._bound = int(np.partition(merged, self._max_rows)[self._max_rows])
            places = places[priority[places] < np.uint64(self._bound)]
        self._keep(records.take(places))
        self._priorities = np.concatenate([self._priorities, priority[places]])
        self._numbers = np.concatenate([self._numbers, self.seen + places])
        self.seen += len(records)
        if len(self._numbers) > SLACK * self._max_rows or self._size > SLACK * self._max_bytes:
            self._trim()

    def sample(self, max_rows: int | None = None) -> "tuple[list[int], pa.StringArray]":
        """Return the numbers of the sampled records, counted from 0, and the records; in the file's order.

        `max_rows`: leave out all but so many, for good.
        """
        import numpy as np

        self._max_rows = min(self._max_rows, max_rows or self._max_rows)
        self._trim()
        order = np.argsort(self._numbers)
        return self._numbers[order].tolist(), self._kept[0].take(order)

    def _keep(self, records: "pa.StringArray") -> None:
        self._kept.append(records)
        self._size += records.nbytes

    def _trim(self) -> None:
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        kept = pa.concat_arrays(self._kept) if self._kept else pa.array([], pa.string())
        order = np.argsort(self._priorities, kind="stable")[: self._max_rows + 1]
        sizes = np.cumsum(pc.binary_length(kept).to_numpy()[order])
        count = min(self._max_rows, max(1, int(np.searchsorted(sizes, self._max_bytes, side="right"))))
        if count < len(order):
            self._bound = int(self._priorities[order[count]])
        order = order[:count]
        self._kept, self._size = [], 0
        self._keep(kept.take(order))
        self._priorities, self._numbers = self._priorities[order], self._numbers[order]
