"""The directions in which the rows of both files differ most from one another."""

import numpy as np
from numpy.typing import NDArray

from functions.score.drift.moments import Moments

MOST = 16  # beyond these, the directions of embeddings are mostly each row's own
# Rows that a file counts for at least, however few the other one has: what 14 clusters ask for.
LEAST_WEIGHT = 280


def principal_axes(before: Moments, after: Moments) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the principal axes of two files' rows, both counting alike as far as the smaller one carries it.

    Parameters
    ----------
    before, after : of the rows of either file; n + m >= 1.

    Returns
    -------
    axes : float64 array, shape (d, k), k = min(d, 16), orthonormal columns, the largest variance first. The
        largest entry of each is positive, so that equal rows give equal axes.
    variances : float64 array, shape (k,), of the rows along each axis.

    Time O(d^3), in single precision: axes are read to a few digits.
    """
    weights = balanced(before.rows, after.rows, LEAST_WEIGHT)
    return largest_axes(pooled_covariance(before, after, weights), MOST)


def balanced(before: int, after: int, least: int) -> tuple[int, int]:
    """Return for how many rows each file counts: alike, as far as the smaller one and `least` carry it."""
    smaller = max(min(before, after), least)
    return min(before, smaller), min(after, smaller)


def pooled_covariance(before: Moments, after: Moments, weights: tuple[int, int]) -> NDArray[np.float32]:
    """Return the covariance of both files' rows about their mean, where the files have these weights."""
    shares = np.array(weights) / sum(weights)
    parts = [
        np.float32(share / file.rows) * file.scatter
        for share, file in zip(shares, (before, after), strict=True)
        if file.rows
    ]
    if len(parts) > 1:
        apart = (after.mean - before.mean) * np.sqrt(shares[0] * shares[1])
        parts.append(np.outer(apart, apart).astype(np.float32))
    return np.asarray(sum(parts))


def largest_axes(
    covariance: NDArray[np.floating], most: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return up to `most` eigenvectors of a covariance, the largest variance first, and the variances."""
    from scipy.linalg import eigh

    last = len(covariance) - 1
    variances, axes = eigh(
        covariance, subset_by_index=(max(last + 1 - most, 0), last), overwrite_a=True, check_finite=False
    )
    axes, variances = axes[:, ::-1].astype(np.float64), np.maximum(variances[::-1], 0.0)
    largest = np.abs(axes).argmax(axis=0)
    return axes * np.where(axes[largest, np.arange(axes.shape[1])] < 0, -1.0, 1.0), variances
