"""What is known of the baseline: axes and groups of its own rows."""

import numpy as np
import pytest

from functions.score.statistics.explanation.known import Known
from functions.score.statistics.moments import Moments

DIMENSIONS = 64


def rows_about(topics, count, rng):
    rows = topics[np.arange(count) % len(topics)] + rng.normal(size=(count, DIMENSIONS)) / 20
    return rows.astype(np.float32)


def known(rows):
    return Known.of(rows, Moments.of(rows))


def test_as_many_topics_as_groups_have_a_centre_each():
    rng = np.random.default_rng(0)
    topics = np.linalg.qr(rng.normal(size=(DIMENSIONS, DIMENSIONS)))[0][:11]
    found = known(rows_about(topics, 1100, rng)).centres
    apart = np.linalg.norm(topics[:, np.newaxis] - found, axis=2)
    assert sorted(apart.argmin(axis=1).tolist()) == list(range(11))
    assert apart.min(axis=1) == pytest.approx(0, abs=0.1)


def test_centres_lie_between_rows_and_axes_are_those_of_the_rows():
    rows = rows_about(np.zeros((1, DIMENSIONS)), 400, np.random.default_rng(1))
    found = known(rows)
    within = sum(np.linalg.norm(rows[:, np.newaxis] - found.centres, axis=2).min(axis=1) ** 2)
    assert within < ((rows - rows.mean(axis=0)) ** 2).sum()
    exact = np.linalg.eigh(np.cov(rows.T))[1][:, ::-1]
    assert np.abs((found.axes * exact[:, :24]).sum(axis=0)) == pytest.approx(1, abs=1e-3)


@pytest.mark.parametrize(
    ("count", "groups"), [(1, 0), (39, 0), (40, 1), (100, 7), (139, 10), (140, 11), (3000, 11)]
)
def test_few_rows_have_few_groups(count, groups):
    found = known(rows_about(np.zeros((1, DIMENSIONS)), count, np.random.default_rng(2)))
    assert found.centres.shape == (groups, DIMENSIONS)
    assert found.centres.dtype == np.float32


def test_equal_rows_are_known_alike():
    rows = rows_about(np.eye(5, DIMENSIONS), 300, np.random.default_rng(3))
    assert (known(rows).centres == known(rows.copy()).centres).all()


def test_rows_that_are_all_alike_make_one_group():
    rows = np.full((100, DIMENSIONS), 0.1, dtype=np.float32)
    assert known(rows).centres == pytest.approx(rows[:1])
