"""The directions in which rows differ most from one another."""

import numpy as np
from numpy.typing import NDArray


def principal_axes(
    rows: NDArray[np.float64], weights: NDArray[np.float64], most: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the principal axes of rows about their weighted mean.

    Parameters
    ----------
    rows : float array, shape (n, d), n >= 1, finite.
    weights : float array, shape (n,), >= 0, not all zero.
    most : how many axes, at most d are returned.

    Returns
    -------
    axes : float64 array, shape (d, k), orthonormal columns, the largest variance first. The largest entry of
        each is positive, so that equal rows give equal axes.
    variances : float64 array, shape (k,), of the rows along each axis.

    Time O(n d^2 + d^3). The covariance is summed in single precision: axes are read to a few digits.
    """
    from scipy.linalg import eigh

    shares = weights / weights.sum()
    centred = (rows - shares @ rows).astype(np.float32)
    covariance = (centred * shares[:, None].astype(np.float32)).T @ centred
    last = len(covariance) - 1
    variances, axes = eigh(covariance.astype(np.float64), subset_by_index=(max(last + 1 - most, 0), last))
    axes, variances = axes[:, ::-1], np.maximum(variances[::-1], 0.0)
    largest = np.abs(axes).argmax(axis=0)
    return axes * np.where(axes[largest, np.arange(axes.shape[1])] < 0, -1.0, 1.0), variances
