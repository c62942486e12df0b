"""Two stages of embedding: when the first one decides, and the p-value after the second one."""

import numpy as np
import pytest

from functions.score.statistics.evidence import Interval, Undefined
from functions.score.statistics.texts.sample_stages import (
    UNREMARKABLE,
    early_level,
    is_decisive,
    p_value_of_stages,
)

LARGE = Interval(0.4, 0.3, 0.5, 0.95)
SMALL = Interval(0.03, 0.01, 0.2, 0.95)


@pytest.mark.parametrize(
    ("p_value", "share", "expected"),
    [
        (0.5, SMALL, True),
        (0.201, LARGE, True),
        (0.2, SMALL, False),
        (0.02, LARGE, False),
        (0.01, LARGE, True),
        (0.001, LARGE, True),
        (0.001, SMALL, False),
        (0.001, Undefined("too few rows"), False),
    ],
)
def test_the_first_stage_decides_clear_cases(p_value, share, expected):
    assert is_decisive(p_value, share, alpha=0.05, comparisons=1.0, minimum=0.02) is expected


@pytest.mark.parametrize("columns", [1, 2, 10, 50])
def test_the_planned_permutations_can_reach_the_early_level(columns):
    from functions.score.statistics.texts.permutation_stages import stages

    assert 1 / (1 + stages(0.05, columns)[-1].permutations) <= early_level(0.05, columns)


@pytest.mark.parametrize("dependence", [0.0, 0.6, 1.0])
def test_the_reported_p_value_is_valid(dependence):
    """No level is exceeded, for any dependence between the stages."""
    rng = np.random.default_rng(0)
    runs = 40_000
    shared = rng.random(runs) < dependence
    first = rng.random(runs)
    second = np.where(shared, first, rng.random(runs))
    early = early_level(0.05, 1.0)
    stops = (first <= early) | (first > UNREMARKABLE)
    of_both = np.array([p_value_of_stages(p, alpha=0.05, comparisons=1.0) for p in second])
    reported = np.where(stops, first, of_both)
    for level in (0.005, 0.01, 0.02, 0.05, 0.1, 0.2):
        assert np.mean(reported <= level) <= level + 3 * np.sqrt(level / runs)


def test_the_p_value_is_at_most_one():
    assert p_value_of_stages(1.0, alpha=0.05, comparisons=1.0) == 1.0
