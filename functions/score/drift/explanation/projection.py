"""A map of both files' rows in two dimensions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from functions.score.drift.explanation.principal_axes import principal_axes

MAX_FITTED = 2_000  # rows of each side that the axes are fitted to; more would not turn them
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
    baseline: NDArray[np.float32],
    drift: NDArray[np.float32],
    *,
    rng: np.random.Generator,
    most: int = 400,
    always: Sequence[int] = (),
) -> Projection:
    """Return a map on which what is new stands to the right.

    Horizontal: the direction from one mean to the other. With many dimensions every row pulls that direction
    a little towards itself, enough to part two samples of one population; so each row is placed by the means
    of the other rows. Vertical: the first principal axis orthogonal to that direction. Where a side has one
    row, or both means agree, the first two principal axes.

    Parameters
    ----------
    baseline, drift : float arrays, shapes (n, d) and (m, d), n, m >= 1, finite.
    rng : draws the rows.
    most : how many rows of each side are shown, and `always` may hold fewer than that.
    always : drift rows to be shown in any case.

    Raises ValueError if a side has no rows.
    """
    if not len(baseline) or not len(drift):
        raise ValueError(f"a map needs rows of both files, not {len(baseline)} and {len(drift)}")
    baseline_fitted = _drawn(len(baseline), MAX_FITTED, (), rng)
    drift_fitted = _drawn(len(drift), MAX_FITTED, always, rng)
    before, after = baseline[baseline_fitted].astype(np.float64), drift[drift_fitted].astype(np.float64)
    points, axes, explained = _placed(before, after)
    shown_before = _drawn(len(before), most, (), rng)
    shown_after = _drawn(len(after), most, np.searchsorted(drift_fitted, sorted(always)).tolist(), rng)
    points = np.concatenate([points[: len(before)][shown_before], points[len(before) :][shown_after]])
    points = _into_unit_square(points)
    return Projection(
        baseline=points[: len(shown_before)],
        drift=points[len(shown_before) :],
        baseline_rows=baseline_fitted[shown_before],
        drift_rows=drift_fitted[shown_after],
        axes=axes,
        explained=explained,
    )


def _drawn(rows: int, most: int, always: Sequence[int], rng: np.random.Generator) -> NDArray[np.int64]:
    """Return up to `most` of the rows, ascending, those of `always` among them."""
    order = rng.permutation(rows)
    wanted = np.isin(order, np.asarray(always, dtype=np.int64))
    return np.sort(np.concatenate([order[wanted], order[~wanted]])[:most])


def _placed(
    before: NDArray[np.float64], after: NDArray[np.float64]
) -> tuple[NDArray[np.float64], tuple[str, str], tuple[float, float]]:
    rows = np.concatenate([before, after])
    weights = np.ones(len(rows))
    centred = rows - rows.mean(axis=0)
    towards = after.mean(axis=0) - before.mean(axis=0)
    length = float(np.linalg.norm(towards))
    if min(len(before), len(after)) == 1 or length < FLAT:
        axes, _ = principal_axes(rows, weights, 2)
        axes = np.pad(axes, ((0, 0), (0, 2 - axes.shape[1])))  # one-dimensional rows have one axis
        along = points = centred @ axes
        names = (FIRST, SECOND)
    else:
        direction = towards / length
        horizontal = centred @ direction
        axis, _ = principal_axes(centred - np.outer(horizontal, direction), weights, 1)
        vertical = centred @ (axis[:, 0] - (axis[:, 0] @ direction) * direction)
        along = np.column_stack([horizontal, vertical])
        pull = _own_pull(centred[: len(before)], centred[len(before) :])
        points = np.column_stack([horizontal - pull / length, vertical])
        names = (TOWARDS_DRIFT, REMAINING)
    total = float((centred**2).sum())
    shares = (along**2).sum(axis=0) / total if total > FLAT**2 else np.zeros(2)
    return points, names, (min(float(shares[0]), 1.0), min(float(shares[1]), 1.0))


def _own_pull(before: NDArray[np.float64], after: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how much of each row's place along the difference of the means is of its own making.

    Without row r of k, the mean of its side moves by (mean - r) / (k - 1).
    """
    moved = [(side.mean(axis=0) - side) / (len(side) - 1) for side in (before, after)]
    return np.concatenate([(before * moved[0]).sum(axis=1), -(after * moved[1]).sum(axis=1)])


def _into_unit_square(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points moved and scaled into [0, 1]^2, the shorter side centred."""
    low, high = points.min(axis=0), points.max(axis=0)
    extent = float((high - low).max())
    if extent < FLAT:
        return np.full_like(points, 0.5)
    return np.asarray(np.clip((points - (low + high) / 2) / extent + 0.5, 0.0, 1.0), dtype=np.float64)
