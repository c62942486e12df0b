"""Nearest neighbours by cosine similarity, searched once for all labellings."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BLOCK_ROWS = 256  # rows compared with all others at a time: their similarities stay in the cache
BLOCK_BYTES = 32 * 2**20  # limit of these similarities, for any number of rows
# A sample of a row's similarities gives a lower bound of its largest ones. Sorting only those above the bound
# takes a quarter of the time of a selection among all.
SAMPLE = 512
SAMPLED_FROM = 2 * SAMPLE  # rows
DEVIATIONS = 3.0  # of the number in the sample: for one row in a thousand too few are above the bound
# Similarities are rounded to 6e-5. Embeddings of one text differ by 1e-8 between batches; without rounding,
# the copies within one file would be nearest to each other.
GRID = np.float32(2**14)
ITSELF = np.float32(-2.0)  # below all cosines, so that no row is its own neighbour
PLACE_BITS = 32  # lower bits of a rank; the similarity is above
PLACES = 2**PLACE_BITS - 1


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """The most similar other rows of each row, by falling similarity.

    Attributes
    ----------
    indices : int32 array, shape (rows, k)
        A row is never its own neighbour.
    similarities : float32 array, shape (rows, k)
        Cosines in [-1, 1], multiples of 1 / 2^14.
    """

    indices: NDArray[np.int32]
    similarities: NDArray[np.float32]


def nearest_neighbours(rows: NDArray[np.float32], k: int) -> Neighbours:
    """Find the k most similar other rows of each row.

    Of equally similar rows, those with the largest index are listed. A test that compares labels over these
    lists is therefore exact only for shuffled rows: otherwise copies of one text would have neighbours from
    their own file.

    Parameters
    ----------
    rows : float32 array, shape (rows, d)
        L2-normalised; a zero vector is orthogonal to all rows.
    k : int
        Neighbours of each row, 1 <= k <= rows - 1.

    Returns
    -------
    Neighbours
        O(rows k) memory; the search needs another 32 MB at most, or one row of similarities.

    Raises
    ------
    ValueError
        If there are no k other rows.

    Examples
    --------
    >>> rows = np.array([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]], dtype=np.float32)
    >>> nearest = nearest_neighbours(rows, 1)
    >>> nearest.indices.ravel().tolist(), nearest.similarities.ravel().astype(float).round(2).tolist()
    ([1, 2, 1], [0.6, 0.8, 0.8])
    """
    count = len(rows)
    if not 1 <= k < count:
        raise ValueError(f"k = {k} neighbours of {count} rows: k must be between 1 and {count - 1}")
    ranks = np.empty((count, k), dtype=np.int64)
    _search(rows, np.arange(count), ranks)
    return _neighbours(ranks)


def pooled_neighbours(
    rows: NDArray[np.float32], order: NDArray[np.int64], within_baseline: Neighbours, k: int
) -> Neighbours:
    """Return the neighbours of a baseline's and a drift file's rows, reusing those within the baseline.

    The k nearest rows of a baseline row are among its listed neighbours in the baseline and the rows of the
    drift file. If further baseline rows may be as near as the last listed one, all rows are searched.

    Parameters
    ----------
    rows : float32 array, shape (n + m, d)
        L2-normalised rows of both files in random order.
    order : int64 array, shape (n + m,)
        The row at each place; the baseline's n rows have the numbers below n.
    within_baseline : Neighbours
        Of the baseline's n rows, in their order; any number per row.
    k : int
        Neighbours of each row, 1 <= k <= n + m - 1.

    Returns
    -------
    Neighbours
        As from `nearest_neighbours(rows, k)`, in O(m (n + m) d) instead of O((n + m)^2 d) time.
    """
    count = len(order)
    baseline_rows, listed = within_baseline.indices.shape
    if k > listed:
        return nearest_neighbours(rows, k)
    place = np.empty(count, dtype=np.int64)
    place[order] = np.arange(count)
    from_drift = np.sort(place[baseline_rows:])
    drift = rows[from_drift]
    ranks = np.empty((count, k), dtype=np.int64)
    unsettled = [from_drift]
    step = _block_rows(len(drift))
    for start in range(0, baseline_rows, step):
        block = slice(start, start + step)
        places = place[:baseline_rows][block]
        nearest = _largest(rows[places] @ drift.T, min(k, len(drift)), from_drift)
        before = _ranks(within_baseline.similarities[block], place[within_baseline.indices[block]])
        merged = np.sort(np.concatenate([before, nearest], axis=1), axis=1)[:, : -k - 1 : -1]
        ranks[places] = merged
        if listed < baseline_rows - 1:
            last = within_baseline.similarities[block, -1] * GRID
            unsettled.append(places[merged[:, -1] >> PLACE_BITS <= last.astype(np.int64)])
    _search(rows, np.concatenate(unsettled), ranks)
    return _neighbours(ranks)


def on_grid(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return cosines rounded to multiples of 1 / 2^14, none above 1."""
    return np.asarray(np.rint(np.minimum(cosines, 1.0) * GRID) / GRID)


def _search(rows: NDArray[np.float32], places: NDArray[np.int64], ranks: NDArray[np.int64]) -> None:
    """Write the ranks of the nearest rows of the rows at these places."""
    columns = np.arange(len(rows))
    step = _block_rows(len(rows))
    for start in range(0, len(places), step):
        block = places[start : start + step]
        cosines = rows[block] @ rows.T
        cosines[np.arange(len(block)), block] = ITSELF
        ranks[block] = _largest(cosines, ranks.shape[1], columns)


def _block_rows(columns: int) -> int:
    return max(1, min(BLOCK_ROWS, BLOCK_BYTES // (4 * columns)))


def _ranks(cosines: NDArray[np.float32], places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return whole numbers that sort by similarity, then by place."""
    similarities = np.rint(np.minimum(cosines, 1.0) * GRID).astype(np.int64)
    return np.asarray((similarities << PLACE_BITS) | places)


def _neighbours(ranks: NDArray[np.int64]) -> Neighbours:
    similarities = (ranks >> PLACE_BITS).astype(np.float32) / GRID
    return Neighbours((ranks & PLACES).astype(np.int32), similarities)


def _largest(cosines: NDArray[np.float32], k: int, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the ranks of the k largest cosines of each row, falling; `places` are those of the columns."""
    columns = cosines.shape[1]
    rank = math.ceil(SAMPLE * k / columns + DEVIATIONS * math.sqrt(SAMPLE * k / columns)) + 1
    if columns < SAMPLED_FROM or rank >= SAMPLE // 2:
        return _selected(cosines, k, places)
    least = np.partition(cosines[:, :SAMPLE], SAMPLE - rank, axis=1)[:, SAMPLE - rank]
    above = (
        cosines >= least[:, np.newaxis] - 1 / GRID
    )  # includes all that may tie with the k-th after rounding
    counts = np.count_nonzero(above, axis=1)
    unsettled = (counts < k) | (counts > columns // 2)  # too few, or many copies of one row
    above[unsettled], counts[unsettled] = False, 0
    flat = np.flatnonzero(above)
    rows = np.repeat(np.arange(len(cosines)), counts)
    offsets = np.arange(len(flat)) - np.repeat(np.cumsum(counts) - counts, counts)
    candidates = np.full((len(cosines), max(k, int(counts.max()))), np.iinfo(np.int64).min)
    candidates[rows, offsets] = _ranks(cosines.ravel()[flat], places[flat - columns * rows])
    ranks = np.sort(candidates, axis=1)[:, : -k - 1 : -1]
    if unsettled.any():
        ranks[unsettled] = _selected(cosines[unsettled], k, places)
    return ranks


def _selected(cosines: NDArray[np.float32], k: int, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the same as `_largest` by a selection among all cosines."""
    columns = cosines.shape[1]
    nearest = np.partition(_ranks(cosines, places), columns - k, axis=1)[:, columns - k :]
    return np.asarray(np.sort(nearest, axis=1)[:, ::-1])
