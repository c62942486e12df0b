"""Benjamini and Hochberg's procedure."""

import numpy as np
import pytest
from scipy import stats

from functions.score.statistics.false_discovery import adjusted_p_values, benjamini_hochberg, discoveries


def test_adjusted_p_values_equal_scipy():
    rng = np.random.default_rng(0)
    for columns in (1, 2, 50):
        p_values = rng.beta(0.3, 1, size=columns)
        assert adjusted_p_values(p_values.tolist()) == pytest.approx(stats.false_discovery_control(p_values))


def test_columns_without_a_test_stay_none_and_do_not_count():
    assert adjusted_p_values([0.01, None, 0.04, None]) == [0.02, None, 0.04, None]
    assert adjusted_p_values([None]) == [None]
    assert adjusted_p_values([]) == []


def test_false_alarms_stay_below_alpha():
    rng = np.random.default_rng(1)
    runs = 2000
    flagged = sum(min(adjusted_p_values(rng.random(20).tolist())) <= 0.05 for _ in range(runs))
    assert flagged / runs <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / runs)


def test_larger_weights_give_smaller_adjusted_p_values_and_only_ratios_matter():
    assert adjusted_p_values([0.01, 0.9], [1.0, 0.25]) == pytest.approx([0.0125, 1.0])
    first, none, last = adjusted_p_values([0.01, None, 0.9], [4.0, 7.0, 1.0])
    assert (first, last) == pytest.approx((0.0125, 1.0))
    assert none is None


def test_weights_do_not_change_the_rate_of_false_alarms():
    rng = np.random.default_rng(2)
    weights = [1.0] * 3 + [0.2]
    runs = 4000
    flagged = sum(min(adjusted_p_values(rng.random(4).tolist(), weights)) <= 0.05 for _ in range(runs))
    assert flagged / runs == pytest.approx(0.05, abs=3 * np.sqrt(0.05 * 0.95 / runs))


@pytest.mark.parametrize("others", [[1e-9], [1e-9, 0.2], [0.01, 0.02, 0.9]])
@pytest.mark.parametrize("p_value", [0.051, 0.065, 0.3])
def test_no_adjusted_p_value_is_below_its_own(p_value, others):
    adjusted = adjusted_p_values([p_value, *others], [1.0] + [0.2] * len(others))
    assert all(after >= before for after, before in zip(adjusted, [p_value, *others], strict=True))


def test_discoveries_follow_the_step_up_rule():
    rng = np.random.default_rng(3)
    for tests in (1, 7, 300):
        p_values = rng.beta(0.3, 1, size=tests).round(3)  # with ties
        ranked = np.sort(p_values)
        below = ranked <= 0.2 * np.arange(1, tests + 1) / tests
        expected = p_values <= (ranked[below].max() if below.any() else -1)
        assert discoveries(p_values, 0.2).tolist() == expected.tolist()


@pytest.mark.parametrize("tests", [10, 60, 300, 5000])
def test_a_p_value_equal_to_its_limit_is_a_discovery_whatever_the_rounding(tests):
    for rank in range(1, tests + 1, max(1, tests // 100)):
        p_values = np.array([rank / (5 * tests)] * rank + [1.0] * (tests - rank))
        assert np.count_nonzero(discoveries(p_values, 0.2)) == rank


def test_without_tests_there_are_no_discoveries():
    assert discoveries(np.array([]), 0.05).tolist() == benjamini_hochberg(np.array([])).tolist() == []
