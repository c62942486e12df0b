"""The novelty statistic: drift rows that resemble nothing in the baseline."""

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.texts.neighbourhood import UNBUFFERED, neighbourhood_sizes
from functions.score.statistics.texts.neighbours import GRID, Neighbours, on_grid

NEIGHBOURS = 5  # baseline rows that a row is compared with; fewer if the baseline has no five others
BLOCK_ROWS = 256  # rows at a time: their intermediate results stay in the cache
LONGEST_LIST = 400  # neighbours of a row; beyond it, comparing with all baseline rows is as fast
LIST_BYTES = 64 * 2**20  # limit of all lists together
BYTES_PER_NEIGHBOUR = 8  # an int32 index and a float32 similarity


def list_length(baseline_rows: int, drift_rows: int) -> int:
    """Return the number of neighbours to list per row: a wide neighbourhood, and five baseline rows.

    It is three times the number that contains five baseline rows on average: at equal sizes one row in a
    hundred thousand finds fewer under random labels. Under other labels, or with shorter lists, more rows do.
    `novelty_scores` returns exact scores for these too, but more slowly.

    Parameters
    ----------
    baseline_rows, drift_rows : int
        Rows of each file, >= 2.

    Returns
    -------
    int
        At most rows - 1.

    Examples
    --------
    >>> list_length(1000, 1000), list_length(100, 1000)
    (100, 167)
    """
    rows = baseline_rows + drift_rows
    wanted = 3 * _compared(baseline_rows) * rows // baseline_rows + 2
    bounded = min(wanted, LONGEST_LIST, LIST_BYTES // (BYTES_PER_NEIGHBOUR * rows))
    return min(rows - 1, max(bounded, *neighbourhood_sizes(rows)))


def novelty_scores(
    rows: NDArray[np.float32], neighbours: Neighbours, labels: NDArray[np.uint8]
) -> NDArray[np.float32]:
    """Return each row's mean cosine to its five nearest baseline rows, under each labelling.

    A baseline row is not compared with itself. The baseline rows come from the lists of neighbours. If a list
    has too few, as for a new topic with many rows, the row is compared with all baseline rows.

    Parameters
    ----------
    rows : float32 array, shape (rows, d)
        L2-normalised.
    neighbours : Neighbours
        Of these rows; `list_length` per row, or any other number.
    labels : uint8 array, shape (rows, labellings)
        1 for baseline, 0 for drift; each column has the same number n >= 2 of ones.

    Returns
    -------
    float32 array, shape (rows, labellings)
        In [-1, 1], multiples of 1 / 2^14; low for novel rows.
    """
    compared = _compared(int(labels[:, 0].sum()))
    scores = np.empty(labels.shape, dtype=np.float32)
    unfinished = np.zeros(labels.shape, dtype=np.bool_)
    for start in range(0, len(labels), BLOCK_ROWS):
        block = slice(start, start + BLOCK_ROWS)
        listed = Neighbours(neighbours.indices[block], neighbours.similarities[block])
        total, missing = _listed_similarity(listed, labels, compared)
        scores[block] = total / np.float32(compared)
        unfinished[block] = missing > 0
    # One labelling at a time: the scores of a labelling must not depend on the others.
    for labelling in np.flatnonzero(unfinished.any(axis=0)):
        places = np.flatnonzero(unfinished[:, labelling])
        baseline = np.flatnonzero(labels[:, labelling])
        scores[places, labelling] = _scores_of(rows, places, baseline, compared)
    return on_grid(scores)


def novelty(scores: NDArray[np.float32], labels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the mean squared log of the drift rows' conformal p-values, under each labelling.

    The square gives a few very novel rows more weight than many slightly novel ones. It detects 5% of a new
    topic more often than the plain logarithm (Fisher's combination), and a change of style as often.
    Conformal p-values share their baseline, so no combination has a simple distribution; relabelling provides
    one.

    Parameters
    ----------
    scores : float32 array, shape (rows, labellings)
        From `novelty_scores`.
    labels : uint8 array, shape (rows, labellings)
        1 for baseline, 0 for drift.

    Returns
    -------
    float64 array, shape (labellings,)
        >= 0; about 2 if no drift row is novel.

    References
    ----------
    Bates et al., "Testing for outliers with conformal p-values", Annals of Statistics 51 (2023).

    Examples
    --------
    >>> scores = np.array([[0.5], [0.5], [0.5], [0.125]], dtype=np.float32)
    >>> labels = np.array([[1], [1], [1], [0]], dtype=np.uint8)
    >>> novelty(scores, labels).round(3).tolist() == [round(float(np.log(1 / 4) ** 2), 3)]
    True
    """
    baseline_rows = int(labels[:, 0].sum())
    surprise = np.log((1.0 + np.arange(baseline_rows + 1)) / (1.0 + baseline_rows)) ** 2
    # One whole number per row that sorts by score, then baseline before drift: the baseline rows before a
    # drift row are those that are at least as novel.
    keys = np.sort(2 * np.rint(scores.T * GRID).astype(np.int32) + (1 - labels.T), axis=1)
    places = np.nonzero(keys & 1)[1].reshape(len(keys), -1)  # of the drift rows, by labelling
    return np.asarray(surprise[places - np.arange(places.shape[1])].mean(axis=1))


def conformal_p_values(
    baseline_scores: NDArray[np.float32], drift_scores: NDArray[np.float32]
) -> NDArray[np.float64]:
    """Return (1 + number of baseline rows that are at least as novel) / (1 + n) for each drift row.

    Parameters
    ----------
    baseline_scores, drift_scores : float32 array, shapes (n,) and (m,)
        Low for novel rows.

    Returns
    -------
    float64 array, shape (m,)
        In (0, 1]; small for rows that resemble nothing in the baseline.

    Examples
    --------
    >>> conformal_p_values(np.float32([0.2, 0.4, 0.6, 0.8]), np.float32([0.1, 0.5])).tolist()
    [0.2, 0.6]
    """
    as_novel = np.searchsorted(np.sort(baseline_scores), drift_scores, side="right")
    return (1.0 + as_novel.astype(np.float64)) / (1.0 + len(baseline_scores))


def _compared(baseline_rows: int) -> int:
    """Return how many baseline rows a row is compared with; a baseline row has baseline_rows - 1 others."""
    return min(NEIGHBOURS, baseline_rows - 1)


def _listed_similarity(
    listed: Neighbours, labels: NDArray[np.uint8], compared: int
) -> tuple[NDArray[np.float32], NDArray[np.uint8]]:
    """Return the sum of the cosines to the nearest listed baseline rows, and how many rows are missing."""
    shape = (len(listed.indices), labels.shape[1])
    missing = np.full(shape, compared, dtype=np.uint8)
    total, product = np.zeros(shape, dtype=np.float32), np.empty(shape, dtype=np.float32)
    taken = np.empty(shape, dtype=np.uint8)
    for place in range(listed.indices.shape[1]):
        labels.take(listed.indices[:, place], axis=0, out=taken, mode=UNBUFFERED)
        np.minimum(taken, missing, out=taken)
        missing -= taken
        total += np.multiply(taken, listed.similarities[:, place, np.newaxis], out=product)
        if place >= compared and not missing.any():
            break
    return total, missing


def _scores_of(
    rows: NDArray[np.float32], places: NDArray[np.intp], baseline: NDArray[np.intp], compared: int
) -> NDArray[np.float32]:
    """Return the scores of the rows at these places by comparing them with all baseline rows."""
    others = rows[baseline].T
    scores = np.empty(len(places), dtype=np.float32)
    for start in range(0, len(places), BLOCK_ROWS):
        block = places[start : start + BLOCK_ROWS]
        cosines = rows[block] @ others
        cosines[block[:, np.newaxis] == baseline] = -np.inf
        nearest = np.partition(cosines, len(baseline) - compared, axis=1)[:, len(baseline) - compared :]
        scores[start : start + BLOCK_ROWS] = on_grid(nearest).mean(axis=1)
    return scores
