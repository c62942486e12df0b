"""A map of both files' rows in two dimensions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.explanation.principal_axes import PooledCovariance, largest_within
from functions.score.statistics.moments import Moments

FLAT = 1e-9  # lengths below are rounding, not distance: embeddings have length 1

TOWARDS_DRIFT = "from the baseline's mean to the drift file's mean"
REMAINING = "largest remaining variation"
FIRST = "largest variation"
SECOND = "second largest variation"


@dataclass(frozen=True, slots=True, eq=False)
class Projection:
    """A map of rows: near means similar, as far as two dimensions can show it.

    Attributes
    ----------
    baseline, drift : float64 arrays, shapes (a, 2) and (b, 2), in [0, 1]; both axes have the same scale.
    baseline_rows, drift_rows : int64 arrays: which rows these are, ascending.
    axes : what the horizontal and the vertical direction are.
    explained : the share of all rows' variance along each direction, in [0, 1].
    """

    baseline: NDArray[np.float64]
    drift: NDArray[np.float64]
    baseline_rows: NDArray[np.int64]
    drift_rows: NDArray[np.int64]
    axes: tuple[str, str]
    explained: tuple[float, float]


def project(
    files: tuple[NDArray[np.float32], NDArray[np.float32]],
    moments: tuple[Moments, Moments],
    axes: NDArray[np.float64],
    *,
    rng: np.random.Generator,
    most: int = 400,
    always: Sequence[int] = (),
) -> Projection:
    """Return a map on which what is new stands to the right.

    Horizontal: the direction from one mean to the other. With many dimensions every row pulls that direction
    a little towards itself, enough to part two samples of one population; so each row is placed by the means
    of the other rows. Vertical: the direction of the largest variance orthogonal to it, among the principal
    axes. Where a side has one row, or both means agree, the first two principal axes.

    Parameters
    ----------
    files : float arrays, shapes (n, d) and (m, d), n, m >= 1, finite: the baseline's and the drift file's.
    moments : of these.
    axes : float64 array, shape (d, k), from `principal_axes`.
    rng : draws the rows that are shown.
    most : how many rows of each side are shown, and `always` may hold fewer than that.
    always : drift rows to be shown in any case.

    Raises ValueError if a side has no rows.
    """
    rows = len(files[0]), len(files[1])
    if 0 in rows:
        raise ValueError(f"a map needs rows of both files, not {rows[0]} and {rows[1]}")
    shown = _drawn(rows[0], most, (), rng), _drawn(rows[1], most, always, rng)
    covariance = PooledCovariance.of(*moments, rows)
    directions, names, length = _directions(moments, covariance, axes)
    middle = (moments[0].total + moments[1].total) / sum(rows)
    placed = []
    for file, own, places, sign in zip(files, moments, shown, (1.0, -1.0), strict=True):
        held = file[places]
        points = _along(held, directions) - middle @ directions
        if length:
            points[:, 0] -= sign * _own_pull(held, own, middle) / length
        placed.append(points)
    points = _into_unit_square(np.concatenate(placed))
    return Projection(
        baseline=points[: len(shown[0])],
        drift=points[len(shown[0]) :],
        baseline_rows=shown[0],
        drift_rows=shown[1],
        axes=names,
        explained=_explained(covariance, directions),
    )


def _drawn(rows: int, most: int, always: Sequence[int], rng: np.random.Generator) -> NDArray[np.int64]:
    """Return up to `most` of the rows, ascending, those of `always` among them."""
    order = rng.permutation(rows)
    wanted = np.isin(order, np.asarray(always, dtype=np.int64))
    return np.sort(np.concatenate([order[wanted], order[~wanted]])[:most])


def _directions(
    moments: tuple[Moments, Moments], covariance: PooledCovariance, axes: NDArray[np.float64]
) -> tuple[NDArray[np.float64], tuple[str, str], float]:
    """Return the map's directions, shape (d, 2), what they are, and how far the means lie apart.

    The distance is 0 where the map does not show it.
    """
    before, after = moments
    towards = after.mean - before.mean
    length = float(np.linalg.norm(towards))
    if min(before.rows, after.rows) == 1 or length < FLAT:
        found = _largest_among(covariance, axes, 2)
        missing = 2 - found.shape[1]  # one-dimensional rows have one axis
        return np.pad(found, ((0, 0), (0, missing))), (FIRST, SECOND), 0.0
    direction = towards / length
    others = axes - np.outer(direction, direction @ axes)
    vertical = _largest_among(covariance, others, 1)
    return np.column_stack([direction, vertical]), (TOWARDS_DRIFT, REMAINING), length


def _largest_among(
    covariance: PooledCovariance, directions: NDArray[np.float64], most: int
) -> NDArray[np.float64]:
    """Return the directions of the largest variance among combinations of some, which may be dependent."""
    basis, lengths, _ = np.linalg.svd(directions, full_matrices=False)
    basis = basis[:, lengths > FLAT]
    if not basis.shape[1]:
        return np.zeros((len(directions), min(most, len(directions))))
    return largest_within(covariance, basis.astype(np.float32), most)[0]


def _along(rows: NDArray[np.float32], directions: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return where rows stand along directions, to the precision of the rows."""
    return np.asarray(rows @ directions.astype(rows.dtype), dtype=np.float64)


def _own_pull(rows: NDArray[np.float32], own: Moments, middle: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how much of each row's place along the difference of the means is of its own making.

    Without row r of k, the mean of its side moves by (mean - r) / (k - 1); along that, r - middle.
    """
    squares = np.einsum("ij,ij->i", rows, rows)
    product = _along(rows, own.mean + middle) - squares - own.mean @ middle  # (r - middle)(mean - r)
    return np.asarray(product / (own.rows - 1))


def _explained(covariance: PooledCovariance, directions: NDArray[np.float64]) -> tuple[float, float]:
    """Return the share of the variance along each direction."""
    total = covariance.trace
    held = directions.astype(np.float32)
    along = (held * (covariance @ held)).sum(axis=0).tolist()
    across, up = (min(max(part / total, 0.0), 1.0) if total > FLAT**2 else 0.0 for part in along)
    return across, up


def _into_unit_square(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points moved and scaled into [0, 1]^2, the shorter side centred."""
    low, high = points.min(axis=0), points.max(axis=0)
    extent = float((high - low).max())
    if extent < FLAT:
        return np.full_like(points, 0.5)
    return np.asarray(np.clip((points - (low + high) / 2) / extent + 0.5, 0.0, 1.0), dtype=np.float64)
