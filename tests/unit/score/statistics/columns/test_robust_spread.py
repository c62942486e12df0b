"""The spread of ordinary values, and sizes of changes that outliers neither hide nor fake."""

import numpy as np
import pytest

from functions.score.statistics.columns.numeric_effects import effects_of
from functions.score.statistics.columns.pooled import Pooled
from functions.score.statistics.columns.robust_spread import FARTHEST, nearby, robust_deviation
from functions.score.statistics.evidence import EXCESS_DISTANCE, EXCESS_VARIATION


def size(before, after):
    first = effects_of(Pooled.of(np.asarray(before, float), np.asarray(after, float)))[0]
    assert first.name == EXCESS_DISTANCE
    return first.value


def normal(rows, seed=0):
    return np.random.default_rng(seed).normal(100.0, 10.0, rows)


@pytest.mark.parametrize(("shift", "expected"), [(0.0, 0.0), (1.0, 0.1), (10.0, 1.0), (400.0, 40.0)])
def test_for_normal_values_the_unit_is_the_standard_deviation(shift, expected):
    assert size(normal(20_000), normal(20_000, 1) + shift) == pytest.approx(expected, abs=0.03, rel=0.03)


@pytest.mark.parametrize("outliers", [[1e9], [1e6, -1e6], [-999.0] * 40, [1e300]])
@pytest.mark.parametrize("in_baseline", [True, False])
def test_outliers_do_not_hide_a_move(outliers, in_baseline):
    before, after = normal(1000), normal(300, 1) + 20.0
    if in_baseline:
        before[: len(outliers)] = outliers
    else:
        after[: len(outliers)] = outliers
    assert size(before, after) == pytest.approx(2.0, abs=0.6)


@pytest.mark.parametrize("far", [1e3, 1e6, 1e12])
def test_a_handful_of_rows_is_no_change_of_size_however_far_away(far):
    after = normal(1000, 1)
    after[:10] = far
    assert size(normal(5000), after) < 0.1
    after[:50] = far
    assert size(normal(5000), after) == pytest.approx(0.05 * FARTHEST, abs=0.05)


@pytest.mark.parametrize("sigma", [1.5, 2.0, 3.0])
def test_a_long_tail_does_not_hide_that_all_amounts_rose_by_half(sigma):
    rng = np.random.default_rng(3)
    before, after = rng.lognormal(0, sigma, 5000), rng.lognormal(0, sigma, 2000)
    assert size(before, 1.5 * after) > 0.1


def test_the_spread_is_that_of_the_ordinary_values():
    values = np.sort(normal(20_000))
    assert robust_deviation(values) == pytest.approx(values.std(), rel=0.02)
    assert robust_deviation(values) <= values.std()
    assert robust_deviation(np.append(values, 1e9)) == pytest.approx(10.0, rel=0.02)
    mostly_zero = np.sort(np.where(np.arange(20_000) % 10, 0.0, values))
    assert 0 < robust_deviation(mostly_zero) <= mostly_zero.std()
    assert robust_deviation(np.array([7.0])) == 0.0


def test_a_baseline_of_one_usual_value_is_compared_by_its_share():
    before = np.zeros(1000)
    before[0] = 1e9
    after = np.where(np.arange(300) % 10, 0.0, 1.0)
    effect = effects_of(Pooled.of(before, after))[0]
    assert effect.name == EXCESS_VARIATION
    assert effect.value == pytest.approx(0.1, abs=0.02)
    before[1:4] = [1.0, 2.0, 3.0]
    assert effects_of(Pooled.of(before, before[:300]))[0].name == EXCESS_VARIATION


def test_values_near_the_medians_keep_their_place():
    pooled = Pooled.of(normal(1000), normal(300, 1) + 500.0)
    values = nearby(pooled, 10.0 / pooled.unit) * pooled.unit
    assert np.array_equal(values, pooled.values * pooled.unit)  # both files' own values are all near
    assert np.all(np.diff(values) >= 0)
