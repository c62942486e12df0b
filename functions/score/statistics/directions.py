"""The direction of a change: whether values, or the share of some cells, rose or fell."""

from collections.abc import Mapping
from typing import Any

from functions.score.statistics.evidence import (
    EXCESS_DISTANCE,
    EXCESS_VARIATION,
    INFINITE,
    MISSING,
    UNREADABLE,
)

# Cells of one kind: the effect, and their count in a summary.
CELLS = {MISSING: "missing", UNREADABLE: "unreadable", INFINITE: "infinite"}
# Numbers have moved if the medians' difference is at least this part of the distance: of wider or narrower
# ones, it is chance.
MOVED = 0.5
TRUE, BOTH = "true", {"true", "false"}

Summary = Mapping[str, Any]


def fell(name: str, size: float, before: Summary, after: Summary) -> bool | None:
    """Tell whether the change that an effect measures is a fall; None if it has no direction.

    The distance of numbers that moved, the shares of cells without a value, and that of "true" have one.

    Parameters
    ----------
    name, size : str, float
        Of the effect.
    before, after : mapping
        Summaries of the baseline's and of the drift file's values, as in `ColumnEvidence`.

    Examples
    --------
    >>> old, low = {"median": 20.0, "robust_sd": 2.0}, {"median": 18.0, "robust_sd": 2.1}
    >>> fell(EXCESS_DISTANCE, 1.0, old, low), fell(EXCESS_DISTANCE, 1.0, low, old)
    (True, False)
    >>> fell(EXCESS_DISTANCE, 2.5, old, low) is None  # the spread changed
    True
    >>> fell(MISSING, 0.4, {"count": 90, "missing": 10}, {"count": 10, "missing": 10})
    False
    """
    if name == EXCESS_DISTANCE:
        return _numbers_fell(size, before, after)
    if name in CELLS:
        shares = [_share_of_cells(summary, CELLS[name]) for summary in (before, after)]
    elif name == EXCESS_VARIATION:
        shares = [_share_of_true(summary) for summary in (before, after)]
    else:
        return None
    return None if shares[0] == shares[1] else shares[1] < shares[0]


def _numbers_fell(size: float, before: Summary, after: Summary) -> bool | None:
    if not before.get("robust_sd") or "median" not in after:
        return None
    shift = (after["median"] - before["median"]) / before["robust_sd"]
    return shift < 0 if abs(shift) >= MOVED * size else None


def _share_of_cells(summary: Summary, cells: str) -> float:
    rows = sum(summary.get(name, 0) for name in ("count", *CELLS.values()))
    return float(summary.get(cells, 0) / rows) if rows else 0.0


def _share_of_true(summary: Summary) -> float:
    """Return the share of "true" in a column of booleans; 0 in any other."""
    shares = dict(zip(summary.get("categories", ()), summary.get("shares", ()), strict=False))
    return float(shares.get(TRUE, 0.0)) if shares.keys() <= BOTH else 0.0
