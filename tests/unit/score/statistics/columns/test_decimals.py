"""How many decimals numbers have, and whether they were lost."""

import numpy as np
import pytest

from functions.score.statistics.columns.decimals import (
    decimals_of,
    same_decimals,
    with_decimals_of,
    zero_shares,
)
from functions.score.statistics.columns.pooled import Pooled

RNG = np.random.default_rng(6)


def size(before, after):
    hypotheses = same_decimals(Pooled.of(np.asarray(before, float), np.asarray(after, float)), 1.0)
    return (hypotheses[0].effects[0].value, hypotheses[0].tests[0].p_value) if hypotheses else (0.0, 1.0)


@pytest.mark.parametrize("places", range(7))
def test_decimals_of_written_numbers_are_counted(places):
    numbers = np.array([float(f"{value:.{places}f}") for value in RNG.normal(100, 50, 400)])
    counted = decimals_of(numbers)
    assert counted.max() == places
    assert np.mean(counted == places) > 0.8 or not places


def test_huge_numbers_are_whole():
    assert decimals_of(np.array([1e300, -1.7e308, 2.0**60, 123_456_789_012.0])).tolist() == [0, 0, 0, 0]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (RNG.normal(size=500), RNG.normal(size=150).round(), 1.0),
        (RNG.normal(size=500).round(3), RNG.normal(size=150).round(1), 0.9),
        (RNG.lognormal(3, 1, 500).round(2), RNG.lognormal(3, 1, 150).round(), 0.9),
    ],
)
def test_rounding_is_found(before, after, expected):
    share, p_value = size(before, after)
    assert share == pytest.approx(expected, abs=0.1)
    assert p_value < 1e-20


@pytest.mark.parametrize("factor", [10.0, 1000.0, 0.01])
def test_numbers_of_six_digits_lose_none_if_they_become_larger(factor):
    before, after = (
        np.array([float(f"{scale * value:.6g}") for value in RNG.lognormal(0, 2, 400)])
        for scale in (1.0, factor)
    )
    assert size(before, after)[1] > 1e-3 or size(before, after)[0] < 0.1


@pytest.mark.parametrize("unit", [10.0, 100.0, 1000.0])
def test_rounding_of_whole_numbers_is_found(unit):
    before, after = RNG.normal(50_000, 9_000, 500).round(), RNG.normal(50_000, 9_000, 150)
    share, p_value = size(before, (after / unit).round() * unit)
    assert share > 0.85
    assert p_value < 1e-20


def test_whole_numbers_of_one_digit_are_not_tested():
    assert same_decimals(Pooled.of(np.arange(10.0), np.arange(8.0)), 1.0) == ()


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (RNG.poisson(6, 500), RNG.poisson(14, 150)),  # 10 and 20 are more frequent, and so are two digits
        (RNG.integers(0, 100, 500), RNG.integers(0, 1000, 150)),
        (RNG.lognormal(6, 1, 500).round(), RNG.lognormal(8, 1, 150).round()),
    ],
)
def test_larger_whole_numbers_are_not_rounded(before, after):
    share, p_value = size(before, after)
    assert share < 0.02 or p_value > 0.01


def test_zeros_at_the_end_of_random_draws_raise_no_more_false_alarms_than_allowed():
    draws = [[RNG.lognormal(3, 1, rows).round() for rows in (200, 60)] for _ in range(300)]
    p_values = np.array([size(*draw)[1] for draw in draws])
    for alpha in (0.01, 0.05, 0.2):
        assert np.mean(p_values <= alpha) <= alpha + 3 * np.sqrt(alpha * (1 - alpha) / 300)


@pytest.mark.parametrize("places", [1, 2, 4])
def test_random_draws_raise_no_more_false_alarms_than_allowed(places):
    draws = [[RNG.normal(0, 5, rows).round(places) for rows in (200, 60)] for _ in range(300)]
    p_values = np.array([size(*draw)[1] for draw in draws])
    for alpha in (0.01, 0.05, 0.2):
        assert np.mean(p_values <= alpha) <= alpha + 3 * np.sqrt(alpha * (1 - alpha) / 300)


def test_the_baseline_gets_the_decimals_of_a_rounded_file_only():
    exact, rounded = RNG.normal(size=50), RNG.normal(size=20).round(1)
    assert np.array_equal(with_decimals_of(exact, rounded), exact.round(1))
    assert with_decimals_of(rounded, exact) is rounded
    whole, tens = np.array([14.0, 27.0, np.nan]), np.array([20.0, 130.0])
    assert with_decimals_of(whole, tens).tolist()[:2] == [10.0, 30.0]
    assert with_decimals_of(tens, whole) is tens


def test_more_zeros_are_no_rounding():
    hours = RNG.integers(1, 3000, 400).astype(float)
    assert same_decimals(Pooled.of(hours, np.zeros(100)), 1.0) == ()
    share, p_value = size(hours, np.append(np.zeros(150), hours[:150]))
    assert share < 0.1
    assert p_value > 0.01
    assert zero_shares(np.zeros(5)) is None


@pytest.mark.parametrize("rows", [4000, 86_400])
@pytest.mark.parametrize("step", [0.5, 0.25, 0.2])
def test_a_grid_with_one_value_less_is_written_alike(rows, step):
    """Evenly spaced values of a grid would all be whole, or none."""
    grid = np.arange(1, rows + 1) * step
    share, p_value = size(grid, np.delete(grid, 100))
    assert share < 0.05
    assert p_value > 0.01
