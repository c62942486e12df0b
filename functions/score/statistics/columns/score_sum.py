"""The sum of the drift rows' scores under relabelling: the statistic behind most rank tests."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import special

from functions.score.statistics.columns.contingency import ROUNDING
from functions.score.statistics.columns.monte_carlo import relabelled_p
from functions.score.statistics.columns.pooled import Counts, Groups
from functions.score.statistics.p_value import bounded

Scores = NDArray[np.float64]

# A sum of scores is taken for gamma distributed where no single row moves it by more than this many of its
# standard deviations. Beyond, the approximation is valid still but grows cautious: Monte Carlo is sharper.
LARGEST_MOVE = 0.5
DRAWN_BELOW = 0.3  # p of the approximation above which a sharper one could not matter
MONTE_CARLO_GROUPS = 128  # neighbouring groups are joined to about so many before draws are made
LEAST_SKEW = 1e-4  # below it the gamma distribution is the normal one, to all digits that matter


@dataclass(frozen=True, slots=True, eq=False)
class ScoreSum:
    """The sum of the drift rows' scores, and its exact moments under relabelling.

    Attributes
    ----------
    scores : one per group, less their mean over all rows: the sum's mean is then 0.
    distance : the observed sum, which is how far it lies from its mean.
    deviation, skewness : of the sum when the drift file's rows are drawn without replacement.
    """

    groups: Groups
    scores: Scores
    distance: float
    deviation: float
    skewness: float

    @classmethod
    def of(cls, scores: Scores, groups: Groups) -> "ScoreSum":
        """Return the sum of `scores`, one per group, over the drift rows."""
        rows, taken, left = groups.rows, groups.taken, groups.rows - groups.taken
        size = float(np.abs(scores).max())
        scores = scores - float(scores @ groups.totals) / rows
        scores[np.abs(scores) <= ROUNDING * size] = 0.0  # what is left of scores that are all the same
        squares = scores * scores
        variance = float(squares @ groups.totals) * taken * left / rows / (rows - 1)
        third = float((squares * scores) @ groups.totals) * taken * left * (left - taken)
        skewness = third / rows / (rows - 1) / max(rows - 2, 1) / variance**1.5 if variance else 0.0
        return cls(groups, scores, float(scores @ groups.counts), math.sqrt(variance), skewness)

    def p_value(self, rng: np.random.Generator) -> float:
        """Return the two-sided p-value.

        By the Pearson type III (gamma) distribution of the same variance and skewness, with a continuity
        correction of half the step by which a tied row changes sides. Where single rows move the sum
        much (small files, heavy ties) by Monte Carlo.

        Source: Berry & Mielke, "Permutation Methods" (2007), 2.3.
        """
        largest = max(float(self.scores.max()), -float(self.scores.min()))
        if largest <= ROUNDING:
            return 1.0
        distance = max(0.0, abs(self.distance) - _step(self.scores, self.groups.totals) / 2)
        outward = self.skewness if self.distance > 0 else -self.skewness
        p_value = bounded(2 * _tail(distance / self.deviation, outward))
        if largest > LARGEST_MOVE * self.deviation and p_value < DRAWN_BELOW:
            return _drawn_sum_p(self.scores, self.groups, rng)
        return p_value


def _step(scores: Scores, totals: Counts) -> float:
    """Return how far the commonest score is from the next: the lattice on which the sum lies."""
    most = int(totals.argmax())
    distances = np.abs(scores - scores[most])
    distances = distances[distances > 0.0]
    return float(distances.min())


def _tail(deviations: float, skewness: float) -> float:
    """Return the chance of a sum further out than `deviations` >= 0, on the side that skewness > 0 favours.

    On the side of the short tail the normal distribution bounds it from above.
    """
    if skewness < LEAST_SKEW:
        return float(special.ndtr(-deviations))
    shape = 4 / skewness**2
    return float(special.gammaincc(shape, shape + deviations * math.sqrt(shape)))


def _drawn_sum_p(scores: Scores, groups: Groups, rng: np.random.Generator) -> float:
    totals, counts = groups.totals, groups.counts
    if len(totals) > MONTE_CARLO_GROUPS:
        band = (groups.ends - 1) * MONTE_CARLO_GROUPS // groups.rows
        starts = np.flatnonzero(np.diff(band, prepend=-1))
        joined = np.add.reduceat(totals, starts)
        scores = np.add.reduceat(scores * totals, starts) / joined
        totals, counts = joined, np.add.reduceat(counts, starts)
    least = abs(float(scores @ counts)) - ROUNDING * float(np.abs(scores).max())
    return relabelled_p(totals, groups.taken, _further(scores, least), rng)


def _further(scores: Scores, least: float) -> Callable[[Counts], NDArray[np.bool_]]:
    def as_extreme(counts: Counts) -> NDArray[np.bool_]:
        result: NDArray[np.bool_] = np.abs(counts @ scores) >= least
        return result

    return as_extreme
