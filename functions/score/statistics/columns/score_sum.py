"""The sum of the drift rows' scores under relabelling: the statistic of most rank tests."""

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

# The gamma approximation is used if no single row moves the sum by more than this many of its standard
# deviations. Beyond that it is still valid, but conservative; Monte Carlo has more power.
LARGEST_MOVE = 0.5
DRAWN_BELOW = 0.3  # a more precise p-value does not matter above this one
MONTE_CARLO_GROUPS = 128  # neighbouring groups are merged to about this many before drawing
LEAST_SKEW = 1e-4  # below it the gamma and the normal distribution agree in all digits that matter


@dataclass(frozen=True, slots=True, eq=False)
class ScoreSum:
    """The sum of the drift rows' scores and its exact moments under relabelling.

    Attributes
    ----------
    groups : Groups
        The pooled values.
    scores : float64 array, shape (groups,)
        One score per group, minus the mean over all rows, so that the mean of the sum is 0.
    distance : float
        The observed sum, which is its distance from its mean.
    deviation, skewness : float
        Of the sum if the drift file's rows are drawn without replacement.
    """

    groups: Groups
    scores: Scores
    distance: float
    deviation: float
    skewness: float

    @classmethod
    def of(cls, scores: Scores, groups: Groups) -> "ScoreSum":
        """Return the sum of scores over the drift rows.

        Parameters
        ----------
        scores : float64 array, shape (groups,)
        groups : Groups

        Examples
        --------
        >>> groups = Groups.of(np.array([2, 2]), np.array([0, 2]))
        >>> total = ScoreSum.of(np.array([1.0, 3.0]), groups)
        >>> total.distance, round(total.deviation, 4), total.skewness
        (2.0, 1.1547, 0.0)
        """
        rows, taken, left = groups.rows, groups.taken, groups.rows - groups.taken
        size = float(np.abs(scores).max())
        scores = scores - float(scores @ groups.totals) / rows
        scores[np.abs(scores) <= ROUNDING * size] = 0.0  # rounding of scores that are all equal
        squares = scores * scores
        variance = float(squares @ groups.totals) * taken * left / rows / (rows - 1)
        third = float((squares * scores) @ groups.totals) * taken * left * (left - taken)
        skewness = third / rows / (rows - 1) / max(rows - 2, 1) / variance**1.5 if variance else 0.0
        return cls(groups, scores, float(scores @ groups.counts), math.sqrt(variance), skewness)

    def p_value(self, rng: np.random.Generator) -> float:
        """Return the two-sided p-value.

        It comes from the Pearson type III (gamma) distribution with the same variance and skewness, with a
        continuity correction of half the step by which a tied row changes the sum. If single rows move the
        sum much (small files, many ties), it comes from Monte Carlo draws.

        Parameters
        ----------
        rng : numpy.random.Generator
            For the draws.

        Returns
        -------
        float
            In (0, 1].

        References
        ----------
        Berry & Mielke, "Permutation Methods" (2007), section 2.3.
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
    """Return the distance of the most frequent score from the nearest other one: the step of the sum."""
    most = int(totals.argmax())
    distances = np.abs(scores - scores[most])
    distances = distances[distances > 0.0]
    return float(distances.min())


def _tail(deviations: float, skewness: float) -> float:
    """Return the probability of a sum beyond `deviations` >= 0; skewness > 0 means a long tail there.

    For a short tail the normal distribution is an upper bound.
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
        merged = np.add.reduceat(totals, starts)
        scores = np.add.reduceat(scores * totals, starts) / merged
        totals, counts = merged, np.add.reduceat(counts, starts)
    least = abs(float(scores @ counts)) - ROUNDING * float(np.abs(scores).max())
    return relabelled_p(totals, groups.taken, _at_least(scores, least), rng)


def _at_least(scores: Scores, least: float) -> Callable[[Counts], NDArray[np.bool_]]:
    def as_extreme(counts: Counts) -> NDArray[np.bool_]:
        result: NDArray[np.bool_] = np.abs(counts @ scores) >= least
        return result

    return as_extreme
