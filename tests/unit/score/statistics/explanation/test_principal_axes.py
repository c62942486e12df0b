"""Principal axes of two files: the pooled covariance, and the axes against a full factorisation."""

import numpy as np
import pytest

from functions.score.statistics.explanation.principal_axes import (
    LEAST_WEIGHT,
    PooledCovariance,
    balanced,
    own_axes,
    principal_axes,
)
from functions.score.statistics.moments import Moments

DIMENSIONS = 384


def texts_like(count, rng, seed=0, topics=8):
    """Return rows of length 1 whose variances fall off as those of embedded texts: 0.02, 0.008, 0.004."""
    kind = np.random.default_rng(seed)
    directions = np.linalg.qr(kind.normal(size=(DIMENSIONS, DIMENSIONS)))[0]
    spread = (np.arange(DIMENSIONS) + 7) ** -0.4
    middles = directions[:topics][rng.integers(0, topics, size=count)]
    rows = (
        0.5 * middles + rng.normal(size=(count, DIMENSIONS)) * spread / np.linalg.norm(spread) @ directions.T
    )
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def full(before, after, weights):
    """Return the covariance of weighted rows, in double precision."""
    rows = np.concatenate([before, after]).astype(np.float64)
    each = np.repeat(np.divide(weights, (len(before), len(after))), (len(before), len(after)))
    return np.cov(rows.T, aweights=each, ddof=0)


def found(before, after):
    moments = Moments.of(before), Moments.of(after)
    return principal_axes(*moments, own_axes(moments[0]))


def files(after, share_new):
    """Return a baseline and a drift file, of which a share is new: other topics, other variances."""
    rng = np.random.default_rng(int(100 * share_new) + after)
    new = int(share_new * after)
    drift = np.concatenate([texts_like(after - new, rng), texts_like(new, rng, seed=1, topics=3)])
    return texts_like(1000, rng), drift


def test_the_covariance_is_that_of_weighted_rows():
    before, after = files(50, 0.3)
    expected = full(before, after, (280, 50))
    pooled = PooledCovariance.of(Moments.of(before), Moments.of(after), (280, 50))
    assert pooled @ np.eye(DIMENSIONS, dtype=np.float32) == pytest.approx(expected, abs=1e-7)
    assert pooled.trace == pytest.approx(np.trace(expected), rel=1e-5)


@pytest.mark.parametrize("after", [5, 50, 400])
@pytest.mark.parametrize("share_new", [0.0, 0.3, 1.0])
def test_the_axes_hold_nearly_all_of_the_variance_that_so_many_can(after, share_new):
    before, drift = files(after, share_new)
    covariance = full(before, drift, balanced(1000, after, LEAST_WEIGHT))
    variances, exact = np.linalg.eigh(covariance)
    axes, along = found(before, drift)
    assert axes.T @ axes == pytest.approx(np.eye(16), abs=1e-5)
    held = np.diag(axes.T @ covariance @ axes)
    assert along == pytest.approx(held, rel=1e-4)
    assert held.sum() >= (0.995 if share_new == 1 else 0.999) * variances[-16:].sum()
    cosines = np.abs((axes[:, :4] * exact[:, ::-1][:, :4]).sum(axis=0))
    assert (along[:4] >= 0.999 * variances[::-1][:4]).all()
    # An axis is what it is as far as the next one is shorter.
    apart = -np.diff(variances[::-1][:5]) > 0.2 * variances[::-1][:4]
    assert (cosines[apart & np.roll(apart, 1)] > 0.999).all()


@pytest.mark.parametrize("dimensions", [1, 2, 16, 24, 75])
def test_of_few_dimensions_the_axes_are_exact(dimensions):
    rng = np.random.default_rng(dimensions)
    before, after = (rng.normal(size=(count, dimensions)).astype(np.float32) for count in (300, 40))
    after[:, 0] += 2
    variances, exact = np.linalg.eigh(
        full(before, after, balanced(300, 40, LEAST_WEIGHT)).reshape(2 * [dimensions])
    )
    axes, along = found(before, after)
    count = min(dimensions, 16)
    assert along == pytest.approx(variances[::-1][:count], rel=1e-4)
    assert np.linalg.norm(axes.T @ exact[:, ::-1][:, :count], ord="nuc") == pytest.approx(count, rel=1e-4)


def test_equal_rows_give_equal_axes_whose_largest_entries_are_positive():
    before, after = files(50, 0.3)
    first, again = found(before, after), found(before, after)
    assert (first[0] == again[0]).all()
    assert (first[1] == again[1]).all()
    assert (np.abs(first[0]).max(axis=0) == first[0].max(axis=0)).all()


def test_a_file_without_rows_and_rows_that_are_all_alike_have_axes():
    before, none = texts_like(100, np.random.default_rng(0)), np.zeros((0, DIMENSIONS), dtype=np.float32)
    alone = np.linalg.eigvalsh(np.cov(before.T, ddof=0))[::-1][:16]
    for pair in ((before, none), (none, before)):
        assert found(*pair)[1].sum() >= 0.97 * alone.sum()
    same = np.full((10, DIMENSIONS), 0.05, dtype=np.float32)
    axes, variances = found(same, same)
    assert np.isfinite(axes).all()
    assert variances == pytest.approx(0, abs=1e-12)
