"""Nearest neighbours by cosine similarity: found once, whatever labels the rows bear later."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLOCK_ROWS = 256  # rows compared with all others at once: the block of similarities stays in the cache
BLOCK_BYTES = 32 * 2**20  # and never grows beyond this, however many rows there are


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """The most similar other rows of each row, the most similar first.

    Attributes
    ----------
    indices : int32 array, shape (rows, k); a row is never its own neighbour.
    similarities : float32 array, shape (rows, k), cosines in [-1, 1], none larger than the one before it.
    """

    indices: NDArray[np.int32]
    similarities: NDArray[np.float32]


def nearest_neighbours(rows: NDArray[np.float32], k: int) -> Neighbours:
    """Find the k most similar other rows of every row.

    Among equally similar rows, which ones are listed follows from their order alone. So a test that
    compares labels over these lists is exact only if the rows were shuffled before: unshuffled, copies of
    one text would have neighbours of their own file.

    Parameters
    ----------
    rows : float32 array, shape (rows, d), L2-normalised; a zero vector is orthogonal to every row.
    k : neighbours of each row, 1 <= k <= rows - 1.

    Returns
    -------
    Neighbours, O(rows k) memory; beyond it the search needs one block of at most 32 MB, or one row.

    Raises ValueError if there are no k other rows.
    """
    count = len(rows)
    if not 1 <= k < count:
        raise ValueError(f"{k} neighbours of each of {count} rows: there are 1 to {count - 1} others")
    indices = np.empty((count, k), dtype=np.int32)
    similarities = np.empty((count, k), dtype=np.float32)
    step = max(1, min(BLOCK_ROWS, BLOCK_BYTES // (4 * count)))
    for start in range(0, count, step):
        stop = min(start + step, count)
        cosines = rows[start:stop] @ rows.T
        cosines[np.arange(stop - start), np.arange(start, stop)] = -np.inf
        nearest = np.argpartition(cosines, count - k, axis=1)[:, count - k :]
        found = np.take_along_axis(cosines, nearest, axis=1)
        order = np.argsort(found, axis=1)[:, ::-1]
        indices[start:stop] = np.take_along_axis(nearest, order, axis=1)
        similarities[start:stop] = np.take_along_axis(found, order, axis=1)
    return Neighbours(indices, np.clip(similarities, -1.0, 1.0))  # rounding may step over by 1e-7
