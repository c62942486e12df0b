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

    Time O(n d^2 + d^3).
    """
    shares = weights / weights.sum()
    centred = rows - shares @ rows
    variances, axes = np.linalg.eigh((centred * shares[:, None]).T @ centred)
    axes, variances = axes[:, ::-1][:, :most], np.maximum(variances[::-1][:most], 0.0)
    largest = np.abs(axes).argmax(axis=0)
    return axes * np.where(axes[largest, np.arange(axes.shape[1])] < 0, -1.0, 1.0), variances
