"""How two columns go together: for each file a square of cells, by the ranks of both columns."""

import math
from collections.abc import Sequence

from markupsafe import Markup

from common.verdict.figures import percent
from functions.score.report.charts.svg import WIDTH, element, picture, short, text

TOP, GAP = 20, 16  # above the squares, and between them
SIDE = (WIDTH - GAP) / 2
HEIGHT = math.ceil(TOP + SIDE) + 1

Shares = Sequence[Sequence[float]]


def tiles(title: str, before: Shares, after: Shares) -> Markup:
    """Draw the rows of both files as squares, one in each cell, whose areas are the shares of the rows.

    Parameters
    ----------
    before, after : by the rank of the first column, drawn from left to right, and then by that of the second
        one, drawn upwards; as many cells in both files.
    """
    largest = max((share for file in (before, after) for row in file for share in row), default=0.0) or 1.0
    parts = []
    for place, (name, shares, kind) in enumerate(
        (("baseline", before, "before"), ("drift file", after, "after"))
    ):
        left = place * (SIDE + GAP)
        parts += [
            text(left, TOP - 6, name, kind="quiet"),
            element("rect", class_="frame", x=left + 0.5, y=TOP + 0.5, width=SIDE - 1, height=SIDE - 1, rx=4),
            element("path", class_=f"{kind} tiles", d=_squares(shares, largest, left)),
        ]
    description = (
        f"On the diagonal are {_diagonal(before)} of the baseline and {_diagonal(after)} of the drift file."
    )
    return picture(HEIGHT, title, description, *parts)


def _squares(shares: Shares, largest: float, left: float) -> str:
    """Return a path of one square for each cell; the largest share fills its cell."""
    path = []
    for column, row in enumerate(shares):
        width = SIDE / len(shares)
        for place, share in enumerate(row):
            height = SIDE / len(row)
            side = min(width, height) * math.sqrt(share / largest)
            x = left + (column + 0.5) * width - side / 2
            y = TOP + SIDE - (place + 0.5) * height - side / 2
            path.append(
                f"M{short(x)} {short(y)}h{short(side)}v{short(side)}h{short(-side)}z" if share > 0 else ""
            )
    return "".join(path)


def _diagonal(shares: Shares) -> str:
    """Return the share of the rows with about the same rank in both columns."""
    same = math.fsum(row[place] for place, row in enumerate(shares) if place < len(row))
    return f"{percent(same)} of the rows"
