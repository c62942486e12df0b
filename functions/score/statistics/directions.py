"""The direction of a change: whether values, or the share of cells without one, rose or fell."""

from collections.abc import Mapping
from typing import Any

from functions.score.statistics.evidence import EXCESS_DISTANCE, INFINITE, MISSING, UNREADABLE

# Cells of one kind: the effect, and their count in a summary.
CELLS = {MISSING: "missing", UNREADABLE: "unreadable", INFINITE: "infinite"}
CENTRES = ("median", "mean")  # the mean decides if the medians are equal


def fell(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool | None:
    """Tell whether the change that an effect measures is a fall; None if it has no direction.

    Parameters
    ----------
    name : str
        Of the effect. The distance of numbers and the shares of cells have a direction.
    before, after : mapping
        Summaries of the baseline's and of the drift file's values, as in `ColumnEvidence`.

    Examples
    --------
    >>> fell(EXCESS_DISTANCE, {"median": 20.0, "mean": 20.1}, {"median": 18.0, "mean": 19.0})
    True
    >>> fell(MISSING, {"count": 90, "missing": 10}, {"count": 10, "missing": 10})
    False
    >>> fell("changed share", {}, {}) is None
    True
    """
    if name == EXCESS_DISTANCE:
        centres = (
            (before[centre], after[centre]) for centre in CENTRES if centre in before and centre in after
        )
        return next((now < then for then, now in centres if now != then), None)
    if name not in CELLS:
        return None
    shares = [_share(summary, CELLS[name]) for summary in (before, after)]
    return None if shares[0] == shares[1] else shares[1] < shares[0]


def _share(summary: Mapping[str, Any], cells: str) -> float:
    rows = sum(summary.get(name, 0) for name in ("count", *CELLS.values()))
    return float(summary.get(cells, 0) / rows) if rows else 0.0
