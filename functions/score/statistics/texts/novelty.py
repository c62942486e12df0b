"""The novelty statistic: drift rows that resemble nothing in the baseline."""

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.texts.neighbourhood import UNBUFFERED, neighbourhood_sizes
from functions.score.statistics.texts.neighbours import GRID, Neighbours, on_grid

NEIGHBOURS = 5  # baseline rows that a row is compared with; fewer where the baseline has no five others
BLOCK_ROWS = 256  # rows at once: what is computed for them stays in the cache
LONGEST_LIST = 400  # neighbours of a row; from there on looking at every baseline row is not slower
LIST_BYTES = 64 * 2**20  # that all lists together may take
BYTES_PER_NEIGHBOUR = 8  # an int32 index, a float32 similarity


def list_length(baseline_rows: int, drift_rows: int) -> int:
    """Return how many neighbours of a row are listed: a wide neighbourhood, and five of the baseline.

    Three times as many as hold five on average: at equal sizes one row in a hundred thousand finds fewer, if
    labels are random. Where labels mean something, or the lists would be too long, more rows do;
    `novelty_scores` gives them exact scores too, only more slowly.
    """
    rows = baseline_rows + drift_rows
    wanted = 3 * _wanted(baseline_rows) * rows // baseline_rows + 2
    bounded = min(wanted, LONGEST_LIST, LIST_BYTES // (BYTES_PER_NEIGHBOUR * rows))
    return min(rows - 1, max(bounded, *neighbourhood_sizes(rows)))


def novelty_scores(
    rows: NDArray[np.float32], neighbours: Neighbours, labels: NDArray[np.uint8]
) -> NDArray[np.float32]:
    """Return each row's mean cosine to its five nearest baseline rows, under each labelling.

    A baseline row is not compared with itself. The baseline rows are taken from the lists of neighbours.
    Where a list holds too few, as it does for a new topic with many rows, all baseline rows are compared.

    Parameters
    ----------
    rows : float32 array, shape (rows, d), L2-normalised.
    neighbours : of these rows, `list_length` of each or any other number.
    labels : uint8 array, shape (rows, labellings): 1 for baseline, 0 for drift; each column has the same
        number n >= 2 of ones.

    Returns
    -------
    float32 array, shape (rows, labellings), in [-1, 1], multiples of 1 / 2^14: low where a row is novel.
    """
    wanted = _wanted(int(labels[:, 0].sum()))
    scores = np.empty(labels.shape, dtype=np.float32)
    unfinished = np.zeros(labels.shape, dtype=np.bool_)
    for start in range(0, len(labels), BLOCK_ROWS):
        block = slice(start, start + BLOCK_ROWS)
        indices, similarities = neighbours.indices[block], neighbours.similarities[block]
        shape = (len(indices), labels.shape[1])
        missing = np.full(shape, wanted, dtype=np.uint8)
        total, product = np.zeros(shape, dtype=np.float32), np.empty(shape, dtype=np.float32)
        taken = np.empty(shape, dtype=np.uint8)
        for place in range(indices.shape[1]):
            labels.take(indices[:, place], axis=0, out=taken, mode=UNBUFFERED)
            np.minimum(taken, missing, out=taken)
            missing -= taken
            total += np.multiply(taken, similarities[:, place, np.newaxis], out=product)
            if place >= wanted and not missing.any():
                break
        scores[block] = total / np.float32(wanted)
        unfinished[block] = missing > 0
    # One labelling after the other: a labelling's scores must not depend on which others stand beside it.
    for labelling in np.flatnonzero(unfinished.any(axis=0)):
        places = np.flatnonzero(unfinished[:, labelling])
        baseline = np.flatnonzero(labels[:, labelling])
        scores[places, labelling] = _scores_of(rows, places, baseline, wanted)
    return on_grid(scores)


def novelty(scores: NDArray[np.float32], labels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the mean squared log of the drift rows' conformal p-values, under each labelling.

    The square weighs few very novel rows above many that are a little so: it finds 5 % of a new topic more
    often than the plain logarithm (Fisher's combination), and a change of style as often.

    Parameters
    ----------
    scores : float32 array, shape (rows, labellings), from `novelty_scores`.
    labels : uint8 array of the same shape: 1 for baseline, 0 for drift.

    Returns
    -------
    float64 array, shape (labellings,), >= 0: about 2 where no drift row is novel.

    Source: conformal p-values, Bates et al., Annals of Statistics 51 (2023). They share their baseline, so no
    combination of them has a simple distribution: relabelling gives it one.
    """
    baseline_rows = int(labels[:, 0].sum())
    surprise = np.log((1.0 + np.arange(baseline_rows + 1)) / (1.0 + baseline_rows)) ** 2
    # A whole number per row that sorts by score and, at equal scores, baseline before drift: then the
    # baseline rows up to a drift row are those that are no less novel.
    keys = np.sort(2 * np.rint(scores.T * GRID).astype(np.int32) + (1 - labels.T), axis=1)
    places = np.nonzero(keys & 1)[1].reshape(len(keys), -1)  # of the drift rows, by labelling
    return np.asarray(surprise[places - np.arange(places.shape[1])].mean(axis=1))


def conformal_p_values(
    baseline_scores: NDArray[np.float32], drift_scores: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Return (1 + baseline rows that are no less novel) / (1 + n) for each drift row.

    Parameters
    ----------
    baseline_scores, drift_scores : float32 arrays, shapes (n,) and (m,): low is novel.

    Returns
    -------
    float64 array, shape (m,), in (0, 1]: small where a row is like nothing in the baseline.
    """
    no_less_novel = np.searchsorted(np.sort(baseline_scores), drift_scores, side="right")
    return (1.0 + no_less_novel.astype(np.float64)) / (1.0 + len(baseline_scores))


def _wanted(baseline_rows: int) -> int:
    """Neighbours that every row can have: a baseline row has baseline_rows - 1 others."""
    return min(NEIGHBOURS, baseline_rows - 1)


def _scores_of(
    rows: NDArray[np.float32], places: NDArray[np.intp], baseline: NDArray[np.intp], wanted: int
) -> NDArray[np.float32]:
    """Return the scores of the rows at these places, comparing them with every baseline row."""
    others = rows[baseline].T
    scores = np.empty(len(places), dtype=np.float32)
    for start in range(0, len(places), BLOCK_ROWS):
        block = places[start : start + BLOCK_ROWS]
        cosines = rows[block] @ others
        cosines[block[:, np.newaxis] == baseline] = -np.inf
        nearest = np.partition(cosines, len(baseline) - wanted, axis=1)[:, len(baseline) - wanted :]
        scores[start : start + BLOCK_ROWS] = on_grid(nearest).mean(axis=1)
    return scores
