"""Nearest neighbours by cosine similarity: found once, whatever labels the rows bear later."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLOCK_ROWS = 256  # rows compared with all others at once: the block of similarities stays in the cache
BLOCK_BYTES = 32 * 2**20  # and never grows beyond this, however many rows there are
# Of that many of its similarities a row learns from where on one is among its largest. Sorting the few above
# takes a quarter of the time that selecting among all of them does.
SAMPLE = 512
SAMPLED_FROM = 2 * SAMPLE  # rows
DEVIATIONS = 3.0  # of the number in the sample: one row in a thousand finds too few above
# Similarities are rounded to 6e-5. Embeddings of one text differ by 1e-8 from one batch to the next; the
# copies in one file would be nearest to each other by that alone, so they have to tie.
GRID = np.float32(2**14)


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """The most similar other rows of each row, the most similar first.

    Attributes
    ----------
    indices : int32 array, shape (rows, k); a row is never its own neighbour.
    similarities : float32 array, shape (rows, k), cosines in [-1, 1], multiples of 1 / 2^14, none larger than
        the one before it.
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
        indices[start:stop], similarities[start:stop] = _largest(cosines, k)
    return Neighbours(indices, similarities)


def on_grid(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return cosines as multiples of 1 / 2^14 in [-1, 1]; -inf stays."""
    return np.asarray(np.rint(np.minimum(cosines, 1.0) * GRID) / GRID)


def _largest(cosines: NDArray[np.float32], k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return places and values of the k largest of each row, the largest first."""
    columns = cosines.shape[1]
    rank = math.ceil(SAMPLE * k / columns + DEVIATIONS * math.sqrt(SAMPLE * k / columns)) + 1
    if columns < SAMPLED_FROM or rank >= SAMPLE // 2:
        return _selected(cosines, k)
    least = np.partition(cosines[:, :SAMPLE], SAMPLE - rank, axis=1)[:, SAMPLE - rank]
    above = cosines >= least[:, np.newaxis] - 1 / GRID  # all that may tie with the last of k once rounded
    counts = np.count_nonzero(above, axis=1)
    unsettled = (counts < k) | (counts > columns // 2)  # too few, or many copies of one row
    above[unsettled], counts[unsettled] = False, 0
    found = np.flatnonzero(above)
    rows = np.repeat(np.arange(len(cosines)), counts)
    at = np.arange(len(found)) - np.repeat(np.cumsum(counts) - counts, counts)
    candidates = np.full((len(cosines), max(k, int(counts.max()))), -np.inf, dtype=np.float32)
    place_of = np.zeros(candidates.shape, dtype=np.int64)
    candidates[rows, at], place_of[rows, at] = on_grid(cosines.ravel()[found]), found - columns * rows
    order = np.argsort(candidates, axis=1)[:, : -k - 1 : -1]
    places, values = (
        np.take_along_axis(place_of, order, axis=1),
        np.take_along_axis(candidates, order, axis=1),
    )
    if unsettled.any():
        places[unsettled], values[unsettled] = _selected(cosines[unsettled], k)
    return places, values


def _selected(cosines: NDArray[np.float32], k: int) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the same by looking at all of them."""
    columns = cosines.shape[1]
    cosines = on_grid(cosines)
    nearest = np.argpartition(cosines, columns - k, axis=1)[:, columns - k :]
    found = np.take_along_axis(cosines, nearest, axis=1)
    order = np.argsort(found, axis=1)[:, ::-1]
    return np.take_along_axis(nearest, order, axis=1), np.take_along_axis(found, order, axis=1)
