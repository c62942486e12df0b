"""Rank tests of two samples of numbers, valid with any ties and at any size."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import special

from functions.score.statistics.columns.contingency import all_taken
from functions.score.statistics.columns.pooled import Groups
from functions.score.statistics.columns.score_sum import ScoreSum
from functions.score.statistics.evidence import Test
from functions.score.statistics.p_value import bounded

Counts = NDArray[np.int64]

# Rows up to which Kolmogorov and Smirnov's test is exact where a decision can hang on it; otherwise
# its limit distribution stands, which lies above the exact one (Wei & Dudley 2012: but for < 1 % of p).
EXACT_ROWS = 500
EXACT_BELOW = 0.05


def kolmogorov_smirnov(groups: Groups) -> Test:
    """Test for any difference of the distributions; the statistic is the largest gap of their cdfs."""
    rows, taken = groups.rows, groups.taken
    gaps = np.cumsum(groups.counts) * rows - groups.ends * taken
    largest = max(int(gaps.max()), -int(gaps.min()))  # in units of 1 / (n m)
    gap = largest / ((rows - taken) * taken)
    p_value = float(special.kolmogorov(gap * math.sqrt(taken * (rows - taken) / rows)))
    if rows <= EXACT_ROWS and p_value <= EXACT_BELOW:
        p_value = _exact_gap_p(groups.ends, taken, largest)
    return Test("Kolmogorov-Smirnov test", gap, bounded(p_value))


def _exact_gap_p(ends: Counts, taken: int, largest: int) -> float:
    """Return P(gap >= observed) given the ties: rows are dealt one by one, and a gap ends the deal.

    `chance[i]` is that of having dealt i rows to the smaller file and never having seen the gap, which
    is looked at where a group of equal values ends.
    """
    rows = int(ends[-1])
    small = min(taken, rows - taken)
    looked = set(ends.tolist())
    dealt = np.arange(small + 1, dtype=np.int64)
    wanted = (small - dealt).astype(np.float64)
    chance = np.zeros(small + 1)
    chance[0] = 1.0
    seen = 0.0
    for position in range(1, rows + 1):
        to_small = chance * (wanted / (rows - position + 1))
        chance -= to_small
        chance[1:] += to_small[:-1]
        if position in looked:
            # |dealt * rows - position * small| >= largest, as bounds of the index
            low = (position * small - largest) // rows
            high = -((-position * small - largest) // rows)
            if low >= 0:
                seen += float(chance[: low + 1].sum())
                chance[: low + 1] = 0.0
            if high <= small:
                seen += float(chance[high:].sum())
                chance[high:] = 0.0
    return seen


def mann_whitney(groups: Groups, rng: np.random.Generator) -> Test:
    """Test for a shift; the statistic is the chance that a drift value exceeds a baseline value.

    Ties count half; 0.5 where neither file's values tend to be larger.
    """
    taken = groups.taken
    wins = float(groups.ranks @ groups.counts) - taken * (taken + 1) / 2
    larger = wins / (taken * (groups.rows - taken))
    return Test("Mann-Whitney test", larger, ScoreSum.of(groups.ranks, groups).p_value(rng))


def mood(groups: Groups, rng: np.random.Generator) -> Test:
    """Test for a change of spread; the statistic is the sum's distance from its mean in deviations.

    The scores are squared distances of the ranks from the middle one. Ranks are those of the pooled
    values as they are: centring each file on its own median first would break the exchangeability
    that makes the p-value right for skewed and tied values.

    Source: Mood, "On the asymptotic efficiency of certain nonparametric two-sample tests" (1954).
    """
    total = ScoreSum.of((groups.ranks - (groups.rows + 1) / 2) ** 2, groups)
    deviations = total.distance / total.deviation if total.deviation else 0.0
    return Test("Mood's test of spread", deviations, total.p_value(rng))


def beyond_range(groups: Groups) -> Test:
    """Test whether more drift rows lie beyond the baseline's extremes than chance puts there.

    The chance that the k most extreme of all rows at one end are all of the drift file is the product
    over i < k of (m - i) / (n + m - i); equal values only make it smaller. Two ends: twice the smaller
    of both p-values. The statistic is the number of rows beyond either end.

    Source: Nelson, "Precedence life test", Technometrics 5 (1963).
    """
    baseline = np.flatnonzero(groups.counts < groups.totals)
    ends = np.array([groups.counts[: baseline[0]].sum(), groups.counts[baseline[-1] + 1 :].sum()])
    p_value = 2 * float(all_taken(ends, groups.taken, groups.rows).min())
    return Test("values beyond the baseline's range", float(ends.sum()), bounded(p_value))
