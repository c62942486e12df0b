"""One value that became more or less frequent."""

import numpy as np
import pytest
from scipy import stats

from functions.score.statistics.columns.pooled import Pooled
from functions.score.statistics.columns.repeated_values import most_changed


def changed(before, after, among=None):
    return most_changed(Pooled.of(np.asarray(before, float), np.asarray(after, float)), among)


def test_a_column_without_repeated_values_has_none():
    assert changed(np.arange(100.0), np.arange(200.0, 240.0)) is None


@pytest.mark.parametrize(("rows", "value"), [(20, 0.5), (10, 1e9), (60, -7.0)])
def test_a_stuck_value_has_the_p_value_of_fishers_test(rows, value):
    rng = np.random.default_rng(1)
    found = changed(rng.normal(size=1000), [*rng.normal(size=300 - rows), *[value] * rows])
    assert found.value == value
    assert found.shares == (0.0, rows / 300)
    assert found.effect.value == pytest.approx(rows / 300, abs=0.004)
    expected = stats.fisher_exact([[0, rows], [1000, 300 - rows]]).pvalue
    assert found.p_value == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("shift", [3, 10, -7])
def test_a_move_of_whole_numbers_has_no_effect_on_one_of_them(shift):
    rng = np.random.default_rng(2)
    found = changed(rng.normal(100, 10, 1000).round(), (rng.normal(100, 10, 300) + shift).round())
    assert found.effect.value == 0.0
    assert found.effect.rate is None


def test_a_heap_among_whole_numbers_has():
    rng = np.random.default_rng(3)
    ages = rng.integers(18, 90, 300)
    found = changed(rng.integers(18, 90, 1000), np.where(np.arange(300) < 45, 30, ages))
    assert found.value == 30
    assert found.effect.value == pytest.approx(0.15, abs=0.03)
    assert found.p_value < 1e-10


DRAWS = {
    "ages": lambda rng, rows: rng.integers(18, 90, rows),
    "ratings": lambda rng, rows: rng.choice(5, rows, p=[0.05, 0.05, 0.1, 0.3, 0.5]),
    "mostly zero": lambda rng, rows: np.where(rng.random(rows) < 0.9, 0, rng.gamma(2, 3, rows)),
    "sentinel": lambda rng, rows: np.where(rng.random(rows) < 0.02, -999, rng.normal(size=rows)),
}


@pytest.mark.parametrize("draw", DRAWS)
@pytest.mark.parametrize(("n", "m"), [(60, 30), (500, 150)])
def test_random_draws_raise_no_more_false_alarms_than_allowed(draw, n, m):
    rng = np.random.default_rng([n, m])
    found = [changed(DRAWS[draw](rng, n), DRAWS[draw](rng, m)) for _ in range(300)]
    p_values = np.array([1.0 if one is None else one.p_value for one in found])
    for alpha in (0.01, 0.05, 0.2):
        assert np.mean(p_values <= alpha) <= alpha + 3 * np.sqrt(alpha * (1 - alpha) / 300)
