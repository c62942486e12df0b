"""The confidence interval of the difference of two shares."""

import numpy as np
import pytest
from scipy import stats

from functions.score.statistics.newcombe import difference_interval

QUANTILE = 1.959964


def test_the_limits_are_those_of_newcombes_table():
    # Newcombe (1998), table II: 56/70 and 48/80, method 10: 0.0524 to 0.3339.
    low, high = difference_interval((48, 56), (80, 70), QUANTILE)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)


@pytest.mark.parametrize("rows", [(20, 20), (400, 30), (7, 900)])
def test_the_limits_enclose_the_difference_and_stay_within_one(rows):
    for before in range(rows[0] + 1):
        for after in (0, rows[1] // 3, rows[1]):
            difference = after / rows[1] - before / rows[0]
            low, high = difference_interval((before, after), rows, QUANTILE)
            assert -1 <= low <= difference <= high <= 1


def test_without_hits_in_one_file_the_interval_is_wilsons_of_the_other():
    low, high = difference_interval((0, 0), (10**9, 40), QUANTILE)
    wilson = stats.binomtest(0, 40).proportion_ci(method="wilson")
    assert (low, high) == pytest.approx((wilson.low, wilson.high), abs=1e-6)


def test_the_interval_covers_the_true_difference_at_its_rate():
    rng = np.random.default_rng(0)
    hits = zip(rng.binomial(100, 0.1, 1000).tolist(), rng.binomial(60, 0.3, 1000).tolist(), strict=True)
    limits = [difference_interval(pair, (100, 60), QUANTILE) for pair in hits]
    covered = np.mean([low <= 0.2 <= high for low, high in limits])
    assert covered >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / 1000)
