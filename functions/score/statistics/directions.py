"""What moved, and its direction: whether values, or the share of some cells, rose or fell."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from functions.score.statistics.effects import EffectKey
from functions.score.statistics.evidence import (
    EXCESS_DISTANCE,
    EXCESS_VARIATION,
    INFINITE,
    MISSING,
    UNREADABLE,
    ColumnEvidence,
    Effect,
)

# Cells of one kind: the effect, and their count in a summary.
CELLS = {MISSING: "missing", UNREADABLE: "unreadable", INFINITE: "infinite"}
# Numbers have moved if the medians' difference is at least this part of the distance: of wider or narrower
# ones, it is chance.
MOVED = 0.5
TRUE, BOTH = "true", {"true", "false"}

Summary = Mapping[str, Any]


class Move(NamedTuple):
    """An effect with what distinguishes one change of it from another.

    Attributes
    ----------
    key : the effect.
    fell : as the function of this name returns it.
    subject : of whole rows, which pair of columns or which segment moved; see `subject`. Only the one that
        moved most is known.
    """

    key: EffectKey
    fell: bool = False
    subject: tuple[str, ...] = ()

    @classmethod
    def of(cls, column: ColumnEvidence, effect: Effect) -> "Move":
        """Return the move of an effect of a column."""
        key = EffectKey.of(column, effect)
        direction = fell(effect.name, effect.value, column.before, column.after)
        return cls(key, direction, subject(column.before) if key.place.whole_rows else ())


def subject(summary: Summary) -> tuple[str, ...]:
    """Return the pair of columns, or the segment and its column of numbers, that a summary is about.

    >>> subject({"columns": ["carat", "price"], "correlation": 0.9})
    ('carat', 'price')
    >>> subject({"segment": "cut", "category": "Ideal", "column": "price", "mean": 326.0})
    ('cut', 'Ideal', 'price')
    """
    if "columns" in summary:
        return tuple(summary["columns"])
    return tuple(summary[name] for name in ("segment", "category", "column") if name in summary)


def fell(name: str, size: float, before: Summary, after: Summary) -> bool:
    """Tell whether the change that an effect measures is a fall; False if it has no direction.

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
    >>> fell(EXCESS_DISTANCE, 2.5, old, low)  # the spread changed
    False
    >>> fell(MISSING, 0.4, {"count": 90, "missing": 10}, {"count": 10, "missing": 10})
    False
    """
    if name == EXCESS_DISTANCE:
        return _numbers_fell(size, before, after)
    if name in CELLS:
        return share_of_cells(after, CELLS[name]) < share_of_cells(before, CELLS[name])
    return name == EXCESS_VARIATION and _share_of_true(after) < _share_of_true(before)


def share_of_cells(summary: Summary, cells: str) -> float:
    """Return the share of a column's cells that `cells` counts in its summary, such as "missing"."""
    rows = sum(summary.get(name, 0) for name in ("count", *CELLS.values()))
    return float(summary.get(cells, 0) / rows) if rows else 0.0


def _numbers_fell(size: float, before: Summary, after: Summary) -> bool:
    if not before.get("robust_sd") or "median" not in after:
        return False
    fall = (before["median"] - after["median"]) / before["robust_sd"]
    return bool(fall > 0.0 and fall >= MOVED * size)


def _share_of_true(summary: Summary) -> float:
    """Return the share of "true" in a column of booleans; 0 in any other."""
    shares = dict(zip(summary.get("categories", ()), summary.get("shares", ()), strict=False))
    return float(shares.get(TRUE, 0.0)) if shares.keys() <= BOTH else 0.0
