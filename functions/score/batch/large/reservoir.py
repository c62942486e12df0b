"""A simple random sample of records that pass by, however many there are."""

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Constants of the generator splitmix64: Steele, Lea & Flood, "Fast splittable pseudorandom number
# generators", OOPSLA 2014.
STEP, FIRST, SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
ROOM = 2  # times the sample that is held before it is cut back
BLOCK = 2**20  # random numbers made at a time, where a file's rows are only counted


def seed_of(start: bytes) -> int:
    """Return the seed of a file's sample, from the bytes that it begins with."""
    return int.from_bytes(hashlib.sha256(start).digest()[:8])


def priorities(seed: int, first: int, count: int) -> "NDArray[np.uint64]":
    """Return a random number of each of `count` records, the first of which has the number `first`.

    It depends on seed and number alone, so that parts of a file may be read by whom and in any order.
    """
    import numpy as np

    numbers = np.arange(first + 1, first + 1 + count, dtype=np.uint64)
    mixed = np.uint64(seed) + numbers * np.uint64(STEP)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(FIRST)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(SECOND)
    return mixed ^ (mixed >> np.uint64(31))


def smallest(seed: int, rows: int, most: int) -> "NDArray[np.int64]":
    """Return the numbers of up to `most` >= 1 of `rows` records, those with the smallest random numbers.

    They are counted from 0 and ascend. Memory is that of the answer, however many rows there are: a Parquet
    file can state thousands of millions of them in a few bytes.
    """
    import numpy as np

    numbers, found = np.empty(0, np.int64), np.empty(0, np.uint64)
    for first in range(0, rows, BLOCK):
        count = min(BLOCK, rows - first)
        numbers = np.concatenate([numbers, np.arange(first, first + count)])
        found = np.concatenate([found, priorities(seed, first, count)])
        if len(found) > most:
            kept = np.argpartition(found, most)[:most]
            numbers, found = numbers[kept], found[kept]
    return np.sort(numbers)


class Reservoir:
    """Holds the records with the smallest random numbers: bottom-k sampling.

    Two reservoirs of parts of one file, with one seed, make that of the whole: their records together, cut
    back. Source: Cohen & Kaplan, "Summarizing data using bottom-k sketches", PODC 2007.

    Attributes
    ----------
    seen : records offered so far.
    """

    def __init__(self, seed: int, most_rows: int, most_bytes: int) -> None:
        self.seen = 0
        self._seed, self._most_rows, self._most_bytes = seed, most_rows, most_bytes
        self._bound = 2**64 - 1  # no record above it can be among the smallest
        self._held: list[tuple[int, int, str]] = []  # random number, record number, record
        self._size = 0

    def offer(self, records: Sequence[str]) -> None:
        """Let these records pass by; their numbers go on from those seen before."""
        import numpy as np

        found = priorities(self._seed, self.seen, len(records))
        for place in np.flatnonzero(found < np.uint64(self._bound)).tolist():
            record = records[place]
            self._held.append((int(found[place]), self.seen + place, record))
            self._size += len(record)
        self.seen += len(records)
        if len(self._held) > ROOM * self._most_rows or self._size > ROOM * self._most_bytes:
            self._cut_back()

    def sample(self) -> tuple[list[int], list[str]]:
        """Return the numbers of the sampled records, counted from 0, and the records, in the file's order."""
        self._cut_back()
        ordered = sorted((number, record) for _, number, record in self._held)
        return [number for number, _ in ordered], [record for _, record in ordered]

    def _cut_back(self) -> None:
        self._held.sort()
        size, kept = 0, 0
        for _, _, record in self._held[: self._most_rows]:
            size += len(record)
            if kept and size > self._most_bytes:
                size -= len(record)
                break
            kept += 1
        if kept < len(self._held):
            self._bound = self._held[kept][0]
        self._held, self._size = self._held[:kept], size
