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
ITSELF = np.float32(-2.0)  # below every cosine: no row is its own neighbour
PLACE_BITS = 32  # of a rank, below the similarity
PLACES = 2**PLACE_BITS - 1


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

    Of equally similar rows the last ones are listed. So a test that compares labels over these lists is exact
    only if the rows were shuffled before: unshuffled, copies of one text would have neighbours of their own
    file.

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
    ranks = np.empty((count, k), dtype=np.int64)
    _search(rows, np.arange(count), ranks)
    return _neighbours(ranks)


def pooled_neighbours(
    rows: NDArray[np.float32], order: NDArray[np.int64], known: Neighbours, k: int
) -> Neighbours:
    """Return the same of a baseline's and a drift file's rows, of which the baseline's were searched before.

    The k nearest rows of a baseline row are among the nearest of the baseline, which are known, and those of
    the drift file. Where more of the baseline may be as near as the last one known, all rows are searched.

    Parameters
    ----------
    rows : float32 array, shape (n + m, d), L2-normalised: both files' rows in random order.
    order : int64 array, shape (n + m,): which row stands at each place, the baseline's n rows first.
    known : of the baseline's n rows alone, in their order; any number of each.
    k : neighbours of each row, 1 <= k <= n + m - 1.

    Time O(m (n + m) d), not O((n + m)^2 d).
    """
    count = len(order)
    baseline_rows, listed = known.indices.shape
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
        before = _ranks(known.similarities[block], place[known.indices[block]])
        found = np.sort(np.concatenate([before, nearest], axis=1), axis=1)[:, : -k - 1 : -1]
        ranks[places] = found
        if listed < baseline_rows - 1:
            last = known.similarities[block, -1] * GRID
            unsettled.append(places[found[:, -1] >> PLACE_BITS <= last.astype(np.int64)])
    _search(rows, np.concatenate(unsettled), ranks)
    return _neighbours(ranks)


def on_grid(cosines: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return cosines as multiples of 1 / 2^14, none above 1."""
    return np.asarray(np.rint(np.minimum(cosines, 1.0) * GRID) / GRID)


def _search(rows: NDArray[np.float32], places: NDArray[np.int64], ranks: NDArray[np.int64]) -> None:
    """Rank the nearest of all rows of those at some places."""
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
    """Return whole numbers that sort by similarity and, where it is the same, by place."""
    similarities = np.rint(np.minimum(cosines, 1.0) * GRID).astype(np.int64)
    return np.asarray((similarities << PLACE_BITS) | places)


def _neighbours(ranks: NDArray[np.int64]) -> Neighbours:
    similarities = (ranks >> PLACE_BITS).astype(np.float32) / GRID
    return Neighbours((ranks & PLACES).astype(np.int32), similarities)


def _largest(cosines: NDArray[np.float32], k: int, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the ranks of the k largest of each row, the largest first; `places`: of the columns."""
    columns = cosines.shape[1]
    rank = math.ceil(SAMPLE * k / columns + DEVIATIONS * math.sqrt(SAMPLE * k / columns)) + 1
    if columns < SAMPLED_FROM or rank >= SAMPLE // 2:
        return _selected(cosines, k, places)
    least = np.partition(cosines[:, :SAMPLE], SAMPLE - rank, axis=1)[:, SAMPLE - rank]
    above = cosines >= least[:, np.newaxis] - 1 / GRID  # all that may tie with the last of k once rounded
    counts = np.count_nonzero(above, axis=1)
    unsettled = (counts < k) | (counts > columns // 2)  # too few, or many copies of one row
    above[unsettled], counts[unsettled] = False, 0
    found = np.flatnonzero(above)
    rows = np.repeat(np.arange(len(cosines)), counts)
    at = np.arange(len(found)) - np.repeat(np.cumsum(counts) - counts, counts)
    candidates = np.full((len(cosines), max(k, int(counts.max()))), np.iinfo(np.int64).min)
    candidates[rows, at] = _ranks(cosines.ravel()[found], places[found - columns * rows])
    ranks = np.sort(candidates, axis=1)[:, : -k - 1 : -1]
    if unsettled.any():
        ranks[unsettled] = _selected(cosines[unsettled], k, places)
    return ranks


def _selected(cosines: NDArray[np.float32], k: int, places: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the same by looking at all of them."""
    columns = cosines.shape[1]
    nearest = np.partition(_ranks(cosines, places), columns - k, axis=1)[:, columns - k :]
    return np.asarray(np.sort(nearest, axis=1)[:, ::-1])
