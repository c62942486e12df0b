"""Random relabellings: which pooled rows would belong to the baseline if labels were random."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

LARGEST_CHUNK = 256  # relabellings at a time; more are not faster
CHUNK_BYTES = 64 * 2**20  # memory of a chunk and of everything computed from it
BYTES_PER_LABEL = 16  # the label twice (uint8), its float32, a float32 score, its fixed-point copies


def relabellings(
    labels: NDArray[np.uint8], count: int, rng: np.random.Generator
) -> Iterator[NDArray[np.uint8]]:
    """Yield random permutations of the labels in chunks of limited size.

    Relabellings are independent and uniform, so one may occur twice. Chunk sizes depend only on the number of
    rows. A request for 199 and then for 800 relabellings may have other chunks than one for 999, but yields
    the same sequence, as each relabelling is drawn after the one before.

    Parameters
    ----------
    labels : uint8 array, shape (rows,)
        1 for a baseline row, 0 for a drift row.
    count : int
        Number of relabellings, >= 0.
    rng : numpy.random.Generator
        Draws the permutations.

    Yields
    ------
    uint8 array, shape (rows, relabellings in this chunk)
        C order; each column is one relabelling.

    Examples
    --------
    >>> labels = np.array([1, 1, 0], dtype=np.uint8)
    >>> chunks = list(relabellings(labels, 300, np.random.default_rng(0)))
    >>> [chunk.shape for chunk in chunks], {int(total) for total in chunks[0].sum(axis=0)}
    ([(3, 256), (3, 44)], {2})
    """
    rows = len(labels)
    size = max(1, min(LARGEST_CHUNK, CHUNK_BYTES // (BYTES_PER_LABEL * rows)))
    for start in range(0, count, size):
        chunk = np.tile(labels, (min(size, count - start), 1))
        yield np.ascontiguousarray(rng.permuted(chunk, axis=1).T)
