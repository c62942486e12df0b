"""Moments of embeddings: those of parts add up to those of the whole."""

import numpy as np
import pytest

from functions.score.statistics.moments import Moments


def rows(count):
    return np.random.default_rng(count).normal(0.3, 0.1, size=(count, 6)).astype(np.float32)


def assert_same(actual, expected):
    assert actual.rows == expected.rows
    assert actual.squares == pytest.approx(expected.squares, abs=1e-6)
    np.testing.assert_allclose(actual.total, expected.total, atol=1e-6)
    np.testing.assert_allclose(actual.scatter, expected.scatter, atol=1e-6)


def test_moments_equal_their_definitions():
    embeddings = rows(50).astype(np.float64)
    moments = Moments.of(rows(50))
    np.testing.assert_allclose(moments.mean, embeddings.mean(axis=0), atol=1e-7)
    np.testing.assert_allclose(moments.scatter / 49, np.cov(embeddings.T), atol=1e-7)
    assert moments.squares == pytest.approx((embeddings**2).sum())


@pytest.mark.parametrize("part", [0, 1, 20, 49, 50])
def test_parts_add_up_to_the_whole(part):
    whole = rows(50)
    one, other = Moments.of(whole[:part]), Moments.of(whole[part:])
    assert_same(one + other, Moments.of(whole))


def test_the_mean_of_many_equal_rows_is_that_row_to_double_precision():
    row = np.full(4, 0.1, dtype=np.float32)
    mean = Moments.of(np.tile(row, (200_000, 1))).mean
    assert np.abs(mean - row.astype(np.float64)).max() < 1e-14
