"""Kruskal and Wallis's test, beside scipy's."""

import numpy as np
import pytest
from scipy import stats

from functions.score.statistics.kruskal_wallis import kruskal_wallis

RNG = np.random.default_rng(4)


@pytest.mark.parametrize(
    ("values", "groups"),
    [
        (RNG.normal(size=60), RNG.integers(0, 5, 60)),
        (RNG.integers(0, 4, 60).astype(float), RNG.integers(0, 3, 60)),  # ties
        (np.repeat([1.0, 5.0], 20), np.repeat([0, 6], 20)),  # groups without values
    ],
)
def test_it_agrees_with_scipy(values, groups):
    expected = stats.kruskal(*(values[groups == group] for group in np.unique(groups))).pvalue
    assert kruskal_wallis(values, groups) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("values", "groups"), [([1.0, 2.0], [0, 0]), ([3.0, 3.0], [0, 1]), ([], [])])
def test_nothing_to_compare_is_no_evidence(values, groups):
    assert kruskal_wallis(np.array(values, dtype=float), np.array(groups, dtype=np.int64)) == 1.0
