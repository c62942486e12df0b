"""The shares of both files over the same cells: the baseline filled, the drift file as an outline."""

import math
from collections.abc import Sequence
from itertools import pairwise

from markupsafe import Markup

from common.verdict.figures import number, percent
from functions.score.report.charts.svg import WIDTH, element, picture, short, text

HEIGHT = 150
LEFT, RIGHT = 40, WIDTH - 8
TOP, BOTTOM = 14, 128
# The outermost bars extend to the extremes. A bar that is this many times wider than the others is drawn as
# wide as they are: drawn to scale, one outlier would squeeze all other bars into a line.
FAR = 1.5
FEWEST_BARS = 2  # charts with more bars have a label in the middle
MOST_LABELS = 10  # of whole numbers

Labels = Sequence[tuple[float, str, str]]  # position in cells, anchor, text


def histogram(title: str, edges: Sequence[float], before: Sequence[float], after: Sequence[float]) -> Markup:
    """Draw the shares of numbers between edges; `edges` rise and are one more than the shares."""
    if _counts(edges):
        names = [number(round(low + 0.5)) for low in edges[:-1]]
        return bars(title, names, before, after, every=len(names) // MOST_LABELS + 1)
    names = [f"{number(low)} to {number(high)}" for low, high in pairwise(edges)]
    return _drawn(title, before, after, _edge_labels(edges), names)


def bars(
    title: str, names: Sequence[str], before: Sequence[float], after: Sequence[float], every: int
) -> Markup:
    """Draw the shares of named cells, labelling every `every`-th one."""
    labels = [(index + 0.5, "middle", name) for index, name in enumerate(names) if index % every == 0]
    return _drawn(title, before, after, labels, names)


def _counts(edges: Sequence[float]) -> bool:
    """Tell whether every bar is one whole number."""
    return all((low + 0.5).is_integer() and high - low == 1 for low, high in pairwise(edges))


def _edge_labels(edges: Sequence[float]) -> Labels:
    cells = len(edges) - 1
    if cells > FEWEST_BARS and _reaches_far(edges):
        ends = f"under {number(edges[1])}", f"over {number(edges[-2])}"
    else:
        ends = number(edges[0]), number(edges[-1])
    middle = [(cells // 2, "middle", number(edges[cells // 2]))] if cells > FEWEST_BARS else []
    return [(0, "start", ends[0]), *middle, (cells, "end", ends[1])]


def _reaches_far(edges: Sequence[float]) -> bool:
    widths = [high - low for low, high in pairwise(edges)]
    middle = sorted(widths)[len(widths) // 2]
    return max(widths[0], widths[-1]) > FAR * middle


def _drawn(
    title: str, before: Sequence[float], after: Sequence[float], labels: Labels, names: Sequence[str]
) -> Markup:
    top = max(*before, *after) or 1.0
    width = (RIGHT - LEFT) / len(before)

    def height(share: float) -> str:
        return short(BOTTOM - share / top * (BOTTOM - TOP))

    filled = "".join(
        f"M{short(LEFT + index * width + 0.5)} {BOTTOM}V{height(share)}h{short(width - 1)}V{BOTTOM}z"
        for index, share in enumerate(before)
        if share > 0
    )
    outline = f"M{LEFT} {BOTTOM}" + "".join(
        f"V{height(share)}H{short(LEFT + (index + 1) * width)}" for index, share in enumerate(after)
    )
    parts = [
        element("path", class_="before", d=filled),
        element("path", class_="outline", d=f"{outline}V{BOTTOM}"),
        element("path", class_="axis", d=f"M{LEFT} {BOTTOM}H{RIGHT}"),
        text(LEFT - 5, TOP + 4, percent(top), anchor="end", kind="quiet"),
        text(LEFT - 5, BOTTOM, "0", anchor="end", kind="quiet"),
        *(
            text(LEFT + place * width, BOTTOM + 14, label, anchor=anchor, kind="quiet")
            for place, anchor, label in labels
        ),
    ]
    return picture(HEIGHT, title, _described(before, after, names), *parts)


def _described(before: Sequence[float], after: Sequence[float], names: Sequence[str]) -> str:
    changes = [b - a for a, b in zip(before, after, strict=True)]
    index = max(range(len(changes)), key=lambda place: abs(changes[place]))
    if math.isclose(changes[index], 0, abs_tol=1e-9):
        return "Both files are the same."
    return (
        f"The largest difference is at {names[index]}: {percent(before[index])} of the baseline, "
        f"{percent(after[index])} of the drift file."
    )
