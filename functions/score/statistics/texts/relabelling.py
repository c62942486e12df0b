"""Random relabellings: which pooled rows are called baseline, if labels meant nothing."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

LARGEST_CHUNK = 256  # relabellings at once: more do not run faster
CHUNK_BYTES = 64 * 2**20  # memory that a chunk may take, with all that is computed from it
BYTES_PER_LABEL = 16  # the label twice (uint8), its float32, a float32 score, its fixed-point copies


def relabellings(
    labels: NDArray[np.uint8], count: int, rng: np.random.Generator
) -> Iterator[NDArray[np.uint8]]:
    """Yield random permutations of the labels, in chunks of bounded size.

    Relabellings are independent and uniform, so one may come twice. The chunks' sizes depend on the
    number of rows alone: asking twice, for 199 and then for 800, may cut the chunks elsewhere than asking
    once for 999, but gives the same sequence, since each relabelling is drawn after the one before it.

    Parameters
    ----------
    labels : uint8 array, shape (rows,): 1 for a baseline row, 0 for a drift row.
    count : relabellings in all, >= 0.
    rng : numpy Generator.

    Yields
    ------
    uint8 arrays, shape (rows, relabellings in this chunk), C order: one column is one relabelling.
    """
    rows = len(labels)
    size = max(1, min(LARGEST_CHUNK, CHUNK_BYTES // (BYTES_PER_LABEL * rows)))
    for start in range(0, count, size):
        chunk = np.tile(labels, (min(size, count - start), 1))
        yield np.ascontiguousarray(rng.permuted(chunk, axis=1).T)
