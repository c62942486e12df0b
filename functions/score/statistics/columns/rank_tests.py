"""Rank tests of two samples of numbers, valid with ties and for any number of rows."""

import math

import numpy as np
from numpy.typing import NDArray
from scipy import special

from functions.score.statistics.columns.contingency import all_taken
from functions.score.statistics.columns.pooled import Groups, Pooled
from functions.score.statistics.columns.score_sum import ScoreSum
from functions.score.statistics.evidence import Test
from functions.score.statistics.p_value import bounded

Counts = NDArray[np.int64]

# The Kolmogorov-Smirnov test is exact up to this many rows if the p-value could matter for a decision.
# Otherwise the p-value is that of the limit distribution, which is larger than the exact one except for less
# than 1% of p (Wei & Dudley 2012).
EXACT_ROWS = 500
EXACT_BELOW = 0.05


def tests_of(pooled: Pooled, rng: np.random.Generator) -> tuple[Test, ...]:
    """Return the tests of distribution, location, spread and range; none if all numbers are equal.

    Parameters
    ----------
    pooled : Pooled
        The numbers of both files.
    rng : numpy.random.Generator
        For the Monte Carlo p-values.

    Examples
    --------
    >>> pooled = Pooled.of(np.arange(30.0), np.arange(40.0, 60.0))
    >>> for test in tests_of(pooled, np.random.default_rng(0)):
    ...     print(test.name, round(test.statistic, 1))
    Kolmogorov-Smirnov test 1.0
    Mann-Whitney test 1.0
    Mood's test of spread 1.5
    values outside the baseline range 20.0
    """
    if pooled.constant:
        return ()
    groups = Groups.of(pooled.totals, pooled.counts)
    return (
        kolmogorov_smirnov(groups),
        mann_whitney(groups, rng),
        mood(groups, rng),
        beyond_range(groups),
    )


def kolmogorov_smirnov(groups: Groups) -> Test:
    """Test for any difference of the distributions.

    Parameters
    ----------
    groups : Groups
        The pooled values.

    Returns
    -------
    Test
        The statistic is the largest absolute difference of the distribution functions, in [0, 1].

    References
    ----------
    Smirnov, "Table for estimating the goodness of fit of empirical distributions", Annals of Mathematical
    Statistics 19 (1948).

    Examples
    --------
    >>> test = kolmogorov_smirnov(Groups.of(np.ones(20, dtype=int), np.repeat([0, 1], 10)))
    >>> test.statistic, round(test.p_value, 8)
    (1.0, 1.083e-05)
    """
    rows, taken = groups.rows, groups.taken
    gaps = np.cumsum(groups.counts) * rows - groups.ends * taken
    largest = max(int(gaps.max()), -int(gaps.min()))  # in units of 1 / (n m)
    gap = largest / ((rows - taken) * taken)
    p_value = float(special.kolmogorov(gap * math.sqrt(taken * (rows - taken) / rows)))
    if rows <= EXACT_ROWS and p_value <= EXACT_BELOW:
        p_value = _exact_gap_p(groups.ends, taken, largest)
    return Test("Kolmogorov-Smirnov test", gap, bounded(p_value))


def _exact_gap_p(ends: Counts, taken: int, largest: int) -> float:
    """Return P(gap >= observed) for these ties, by assigning the rows to the files one by one.

    `chance[i]` is the probability that i rows went to the smaller file and the gap has not occurred yet. The
    gap is checked at the end of each group of equal values.
    """
    rows = int(ends[-1])
    small = min(taken, rows - taken)
    group_ends = set(ends.tolist())
    assigned = np.arange(small + 1, dtype=np.int64)
    remaining = (small - assigned).astype(np.float64)
    chance = np.zeros(small + 1)
    chance[0] = 1.0
    p_value = 0.0
    for position in range(1, rows + 1):
        to_small = chance * (remaining / (rows - position + 1))
        chance -= to_small
        chance[1:] += to_small[:-1]
        if position in group_ends:
            # |assigned * rows - position * small| >= largest, as bounds of the index
            low = (position * small - largest) // rows
            high = -((-position * small - largest) // rows)
            if low >= 0:
                p_value += float(chance[: low + 1].sum())
                chance[: low + 1] = 0.0
            if high <= small:
                p_value += float(chance[high:].sum())
                chance[high:] = 0.0
    return p_value


def mann_whitney(groups: Groups, rng: np.random.Generator) -> Test:
    """Test for a shift.

    Parameters
    ----------
    groups : Groups
        The pooled values.
    rng : numpy.random.Generator
        For the Monte Carlo p-value of small files.

    Returns
    -------
    Test
        The statistic is the probability that a random drift value exceeds a random baseline value, with half
        the probability of a tie; in [0, 1], 0.5 without a shift.

    References
    ----------
    Mann & Whitney, "On a test of whether one of two random variables is stochastically larger than the
    other", Annals of Mathematical Statistics 18 (1947).

    Examples
    --------
    >>> groups = Groups.of(np.ones(200, dtype=int), np.tile([0, 1], 100))
    >>> test = mann_whitney(groups, np.random.default_rng(0))
    >>> test.statistic, round(test.p_value, 2)
    (0.505, 0.9)
    """
    taken = groups.taken
    wins = float(groups.ranks @ groups.counts) - taken * (taken + 1) / 2
    larger = wins / (taken * (groups.rows - taken))
    return Test("Mann-Whitney test", larger, ScoreSum.of(groups.ranks, groups).p_value(rng))


def mood(groups: Groups, rng: np.random.Generator) -> Test:
    """Test for a change of spread.

    The scores are squared distances of the ranks from the mean rank. The pooled values are not centred on
    each file's median first: centring would break the exchangeability that keeps the p-value valid for skewed
    and tied values.

    Parameters
    ----------
    groups : Groups
        The pooled values.
    rng : numpy.random.Generator
        For the Monte Carlo p-value of small files.

    Returns
    -------
    Test
        The statistic is the distance of the sum of scores from its mean, in standard deviations.

    References
    ----------
    Mood, "On the asymptotic efficiency of certain nonparametric two-sample tests", Annals of Mathematical
    Statistics 25 (1954).

    Examples
    --------
    >>> outer = np.repeat([1, 0, 1], [50, 100, 50])
    >>> test = mood(Groups.of(np.ones(200, dtype=int), outer), np.random.default_rng(0))
    >>> round(test.statistic, 1), test.p_value < 1e-20
    (11.8, True)
    """
    total = ScoreSum.of((groups.ranks - (groups.rows + 1) / 2) ** 2, groups)
    deviations = total.distance / total.deviation if total.deviation else 0.0
    return Test("Mood's test of spread", deviations, total.p_value(rng))


def beyond_range(groups: Groups) -> Test:
    """Test whether more drift rows are outside the baseline's range than expected by chance.

    The probability that the k most extreme rows at one end all belong to the drift file is the product over
    i < k of (m - i) / (n + m - i); ties only reduce it. The p-value is twice the smaller one of both ends.

    Parameters
    ----------
    groups : Groups
        The pooled values.

    Returns
    -------
    Test
        The statistic is the number of drift rows below the baseline's minimum or above its maximum.

    References
    ----------
    Nelson, "Tables for a precedence life test", Technometrics 5 (1963).

    Examples
    --------
    >>> test = beyond_range(Groups.of(np.ones(40, dtype=int), np.repeat([0, 1], [30, 10])))
    >>> test.statistic, f"{test.p_value:.2g}"
    (10.0, '2.4e-09')
    """
    baseline = np.flatnonzero(groups.counts < groups.totals)
    ends = np.array([groups.counts[: baseline[0]].sum(), groups.counts[baseline[-1] + 1 :].sum()])
    p_value = 2 * float(all_taken(ends, groups.taken, groups.rows).min())
    return Test("values outside the baseline range", float(ends.sum()), bounded(p_value))
