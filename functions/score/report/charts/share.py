"""The share of changed rows with its interval, the smallest detectable change and the threshold."""

from markupsafe import Markup

from common.verdict.column import ConfidenceInterval
from common.verdict.figures import percent
from functions.score.report.charts.svg import WIDTH, element, picture, short, text

LEFT, RIGHT = 82, WIDTH - 20
TOP, STEP = 20, 26
GRID = (0.0, 0.25, 0.5, 0.75, 1.0)


def share_chart(
    changed: ConfidenceInterval | None, detectable: float | None, threshold: float | None
) -> Markup | None:
    """Draw shares of rows, each in [0, 1]; None if there is neither a changed nor a detectable share."""
    rows: list[tuple[str, list[Markup], str]] = []
    y = float(TOP)
    if changed is not None:
        limits = f"{percent(changed.low)} to {percent(changed.high)}"
        rows.append(("changed", _interval(changed, y), f"changed {percent(changed.estimate)}, {limits}"))
        y += STEP
    if detectable is not None:
        mark = f"M{short(_at(detectable))} {short(y - 6)}l6 6-6 6-6-6z"
        shape = element("path", class_="ring", d=mark)
        rows.append(
            (
                "detectable",
                [shape, _beside(detectable, y, percent(detectable))],
                f"detectable {percent(detectable)}",
            )
        )
        y += STEP
    if not rows:
        return None
    if threshold is not None:
        mark = f"M{short(_at(threshold))} {short(y - 7)}v14"
        shape = element("path", class_="limit", d=mark)
        rows.append(
            (
                "threshold",
                [shape, _beside(threshold, y, percent(threshold))],
                f"threshold {percent(threshold)}",
            )
        )
        y += STEP
    bottom = y - 10
    parts = [_grid_line(share, bottom) for share in GRID]
    parts += [text(_at(share), bottom + 14, percent(share), anchor="middle", kind="quiet") for share in GRID]
    for index, (name, marks, _) in enumerate(rows):
        parts += [text(LEFT - 8, TOP + index * STEP + 4, name, anchor="end"), *marks]
    description = "Of all rows: " + "; ".join(described for _, _, described in rows) + "."
    return picture(round(bottom) + 20, "Share of changed rows", description, *parts)


def _interval(changed: ConfidenceInterval, y: float) -> list[Markup]:
    low, high = _at(changed.low), _at(changed.high)
    ends = "".join(f"M{short(x)} {short(y - 5)}v10" for x in (low, high))
    bar = f"M{short(low)} {short(y)}H{short(high)}{ends}"
    return [
        element("path", class_="interval", d=bar),
        element("circle", class_="after mark", cx=_at(changed.estimate), cy=y, r=5.5),
        text(_at(changed.estimate), y - 9, percent(changed.estimate), anchor="middle", kind="value"),
    ]


def _at(share: float) -> float:
    return LEFT + min(1.0, max(0.0, share)) * (RIGHT - LEFT)


def _grid_line(share: float, bottom: float) -> Markup:
    return element("path", class_="grid", d=f"M{short(_at(share))} 8V{short(bottom)}")


def _beside(share: float, y: float, label: str) -> Markup:
    if _at(share) > WIDTH - 70:
        return text(_at(share) - 11, y + 4, label, anchor="end", kind="value")
    return text(_at(share) + 11, y + 4, label, kind="value")
