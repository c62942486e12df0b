import numpy as np
import pytest

from functions.score.statistics.texts.cosine import drift_score, mean_embedding


def test_the_score_is_one_minus_the_cosine_of_the_means():
    baseline = mean_embedding(np.array([[1, 0], [0, 1]], dtype=np.float32))
    drift = mean_embedding(np.array([[1, 0], [1, 0]], dtype=np.float32))
    assert drift_score(baseline, drift) == pytest.approx(1 - 1 / np.sqrt(2), abs=1e-15)


@pytest.mark.parametrize(("other", "expected"), [([3.0, 0.0], 0.0), ([0.0, 2.0], 1.0), ([-1.0, 0.0], 2.0)])
def test_same_orthogonal_and_opposite_directions(other, expected):
    assert drift_score(np.array([1.0, 0.0]), np.array(other)) == expected


def test_rounding_never_leaves_the_range():
    rng = np.random.default_rng(0)
    for _ in range(200):
        mean = rng.normal(size=384)
        assert 0.0 <= drift_score(mean, mean * rng.uniform(0.1, 10)) <= 2.0


def test_the_mean_of_many_equal_rows_is_that_row_to_double_precision():
    row = np.full(4, 0.1, dtype=np.float32)
    mean = mean_embedding(np.tile(row, (200_000, 1)))
    assert np.abs(mean - row.astype(np.float64)).max() < 1e-14


def test_the_undefined_is_refused():
    with pytest.raises(ValueError, match="no embeddings"):
        mean_embedding(np.empty((0, 3), dtype=np.float32))
    with pytest.raises(ValueError, match="zero vector"):
        drift_score(np.zeros(3), np.ones(3))
    with pytest.raises(ValueError, match="cannot be compared"):
        drift_score(np.ones(3), np.ones(4))
