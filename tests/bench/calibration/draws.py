"""Which rows stand in a baseline and in a drift file: drawn from a corpus, the same ones for every method."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED = 20261123


class Draw(NamedTuple):
    """Row numbers of a corpus, none of them twice; the changed ones are the last `changed` of `drift`."""

    baseline: NDArray[np.int64]
    drift: NDArray[np.int64]
    changed: int = 0


def generator(*names: object) -> np.random.Generator:
    """Return the random numbers that belong to a repetition of a cell, on any machine."""
    return np.random.default_rng([SEED, *(zlib.crc32(str(name).encode()) for name in names)])


def split(rows: int, sizes: tuple[int, int], random: np.random.Generator) -> Draw:
    """Return two disjoint samples of one population: nothing has changed.

    Raises ValueError when there are fewer rows than the two sizes need.
    """
    return plant(np.arange(rows), np.arange(0), sizes, 0, random)


def plant(
    usual: NDArray[np.int64],
    other: NDArray[np.int64],
    sizes: tuple[int, int],
    share: float,
    random: np.random.Generator,
) -> Draw:
    """Return a baseline of usual rows, and a drift file with a share of other rows among usual ones.

    Raises ValueError when either population is too small.
    """
    baseline_rows, drift_rows = sizes
    changed = changed_rows(share, drift_rows)
    kept = drift_rows - changed
    if baseline_rows + kept > len(usual) or changed > len(other):
        raise ValueError(
            f"{baseline_rows} + {kept} usual and {changed} other rows are more than the "
            f"{len(usual)} and {len(other)} there are"
        )
    chosen = random.permutation(usual)[: baseline_rows + kept]
    new = random.permutation(other)[:changed]
    return Draw(chosen[:baseline_rows], np.concatenate([chosen[baseline_rows:], new]), changed)


def changed_rows(share: float, rows: int) -> int:
    """Return how many rows a share is: the nearest number, and one at least of a share above 0."""
    return max(int(share > 0), int(share * rows + 0.5))
