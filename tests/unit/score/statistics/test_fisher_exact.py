"""Fisher's exact test against scipy."""

import numpy as np
import pytest
from scipy import stats

from functions.score.statistics.fisher_exact import fisher_exact
from functions.score.statistics.p_value import SMALLEST_P


def test_p_values_of_small_tables_equal_scipy():
    rng = np.random.default_rng(0)
    for _ in range(200):
        n, m = rng.integers(1, 150, 2)
        a, b = rng.integers(0, n + 1), rng.integers(0, m + 1)
        expected = stats.fisher_exact([[a, n - a], [b, m - b]]).pvalue
        assert fisher_exact(int(a), int(b), int(n), int(m)) == pytest.approx(expected)


@pytest.mark.parametrize("rows", [(1000, 50), (50, 1000), (7, 7), (1, 30), (2000, 2000)])
def test_p_values_of_unbalanced_and_extreme_tables_equal_scipy(rows):
    rng = np.random.default_rng(10)
    before, after = (rng.integers(0, size + 1, size=14) for size in rows)
    before[:3], after[:3] = (0, rows[0], 0), (0, rows[1], rows[1])
    for a, b in zip(before.tolist(), after.tolist(), strict=True):
        expected = stats.fisher_exact([[a, rows[0] - a], [b, rows[1] - b]]).pvalue
        assert fisher_exact(a, b, *rows) == pytest.approx(max(expected, SMALLEST_P), rel=1e-6)


def test_millions_of_rows_are_tested_by_chi_square():
    p_value = fisher_exact(500_000, 500_900, 1_000_000, 1_000_000)
    table = [[500_000, 500_000], [500_900, 499_100]]
    assert p_value == pytest.approx(stats.chi2_contingency(table, correction=False).pvalue)
    assert fisher_exact(0, 1_000_000, 1_000_000, 1_000_000) == SMALLEST_P
