"""One cut of a score in two: the rows at or above it, where the drift file has more than its share."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.newcombe import difference_interval

Vector = NDArray[np.float64]
Labels = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Cut:
    """How many of each file's rows lie at or above a cut."""

    baseline_hits: int
    baseline_rows: int
    drift_hits: int
    drift_rows: int

    @property
    def difference(self) -> float:
        """Share of the drift rows minus share of the baseline rows, in [-1, 1]."""
        return self.drift_hits / self.drift_rows - self.baseline_hits / self.baseline_rows

    def difference_limits(self, quantile: float) -> tuple[float, float]:
        """Return confidence limits of the difference, each one-sided at the normal quantile."""
        hits, rows = (self.baseline_hits, self.drift_hits), (self.baseline_rows, self.drift_rows)
        return difference_interval(hits, rows, quantile)


def highest_cut(scores: Vector, labels: Labels) -> float:
    """Return the cut with the largest difference in the shares of rows at or above it.

    Parameters
    ----------
    scores : shape (rows,), high where a row looks like the drift file.
    labels : shape (rows,), True for drift rows.
    """
    order = np.argsort(-scores, kind="stable")
    weights = np.where(labels, 1.0 / np.count_nonzero(labels), -1.0 / np.count_nonzero(~labels))
    _, cut = _highest(scores[order], weights[order])
    return cut


def cut_at(scores: Vector, labels: Labels, cut: float) -> Cut:
    """Return the rows at or above a cut."""
    hits = scores >= cut
    drift_hits = int(np.count_nonzero(hits & labels))
    drift_rows = int(np.count_nonzero(labels))
    baseline_hits = int(np.count_nonzero(hits)) - drift_hits
    return Cut(baseline_hits, len(labels) - drift_rows, drift_hits, drift_rows)


def cross_fitted_cut(scores: Sequence[Vector], labels: Labels, fold: NDArray[np.intp]) -> Cut:
    """Return the rows above a cut that each fold takes from the other folds, so that none judges itself.

    Parameters
    ----------
    scores : one or more scores of all rows; the others choose one of them and its cut for each fold.
    labels, fold : shape (rows,); every fold holds rows of both labels.
    """
    orders = [np.argsort(-score, kind="stable") for score in scores]
    hits = np.zeros(len(labels), dtype=np.bool_)
    for number in range(int(fold.max()) + 1):
        held_out = fold == number
        drift, baseline = labels & ~held_out, ~labels & ~held_out
        weights = drift / np.count_nonzero(drift) - baseline / np.count_nonzero(baseline)
        found = [_highest(score[order], weights[order]) for score, order in zip(scores, orders, strict=True)]
        chosen = max(range(len(found)), key=lambda index: found[index][0])
        hits |= held_out & (scores[chosen] >= found[chosen][1])
    return cut_at(hits.astype(np.float64), labels, 1.0)


def _highest(scores: Vector, weights: Vector) -> tuple[float, float]:
    """Return the largest sum of weights down to a cut, and the cut, of scores that fall.

    Rows of one score stay together.
    """
    sums = np.cumsum(weights)
    sums[:-1][scores[1:] == scores[:-1]] = -np.inf
    best = int(np.argmax(sums))
    return float(sums[best]), float(scores[best])
