"""Principal axes of two files' rows together."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.moments import Moments

MOST = 16  # later axes of embeddings mostly describe single rows
# Each file may count for this many rows, however few the other one has: 20 rows for each of 14 clusters.
LEAST_WEIGHT = 280
# Number of the baseline's own axes that the search starts from, and how often the covariance is applied to
# them. Over 96 pairs of files of real texts (50 and 300 rows against 400 and 1,000), the resulting axes had
# 99.96% of the variance that 16 axes can have, and 99.7% in the worst case, an entirely new file. The first
# four had a cosine of at least 0.999 with the exact axes.
START_AXES = 24
APPLICATIONS = 2


@dataclass(frozen=True, slots=True, eq=False)
class PooledCovariance:
    """The covariance of both files' rows about their common mean, with a weight for each file.

    The (d, d) matrix is never formed, which would take longer than its products with a few directions.

    Attributes
    ----------
    files : tuple of (float32, float32 array of shape (d, d))
        Weight per row and scatter matrix of each file that has rows.
    between : float32 array, shape (d,)
        Difference of the means times the square root of the product of both shares.
    """

    files: tuple[tuple[np.float32, NDArray[np.float32]], ...]
    between: NDArray[np.float32]

    @classmethod
    def of(cls, before: Moments, after: Moments, weights: tuple[int, int]) -> "PooledCovariance":
        """Pool two files.

        Parameters
        ----------
        before, after : Moments
            Of the baseline and of the drift file; one of them has rows.
        weights : tuple of int
            Rows that each file counts for, >= 0; 0 for a file without rows.
        """
        shares = np.array(weights) / sum(weights)
        files = tuple(
            (np.float32(share / file.rows), file.scatter)
            for share, file in zip(shares, (before, after), strict=True)
            if file.rows
        )
        means = [file.mean if file.rows else np.zeros_like(file.total) for file in (before, after)]
        return cls(files, ((means[1] - means[0]) * np.sqrt(shares.prod())).astype(np.float32))

    def __matmul__(self, directions: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the product with directions of shape (d, k) in O(d^2 k) time."""
        product = np.outer(self.between, self.between @ directions)
        for share, scatter in self.files:
            product += scatter @ (share * directions)
        return np.asarray(product)

    @property
    def trace(self) -> float:
        """Total variance."""
        within = sum(float(share * np.trace(scatter)) for share, scatter in self.files)
        return within + float(self.between @ self.between)


def principal_axes(
    before: Moments, after: Moments, start: NDArray[np.float32]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the principal axes of two files' rows.

    Both files have the same weight, within the limits of `balanced`. The axes are the best ones in the space
    spanned by the baseline's own axes, the difference of the means, and both multiplied by the covariance
    once and twice (a block Krylov space). For the accuracy see `START_AXES`. The last axes may mix with those
    left out if their variances are nearly equal. Up to 75 dimensions the axes are exact.

    Parameters
    ----------
    before, after : Moments
        Of the rows of the baseline and of the drift file; one of them has rows.
    start : float32 array, shape (d, j)
        The baseline's axes, from `own_axes`.

    Returns
    -------
    axes : float64 array, shape (d, k), k = min(d, 16)
        Columns orthonormal to six digits, by falling variance. The largest entry of each column is positive,
        so that equal rows give equal axes.
    variances : float64 array, shape (k,)
        Variance of the rows along each axis, >= 0.

    Notes
    -----
    O(d^2) time in single precision: only a few digits of the axes matter.

    References
    ----------
    Musco & Musco, "Randomized block Krylov methods for stronger and faster approximate singular value
    decomposition", NeurIPS (2015).

    Examples
    --------
    >>> rows = np.array([[3, 0], [-3, 0], [0, 1], [0, -1]], dtype=np.float32)
    >>> moments = Moments.of(rows)
    >>> axes, variances = principal_axes(moments, moments, own_axes(moments))
    >>> np.abs(axes).round(3).tolist(), variances.round(3).tolist()
    ([[1.0, 0.0], [0.0, 1.0]], [4.5, 0.5])
    """
    from scipy.linalg import qr

    covariance = PooledCovariance.of(before, after, balanced(before.rows, after.rows, LEAST_WEIGHT))
    blocks = [np.column_stack([start, covariance.between])]
    for _ in range(APPLICATIONS):
        blocks.append(covariance @ blocks[-1])
    basis, _ = qr(np.concatenate(blocks, axis=1), overwrite_a=True, mode="economic", check_finite=False)
    return largest_within(covariance, basis, MOST)


def own_axes(file: Moments) -> NDArray[np.float32]:
    """Return the principal axes of one file's rows, shape (d, up to 24), in O(d^3) time."""
    return _largest_axes(file.scatter, START_AXES)[0]


def balanced(before: int, after: int, least: int) -> tuple[int, int]:
    """Return how many rows each file counts for: at most the smaller file's rows, or `least` if that is more.

    Parameters
    ----------
    before, after : int
        Rows of the baseline and of the drift file, >= 0.
    least : int
        Number of rows that a file may always count for, >= 0.

    Returns
    -------
    tuple of int
        Weights of the baseline and of the drift file, at most their rows.

    Examples
    --------
    >>> balanced(1000, 300, 280), balanced(1000, 50, 280)
    ((300, 300), (280, 50))
    """
    smaller = max(min(before, after), least)
    return min(before, smaller), min(after, smaller)


def largest_within(
    covariance: PooledCovariance, basis: NDArray[np.float32], most: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the directions of largest variance in the span of some directions (Rayleigh-Ritz).

    Parameters
    ----------
    covariance : PooledCovariance
        Of all rows.
    basis : float32 array, shape (d, j)
        Orthonormal columns.
    most : int
        Largest number of directions to return, >= 1.

    Returns
    -------
    axes, variances : float64 array
        As for `principal_axes`.
    """
    combined, variances = _largest_axes(basis.T @ (covariance @ basis), most)
    axes = np.asarray(basis @ combined, dtype=np.float64)
    largest = np.abs(axes).argmax(axis=0)
    return axes * np.where(axes[largest, np.arange(axes.shape[1])] < 0, -1.0, 1.0), variances


def _largest_axes(
    covariance: NDArray[np.float32], most: int
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Return up to `most` eigenvectors of a matrix by falling variance, and their variances."""
    from scipy.linalg import eigh

    last = len(covariance) - 1
    variances, axes = eigh(covariance, subset_by_index=(max(last + 1 - most, 0), last), check_finite=False)
    return axes[:, ::-1], np.maximum(variances[::-1], 0.0).astype(np.float64)
