import numpy as np
import pytest

from functions.score.statistics.moments import Moments
from functions.score.statistics.texts.cosine import drift_score


def test_the_score_is_one_minus_the_cosine_of_the_means():
    baseline = Moments.of(np.array([[1, 0], [0, 1]], dtype=np.float32)).mean
    drift = Moments.of(np.array([[1, 0], [1, 0]], dtype=np.float32)).mean
    assert drift_score(baseline, drift) == pytest.approx(1 - 1 / np.sqrt(2), abs=1e-15)


@pytest.mark.parametrize(("other", "expected"), [([3.0, 0.0], 0.0), ([0.0, 2.0], 1.0), ([-1.0, 0.0], 2.0)])
def test_equal_orthogonal_and_opposite_directions(other, expected):
    assert drift_score(np.array([1.0, 0.0]), np.array(other)) == expected


def test_rounding_never_leaves_the_range():
    rng = np.random.default_rng(0)
    for _ in range(200):
        mean = rng.normal(size=384)
        assert 0.0 <= drift_score(mean, mean * rng.uniform(0.1, 10)) <= 2.0


def test_a_mean_without_direction_is_orthogonal_to_every_other():
    assert drift_score(np.zeros(3), np.ones(3)) == drift_score(np.zeros(3), np.zeros(3)) == 1.0


def test_invalid_means_are_rejected():
    with pytest.raises(ValueError, match="cannot be compared"):
        drift_score(np.ones(3), np.ones(4))
