"""The rows of a baseline and of a drift file: drawn from a corpus, the same for every method."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEED = 20261123


class Draw(NamedTuple):
    """Row numbers of a corpus, each at most once; the changed rows are the last `changed` of `drift`."""

    baseline: NDArray[np.int64]
    drift: NDArray[np.int64]
    changed: int = 0


def generator(*names: object) -> np.random.Generator:
    """Return the random numbers of one repetition of a cell, the same on every machine."""
    return np.random.default_rng([SEED, *(zlib.crc32(str(name).encode()) for name in names)])


def split(rows: int, sizes: tuple[int, int], random: np.random.Generator) -> Draw:
    """Return two disjoint samples of one population, without any change.

    Raises ValueError if there are fewer rows than the two sizes need.
    """
    return plant(np.arange(rows), np.arange(0), sizes, 0, random)


def plant(
    usual: NDArray[np.int64],
    other: NDArray[np.int64],
    sizes: tuple[int, int],
    share: float,
    random: np.random.Generator,
) -> Draw:
    """Return a baseline of usual rows, and a drift file of usual rows with a share of other rows.

    Raises ValueError if either population is too small.
    """
    baseline_rows, drift_rows = sizes
    changed = changed_rows(share, drift_rows)
    kept = drift_rows - changed
    if baseline_rows + kept > len(usual) or changed > len(other):
        raise ValueError(
            f"{baseline_rows} + {kept} usual and {changed} other rows were requested, but there are only "
            f"{len(usual)} and {len(other)}"
        )
    chosen = random.permutation(usual)[: baseline_rows + kept]
    new = random.permutation(other)[:changed]
    return Draw(chosen[:baseline_rows], np.concatenate([chosen[baseline_rows:], new]), changed)


def changed_rows(share: float, rows: int) -> int:
    """Return the number of rows nearest to a share, and at least one for a share above 0."""
    return max(int(share > 0), int(share * rows + 0.5))
