"""The map: baseline rows as dots, drift rows as crosses, the most novel ones in triangles."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from functions.score.report.charts.svg import WIDTH, element, picture
from functions.score.report.map import Map, Point

EDGE = 10  # units that the outermost marks stay away from the frame
SIDE = WIDTH - 2 * EDGE
MOST_NOVEL = 100


def points(title: str, rows: Map, most: int) -> Markup:
    """Draw a map, thinned evenly to `most` rows of each file."""
    novel = [point for point, flag in zip(rows.drift, rows.novel, strict=True) if flag]
    others = [point for point, flag in zip(rows.drift, rows.novel, strict=True) if not flag]
    dots = _marks(_thinned(rows.baseline, most), (0, 0), "h0")
    crosses = _marks(_thinned(others, most), (-2, -2), "l4 4m0-4l-4 4")
    triangles = _marks(_thinned(novel, MOST_NOVEL), (0, -5.5), "l5 9h-10z")
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


def _marks(found: Sequence[Point], start: Point, stroke: str) -> str:
    """Return a path that draws `stroke` at each point, from `start` beside it on; no stroke says ".0"."""
    right, down = start
    places = [place for x, y in found for place in (_inside(x) + right, WIDTH - _inside(y) + down)]
    # At once, there being hundreds, and yet as `svg.short` writes each.
    return (f"M%.1f %.1f{stroke}" * len(found) % tuple(places)).replace(".0", "")


def _inside(part: float) -> float:
    return (part if 0.0 <= part <= 1.0 else min(1.0, max(0.0, part))) * SIDE + EDGE
