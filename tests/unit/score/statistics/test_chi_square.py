"""Pearson's chi-square test against scipy."""

import numpy as np
import pytest
from scipy import stats

from functions.score.statistics.chi_square import chi_square, chi_square_p


@pytest.mark.parametrize("categories", [2, 5, 40])
def test_statistic_and_p_value_equal_scipy(categories):
    rng = np.random.default_rng(categories)
    before, after = (rng.integers(1, 50, categories) for _ in range(2))
    expected = stats.chi2_contingency([before, after], correction=False)
    assert chi_square(before, after) == pytest.approx(expected.statistic)
    assert chi_square_p(expected.statistic, categories - 1) == pytest.approx(expected.pvalue)
