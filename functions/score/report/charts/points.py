"""The map: baseline rows as dots, drift rows as crosses, the most novel ones in triangles."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from functions.score.report.charts.svg import WIDTH, element, picture, short
from functions.score.report.map import Map, Point

EDGE = 10  # units that the outermost marks stay away from the frame
MOST_NOVEL = 100


def points(title: str, rows: Map, most: int) -> Markup:
    """Draw a map, thinned evenly to `most` rows of each file."""
    novel = [point for point, flag in zip(rows.drift, rows.novel, strict=True) if flag]
    others = [point for point, flag in zip(rows.drift, rows.novel, strict=True) if not flag]
    dots = "".join(f"M{_pair(*_place(point))}h0" for point in _thinned(rows.baseline, most))
    crosses = "".join(_cross(*_place(point)) for point in _thinned(others, most))
    marked = [_place(point) for point in _thinned(novel, MOST_NOVEL)]
    triangles = "".join(f"M{_pair(x, y - 5.5)}l5 9h-10z" for x, y in marked)
    description = (
        f"{len(rows.baseline)} baseline rows as dots and {len(rows.drift)} drift rows as crosses; near "
        f"points are similar texts. {len(novel)} of the drift rows, marked by triangles, are the most novel."
    )
    return picture(
        WIDTH,
        title,
        description,
        element("rect", class_="frame", x=0.5, y=0.5, width=WIDTH - 1, height=WIDTH - 1, rx=4),
        element("path", class_="dots", d=dots),
        element("path", class_="crosses", d=crosses),
        element("path", class_="triangles", d=triangles),
    )


def _thinned(found: Sequence[Point], most: int) -> list[Point]:
    finite = [point for point in found if math.isfinite(point[0]) and math.isfinite(point[1])]
    if len(finite) <= most:
        return finite
    return [finite[index * len(finite) // most] for index in range(most)]


def _place(point: Point) -> Point:
    x, y = (min(1.0, max(0.0, part)) * (WIDTH - 2 * EDGE) + EDGE for part in point)
    return x, WIDTH - y


def _cross(x: float, y: float) -> str:
    return f"M{_pair(x - 2, y - 2)}l4 4m0-4l-4 4"


def _pair(x: float, y: float) -> str:
    return f"{short(x)} {short(y)}"
