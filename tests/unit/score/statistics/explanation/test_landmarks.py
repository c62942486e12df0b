"""The baseline's own axes and groups."""

import numpy as np
import pytest

from functions.score.statistics.explanation.landmarks import Landmarks
from functions.score.statistics.moments import Moments

DIMENSIONS = 64


def rows_around(topics, count, rng):
    rows = topics[np.arange(count) % len(topics)] + rng.normal(size=(count, DIMENSIONS)) / 20
    return rows.astype(np.float32)


def landmarks(rows):
    return Landmarks.of(rows, Moments.of(rows))


def test_eleven_topics_get_one_centre_each():
    rng = np.random.default_rng(0)
    topics = np.linalg.qr(rng.normal(size=(DIMENSIONS, DIMENSIONS)))[0][:11]
    centres = landmarks(rows_around(topics, 1100, rng)).centres
    distances = np.linalg.norm(topics[:, np.newaxis] - centres, axis=2)
    assert sorted(distances.argmin(axis=1).tolist()) == list(range(11))
    assert distances.min(axis=1) == pytest.approx(0, abs=0.1)


def test_centres_reduce_the_variance_and_axes_equal_the_eigenvectors():
    rows = rows_around(np.zeros((1, DIMENSIONS)), 400, np.random.default_rng(1))
    actual = landmarks(rows)
    within = sum(np.linalg.norm(rows[:, np.newaxis] - actual.centres, axis=2).min(axis=1) ** 2)
    assert within < ((rows - rows.mean(axis=0)) ** 2).sum()
    exact = np.linalg.eigh(np.cov(rows.T))[1][:, ::-1]
    assert np.abs((actual.axes * exact[:, :24]).sum(axis=0)) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    ("count", "groups"), [(1, 0), (39, 0), (40, 1), (100, 7), (139, 10), (140, 11), (3000, 11)]
)
def test_few_rows_have_few_groups(count, groups):
    centres = landmarks(rows_around(np.zeros((1, DIMENSIONS)), count, np.random.default_rng(2))).centres
    assert centres.shape == (groups, DIMENSIONS)
    assert centres.dtype == np.float32


def test_equal_baselines_have_equal_landmarks():
    rows = rows_around(np.eye(5, DIMENSIONS), 300, np.random.default_rng(3))
    assert (landmarks(rows).centres == landmarks(rows.copy()).centres).all()


def test_identical_rows_form_one_group():
    rows = np.full((100, DIMENSIONS), 0.1, dtype=np.float32)
    assert landmarks(rows).centres == pytest.approx(rows[:1])
