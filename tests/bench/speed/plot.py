"""The plot of time against rows, as SVG; the same numbers give the same file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from calibration.plots import STYLE
from matplotlib import pyplot as plt

from speed.contestants import DOCUMENTED, KNOWN, NEW
from speed.pair import seconds_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

MARKERS = {DOCUMENTED: "s", NEW: "o", KNOWN: "^"}


def rows(points: Mapping[str, Any], path: Path) -> None:
    """Plot the seconds of a whole process against the rows of the drift file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ordered = sorted((int(count), figures) for count, figures in points.items())
    with mpl.rc_context(STYLE):
        figure, axis = plt.subplots(figsize=(7, 4), layout="constrained")
        for name, marker in MARKERS.items():
            measured = [(count, seconds_of(figures, name)) for count, figures in ordered if name in figures]
            axis.loglog(*zip(*measured, strict=True), marker=marker, label=name)
        axis.yaxis.set_major_formatter("{x:g}")
        axis.yaxis.set_minor_formatter(
            lambda seconds, _: f"{seconds:g}" if f"{seconds:g}"[0] in "235" else ""
        )
        axis.xaxis.set_major_formatter("{x:,.0f}")
        axis.set(xlabel="rows of the drift file", ylabel="seconds, whole process")
        axis.legend(frameon=False)
        figure.savefig(path, format="svg", metadata={"Date": None})
        plt.close(figure)
