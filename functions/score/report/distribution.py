"""A column's values in both files, read from its summaries."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from common.verdict.column import ColumnVerdict
from common.verdict.figures import number, percent
from functions.score.report import charts
from functions.score.report.wording import label, shortened

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
HOURS = tuple(str(hour) for hour in range(24))
MOST_FIGURES = 16
MOST_CATEGORIES = 13
LONGEST_NAME = 60  # characters

Summary = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Category:
    """A category's shares of the rows, in [0, 1]."""

    name: str
    before: float
    after: float


def charts_of(column: ColumnVerdict) -> list[Markup]:
    """Return the charts of a column; none if its summaries have nothing to draw."""
    name, before, after = shortened(column.name, LONGEST_NAME), column.before, column.after
    drawn = []
    edges = _numbers(before, "edges")
    if edges and len(edges) > 1 and (pair := _pair(before, after, "shares", len(edges) - 1)):
        drawn.append(charts.histogram(f"Distribution of {name}", edges, *pair))
    if pair := _pair(before, after, "weekday_shares", len(WEEKDAYS)):
        drawn.append(charts.bars(f"Weekdays of {name}", WEEKDAYS, *pair, every=1))
    if pair := _pair(before, after, "hour_shares", len(HOURS)):
        drawn.append(charts.bars(f"Hours of the day of {name}", HOURS, *pair, every=3))
    return drawn


def categories_of(column: ColumnVerdict) -> list[Category]:
    """Return the categories of a column, the remaining ones together as the last."""
    names = column.before.get("categories")
    if not isinstance(names, list) or not names:
        return []
    pair = _pair(column.before, column.after, "shares", len(names))
    if not pair:
        return []
    categories = [
        Category(shortened(str(name), LONGEST_NAME), *both) for name, *both in zip(names, *pair, strict=True)
    ][:MOST_CATEGORIES]
    others = _number(column.before.get("other", 0.0)), _number(column.after.get("other", 0.0))
    if others[0] is not None and others[1] is not None and any(others):
        categories.append(Category("all others", others[0], others[1]))
    return categories


def figures_of(column: ColumnVerdict) -> list[tuple[str, str, str]]:
    """Return the single figures of both summaries: label, baseline, drift file."""
    figures = [
        (
            label(shortened(name, LONGEST_NAME)),
            *(_written(name, side.get(name)) for side in (column.before, column.after)),
        )
        for name, value in column.before.items()
        if isinstance(value, int | float | str)
    ]
    return [(what, before, after) for what, before, after in figures if before or after][:MOST_FIGURES]


def _written(name: str, value: object) -> str:
    if isinstance(value, str):
        return shortened(value, LONGEST_NAME)
    if not isinstance(value, int | float):
        return ""
    return percent(value) if name == "missing" and isinstance(value, float) else number(value)


def _pair(before: Summary, after: Summary, name: str, cells: int) -> tuple[list[float], list[float]] | None:
    pair = _numbers(before, name), _numbers(after, name)
    if pair[0] is None or pair[1] is None or not len(pair[0]) == len(pair[1]) == cells:
        return None
    return pair[0], pair[1]


def _numbers(summary: Summary, name: str) -> list[float] | None:
    values = summary.get(name)
    if not isinstance(values, Sequence) or isinstance(values, str):
        return None
    numbers = [_number(value) for value in values]
    finite = [value for value in numbers if value is not None]
    return finite if len(finite) == len(numbers) else None


def _number(value: object) -> float | None:
    """Return a finite number, or None: a verdict's summaries may contain anything."""
    if not isinstance(value, int | float):
        return None
    try:
        return float(value) if math.isfinite(value) else None
    except OverflowError:  # an integer beyond all floats
        return None
