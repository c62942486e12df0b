"""A cut that splits rows by a score: at or above it, the drift file has more than its share."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.newcombe import difference_interval

Vector = NDArray[np.float64]
Labels = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cut:
    """How many rows of each file are at or above a cut.

    Attributes
    ----------
    baseline_hits, drift_hits : int
        Rows at or above the cut.
    baseline_rows, drift_rows : int
        All rows, >= 1.
    """

    baseline_hits: int
    baseline_rows: int
    drift_hits: int
    drift_rows: int

    @property
    def difference(self) -> float:
        """Share of the drift rows minus share of the baseline rows, in [-1, 1].

        Examples
        --------
        >>> Cut(baseline_hits=10, baseline_rows=100, drift_hits=30, drift_rows=50).difference
        0.5
        """
        return self.drift_hits / self.drift_rows - self.baseline_hits / self.baseline_rows

    def difference_limits(self, quantile: float) -> tuple[float, float]:
        """Return confidence limits of the difference, each one-sided at this standard normal quantile."""
        hits, rows = (self.baseline_hits, self.drift_hits), (self.baseline_rows, self.drift_rows)
        return difference_interval(hits, rows, quantile)


def highest_cut(scores: Vector, labels: Labels) -> float:
    """Return the cut with the largest difference between the files' shares of rows at or above it.

    Parameters
    ----------
    scores : float64 array, shape (rows,)
        High for rows that resemble the drift file.
    labels : bool array, shape (rows,)
        True for drift rows; both files have rows.

    Examples
    --------
    >>> highest_cut(np.array([0.1, 0.9, 0.4, 0.8]), np.array([False, True, False, True]))
    0.8
    """
    order = np.argsort(-scores, kind="stable")
    weights = np.where(labels, 1.0 / np.count_nonzero(labels), -1.0 / np.count_nonzero(~labels))
    _, cut = _highest(scores[order], weights[order])
    return cut


def cut_at(scores: Vector, labels: Labels, cut: float) -> Cut:
    """Return the numbers of rows at or above a cut; parameters as for `highest_cut`.

    Examples
    --------
    >>> cut_at(np.array([0.1, 0.9, 0.4, 0.8]), np.array([False, True, False, True]), 0.4)
    Cut(baseline_hits=1, baseline_rows=2, drift_hits=2, drift_rows=2)
    """
    hits = scores >= cut
    drift_hits = int(np.count_nonzero(hits & labels))
    drift_rows = int(np.count_nonzero(labels))
    baseline_hits = int(np.count_nonzero(hits)) - drift_hits
    return Cut(baseline_hits, len(labels) - drift_rows, drift_hits, drift_rows)


def cross_fitted_cut(scores: Sequence[Vector], labels: Labels, fold: NDArray[np.intp]) -> Cut:
    """Return the numbers of rows above a cut that the other folds choose for each fold.

    No row influences its own cut, so the difference has no selection bias.

    Parameters
    ----------
    scores : sequence of float64 array, shape (rows,)
        One or more scores of all rows. For each fold, the other folds choose one of them and its cut.
    labels : bool array, shape (rows,)
        True for drift rows.
    fold : int array, shape (rows,)
        Each fold has rows of both labels.
    """
    orders = [np.argsort(-score, kind="stable") for score in scores]
    hits = np.zeros(len(labels), dtype=np.bool_)
    for number in range(int(fold.max()) + 1):
        held_out = fold == number
        drift, baseline = labels & ~held_out, ~labels & ~held_out
        weights = drift / np.count_nonzero(drift) - baseline / np.count_nonzero(baseline)
        highest = [
            _highest(score[order], weights[order]) for score, order in zip(scores, orders, strict=True)
        ]
        chosen = max(range(len(highest)), key=lambda index: highest[index][0])
        hits |= held_out & (scores[chosen] >= highest[chosen][1])
    return cut_at(hits.astype(np.float64), labels, 1.0)


def _highest(scores: Vector, weights: Vector) -> tuple[float, float]:
    """Return the largest sum of weights down to a cut, and the cut, for scores in falling order.

    A cut never separates rows with equal scores.
    """
    sums = np.cumsum(weights)
    sums[:-1][scores[1:] == scores[:-1]] = -np.inf
    best = int(np.argmax(sums))
    return float(sums[best]), float(scores[best])
