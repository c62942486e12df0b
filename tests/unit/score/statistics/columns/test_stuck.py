"""A reading that no longer changes, and long runs that mean nothing."""

import numpy as np
import pytest

from functions.score.statistics.columns.stuck import FEWEST_ROWS, stuck

RNG = np.random.default_rng(9)


def walk(rows, seed):
    """Return a temperature that often stays the same from one hour to the next."""
    steps = np.random.default_rng(seed).choice([-0.5, 0.0, 0.5], rows, p=[0.3, 0.4, 0.3])
    return np.cumsum(steps)


def hanging(values, rows):
    return np.append(values[:-rows], [values[-rows - 1]] * rows)


@pytest.mark.parametrize("rows", [34, 100])
@pytest.mark.parametrize("make", [walk, lambda rows, seed: np.random.default_rng(seed).poisson(2.0, rows)])
def test_a_sensor_that_hangs_is_found(make, rows):
    before, after = make(2000, 1).astype(float), hanging(make(168, 2).astype(float), rows)
    run = stuck(before, after)
    assert run.value == after[-1]
    assert run.rows[1] >= rows
    assert run.p_value < 1e-4
    assert 0 < run.size <= (run.rows[1] - run.rows[0]) / 168


def test_rows_in_another_order_are_no_run():
    """Stars from 1 to 5, most of them 5: in a sorted file they are a run."""
    stars = RNG.choice(5, 3000, p=[0.1, 0.1, 0.1, 0.2, 0.5]) + 1.0
    before, after = stars[:2000], np.sort(np.append(stars[2000:2900], np.repeat(np.arange(1.0, 6.0), 20)))
    assert stuck(before, after) is None


def test_a_grouped_file_has_runs_throughout():
    """Orders with one price for each customer, of whom one has bought most."""
    prices = RNG.normal(50, 10, 200).round(2)
    before = RNG.permutation(np.repeat(prices, 10))
    after = np.repeat(prices[:40], RNG.integers(6, 15, 40))
    run = stuck(before, after)
    assert run is None or run.p_value > 0.5


def test_a_rain_gauge_stays_at_zero():
    wet = np.repeat(RNG.random(60) < 0.3, RNG.geometric(0.03, 60))
    rain = np.where(wet, RNG.exponential(2, len(wet)).round(1), 0.0)
    run = stuck(rain[:-200], np.append(rain[-200:-150], [0.0] * 150))
    assert run is None or run.p_value > 0.05


@pytest.mark.parametrize("kinds", [2, 3, 10, 1000])
def test_random_order_raises_no_more_false_alarms_than_allowed(kinds):
    rng = np.random.default_rng(kinds)
    alarms = 0
    for _ in range(400):
        values = rng.integers(0, kinds, 600).astype(float)
        run = stuck(values[:500], values[500:])
        alarms += run is not None and run.p_value <= 0.05
    assert alarms <= 32  # of 400; at a rate of .05, more have a probability of .005


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([1.0], [1.0]),
        ([1.0, 2.0], [3.0] * (FEWEST_ROWS - 1)),
        ([5.0] * 100, [5.0] * 50),
        ([1.0, 2.0, 3.0], np.arange(100.0)),
    ],
)
def test_short_and_usual_runs_are_none(before, after):
    assert stuck(np.asarray(before), np.asarray(after)) is None


def test_a_constant_file_is_one_run():
    run = stuck(np.arange(100.0), np.full(50, 7.0))
    assert run.rows == (1, 50)
    assert run.size == pytest.approx(0.98)
