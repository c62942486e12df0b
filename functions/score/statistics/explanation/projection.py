"""A two-dimensional map of both files' rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.explanation.principal_axes import PooledCovariance, largest_within
from functions.score.statistics.moments import Moments

FLAT = 1e-9  # shorter lengths are rounding: embeddings have length 1

TOWARDS_DRIFT = "from the baseline's mean to the drift file's mean"
REMAINING = "largest remaining variation"
FIRST = "largest variation"
SECOND = "second largest variation"


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """A map of rows: rows that are similar are close, as far as two dimensions allow.

    Attributes
    ----------
    baseline, drift : float64 array, shapes (a, 2) and (b, 2)
        Points in [0, 1]; both axes have the same scale.
    drift_rows : int64 array, shape (b,)
        The drift rows shown, ascending.
    axes : tuple of str
        Meaning of the horizontal and of the vertical direction.
    explained : tuple of float
        Share of the variance of all rows along each direction, in [0, 1].
    """

    baseline: NDArray[np.float64]
    drift: NDArray[np.float64]
    drift_rows: NDArray[np.int64]
    axes: tuple[str, str]
    explained: tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class _Directions:
    """Horizontal and vertical direction, shape (d, 2), with their meaning.

    `length`: distance of the files' means; 0 if the map does not show that distance.
    """

    vectors: NDArray[np.float64]
    names: tuple[str, str]
    length: float


def project(
    files: tuple[NDArray[np.float32], NDArray[np.float32]],
    moments: tuple[Moments, Moments],
    axes: NDArray[np.float64],
    *,
    rng: np.random.Generator,
    most: int = 400,
    always: Sequence[int] = (),
) -> Projection:
    """Return a map on which new texts are to the right.

    Horizontal: the direction from the baseline's mean to the drift file's mean. In many dimensions every row
    pulls this direction towards itself, enough to separate two samples of one population. Each row is
    therefore placed by the means of the other rows. Vertical: the orthogonal direction of largest variance
    among the principal axes. If a file has one row, or both means are equal, the first two principal axes are
    used.

    Parameters
    ----------
    files : tuple of float32 array, shapes (n, d) and (m, d), n, m >= 1
        Finite embeddings of the baseline and of the drift file.
    moments : tuple of Moments
        Of these files.
    axes : float64 array, shape (d, k)
        From `principal_axes`.
    rng : numpy.random.Generator
        Draws the rows that are shown.
    most : int
        Largest number of rows shown of each file, more than `always` has.
    always : sequence of int
        Drift rows that are always shown.

    Returns
    -------
    Projection

    Raises
    ------
    ValueError
        If a file has no rows.
    """
    rows = len(files[0]), len(files[1])
    if 0 in rows:
        raise ValueError(f"a map needs rows of both files, got {rows[0]} and {rows[1]}")
    shown = _drawn(rows[0], most, (), rng), _drawn(rows[1], most, always, rng)
    covariance = PooledCovariance.of(*moments, rows)
    directions = _directions(moments, covariance, axes)
    origin = (moments[0].total + moments[1].total) / sum(rows)
    placed = []
    for file, own, places, sign in zip(files, moments, shown, (1.0, -1.0), strict=True):
        embeddings = file[places]
        points = _along(embeddings, directions.vectors) - origin @ directions.vectors
        if directions.length:
            points[:, 0] -= sign * _own_pull(embeddings, own, origin) / directions.length
        placed.append(points)
    points = _into_unit_square(np.concatenate(placed))
    return Projection(
        baseline=points[: len(shown[0])],
        drift=points[len(shown[0]) :],
        drift_rows=shown[1],
        axes=directions.names,
        explained=_explained(covariance, directions.vectors),
    )


def _drawn(rows: int, most: int, always: Sequence[int], rng: np.random.Generator) -> NDArray[np.int64]:
    """Return up to `most` random rows, ascending, including those of `always`."""
    order = rng.permutation(rows)
    required = np.isin(order, np.asarray(always, dtype=np.int64))
    return np.sort(np.concatenate([order[required], order[~required]])[:most])


def _directions(
    moments: tuple[Moments, Moments], covariance: PooledCovariance, axes: NDArray[np.float64]
) -> _Directions:
    before, after = moments
    difference = after.mean - before.mean
    length = float(np.linalg.norm(difference))
    if min(before.rows, after.rows) == 1 or length < FLAT:
        vectors = _largest_among(covariance, axes, 2)
        missing = 2 - vectors.shape[1]  # one-dimensional rows have one axis
        return _Directions(np.pad(vectors, ((0, 0), (0, missing))), (FIRST, SECOND), 0.0)
    horizontal = difference / length
    others = axes - np.outer(horizontal, horizontal @ axes)
    vertical = _largest_among(covariance, others, 1)
    return _Directions(np.column_stack([horizontal, vertical]), (TOWARDS_DRIFT, REMAINING), length)


def _largest_among(
    covariance: PooledCovariance, directions: NDArray[np.float64], most: int
) -> NDArray[np.float64]:
    """Return the directions of largest variance in the span of directions, which may be dependent."""
    basis, lengths, _ = np.linalg.svd(directions, full_matrices=False)
    basis = basis[:, lengths > FLAT]
    if not basis.shape[1]:
        return np.zeros((len(directions), min(most, len(directions))))
    return largest_within(covariance, basis.astype(np.float32), most)[0]


def _along(rows: NDArray[np.float32], directions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the coordinates of rows along directions, at the precision of the rows."""
    return np.asarray(rows @ directions.astype(rows.dtype), dtype=np.float64)


def _own_pull(rows: NDArray[np.float32], own: Moments, origin: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each row's own contribution to its place along the difference of the means.

    Without row r of k, the mean of its file moves by (mean - r) / (k - 1): that vector times r - origin.
    """
    squares = np.einsum("ij,ij->i", rows, rows)
    product = _along(rows, own.mean + origin) - squares - own.mean @ origin  # (r - origin)(mean - r)
    return np.asarray(product / (own.rows - 1))


def _explained(covariance: PooledCovariance, directions: NDArray[np.float64]) -> tuple[float, float]:
    """Return the share of the variance along each direction."""
    total = covariance.trace
    vectors = directions.astype(np.float32)
    variances = (vectors * (covariance @ vectors)).sum(axis=0).tolist()
    horizontal, vertical = (
        min(max(variance / total, 0.0), 1.0) if total > FLAT**2 else 0.0 for variance in variances
    )
    return horizontal, vertical


def _into_unit_square(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points moved and scaled into [0, 1]^2, the shorter side centred."""
    low, high = points.min(axis=0), points.max(axis=0)
    extent = float((high - low).max())
    if extent < FLAT:
        return np.full_like(points, 0.5)
    return np.asarray(np.clip((points - (low + high) / 2) / extent + 0.5, 0.0, 1.0), dtype=np.float64)
