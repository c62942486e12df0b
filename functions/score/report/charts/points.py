"""The map: baseline rows as dots, drift rows as crosses, the most novel ones as triangles."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from functions.score.report.charts.svg import WIDTH, element, picture
from functions.score.report.map import Map, Point

EDGE = 10  # units between the frame and the outermost marks
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
        f"{len(rows.baseline)} baseline rows as dots, {len(others)} drift rows as crosses, and the most "
        f"novel drift rows as triangles ({len(novel)}); points close together are similar texts."
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


def _thinned(points: Sequence[Point], most: int) -> list[Point]:
    finite = [point for point in points if math.isfinite(point[0]) and math.isfinite(point[1])]
    if len(finite) <= most:
        return finite
    return [finite[index * len(finite) // most] for index in range(most)]


def _marks(points: Sequence[Point], start: Point, stroke: str) -> str:
    """Return a path that draws `stroke` at each point, starting at offset `start`; no stroke has ".0"."""
    right, down = start
    places = [place for x, y in points for place in (_inside(x) + right, WIDTH - _inside(y) + down)]
    # Formats all points at once, for speed, with the same result as `svg.short` for each.
    return (f"M%.1f %.1f{stroke}" * len(points) % tuple(places)).replace(".0", "")


def _inside(part: float) -> float:
    return (part if 0.0 <= part <= 1.0 else min(1.0, max(0.0, part))) * SIDE + EDGE
