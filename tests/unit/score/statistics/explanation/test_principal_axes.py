"""Principal axes of two files: the pooled covariance, and the axes against a full eigendecomposition."""

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
    """Return rows of length 1 with variances like those of embedded texts: 0.02, 0.008, 0.004."""
    kind_rng = np.random.default_rng(seed)
    directions = np.linalg.qr(kind_rng.normal(size=(DIMENSIONS, DIMENSIONS)))[0]
    spread = (np.arange(DIMENSIONS) + 7) ** -0.4
    middles = directions[:topics][rng.integers(0, topics, size=count)]
    rows = (
        0.5 * middles + rng.normal(size=(count, DIMENSIONS)) * spread / np.linalg.norm(spread) @ directions.T
    )
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def full_covariance(before, after, weights):
    """Return the covariance of weighted rows in double precision."""
    rows = np.concatenate([before, after]).astype(np.float64)
    each = np.repeat(np.divide(weights, (len(before), len(after))), (len(before), len(after)))
    return np.cov(rows.T, aweights=each, ddof=0)


def axes_of(before, after):
    moments = Moments.of(before), Moments.of(after)
    return principal_axes(*moments, own_axes(moments[0]))


def files(after, share_new):
    """Return a baseline and a drift file; a share of the latter has other topics and other variances."""
    rng = np.random.default_rng(int(100 * share_new) + after)
    new = int(share_new * after)
    drift = np.concatenate([texts_like(after - new, rng), texts_like(new, rng, seed=1, topics=3)])
    return texts_like(1000, rng), drift


def test_the_pooled_covariance_equals_that_of_weighted_rows():
    before, after = files(50, 0.3)
    expected = full_covariance(before, after, (280, 50))
    pooled = PooledCovariance.of(Moments.of(before), Moments.of(after), (280, 50))
    assert pooled @ np.eye(DIMENSIONS, dtype=np.float32) == pytest.approx(expected, abs=1e-7)
    assert pooled.trace == pytest.approx(np.trace(expected), rel=1e-5)


@pytest.mark.parametrize("after", [5, 50, 400])
@pytest.mark.parametrize("share_new", [0.0, 0.3, 1.0])
def test_the_axes_have_nearly_the_largest_possible_variance(after, share_new):
    before, drift = files(after, share_new)
    covariance = full_covariance(before, drift, balanced(1000, after, LEAST_WEIGHT))
    variances, exact = np.linalg.eigh(covariance)
    axes, along = axes_of(before, drift)
    assert axes.T @ axes == pytest.approx(np.eye(16), abs=1e-5)
    exact_along = np.diag(axes.T @ covariance @ axes)
    assert along == pytest.approx(exact_along, rel=1e-4)
    assert exact_along.sum() >= (0.995 if share_new == 1 else 0.999) * variances[-16:].sum()
    cosines = np.abs((axes[:, :4] * exact[:, ::-1][:, :4]).sum(axis=0))
    assert (along[:4] >= 0.999 * variances[::-1][:4]).all()
    # An axis is only defined if the variance along the next one is smaller.
    separate = -np.diff(variances[::-1][:5]) > 0.2 * variances[::-1][:4]
    assert (cosines[separate & np.roll(separate, 1)] > 0.999).all()


@pytest.mark.parametrize("dimensions", [1, 2, 16, 24, 75])
def test_axes_of_few_dimensions_are_exact(dimensions):
    rng = np.random.default_rng(dimensions)
    before, after = (rng.normal(size=(count, dimensions)).astype(np.float32) for count in (300, 40))
    after[:, 0] += 2
    variances, exact = np.linalg.eigh(
        full_covariance(before, after, balanced(300, 40, LEAST_WEIGHT)).reshape(2 * [dimensions])
    )
    axes, along = axes_of(before, after)
    count = min(dimensions, 16)
    assert along == pytest.approx(variances[::-1][:count], rel=1e-4)
    assert np.linalg.norm(axes.T @ exact[:, ::-1][:, :count], ord="nuc") == pytest.approx(count, rel=1e-4)


def test_equal_rows_give_equal_axes_with_positive_largest_entries():
    before, after = files(50, 0.3)
    first, again = axes_of(before, after), axes_of(before, after)
    assert (first[0] == again[0]).all()
    assert (first[1] == again[1]).all()
    assert (np.abs(first[0]).max(axis=0) == first[0].max(axis=0)).all()


def test_an_empty_file_and_identical_rows_have_axes():
    before, none = texts_like(100, np.random.default_rng(0)), np.zeros((0, DIMENSIONS), dtype=np.float32)
    alone = np.linalg.eigvalsh(np.cov(before.T, ddof=0))[::-1][:16]
    for pair in ((before, none), (none, before)):
        assert axes_of(*pair)[1].sum() >= 0.97 * alone.sum()
    same = np.full((10, DIMENSIONS), 0.05, dtype=np.float32)
    axes, variances = axes_of(same, same)
    assert np.isfinite(axes).all()
    assert variances == pytest.approx(0, abs=1e-12)
