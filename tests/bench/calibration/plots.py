"""A plot for each table, as SVG; the same numbers give the same file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib import pyplot as plt

from calibration import false_alarms
from calibration.detectable import POWER
from calibration.method_results import ALPHA, OURS, RULE, MethodResult
from calibration.wilson import Share

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from matplotlib.axes import Axes

    from calibration.sizes import Stated

STYLE: dict[Any, Any] = {  # matplotlib lists every key by name
    "svg.fonttype": "none",  # text stays text: smaller, and readable by a screen reader
    "svg.hashsalt": "driftline",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "grid.alpha": 0.3,
    "figure.facecolor": "white",
}
TICKS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)  # shares of changed rows
COLOURS = {OURS: "black", RULE: "0.55", "Evidently": "C1", "alibi-detect": "C0", "NannyML": "C2"}
MARKERS = "os^vD<>PX*dhp"


def _drawing(path: Path, panels: tuple[int, int], size: tuple[float, float]) -> Iterator[list[Axes]]:
    """Yield the panels of a figure once, then save it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with mpl.rc_context(STYLE):
        figure, axes = plt.subplots(*panels, figsize=size, squeeze=False, layout="constrained")
        yield list(axes.flat)
        figure.savefig(path, format="svg", metadata={"Date": None})
        plt.close(figure)


def _bars(axis: Axes, shares: list[Share], places: list[float], **style: Any) -> None:
    rates = [share.rate for share in shares]
    intervals = [share.interval for share in shares]
    below = [rate - low for rate, (low, _) in zip(rates, intervals, strict=True)]
    above = [high - rate for rate, (_, high) in zip(rates, intervals, strict=True)]
    axis.errorbar(places, rates, yerr=[below, above], fmt="o", markersize=3, elinewidth=0.8, **style)


def alarms(results: list[dict[str, Any]], path: Path) -> None:
    """Plot every cell's rate with its Wilson interval, one panel per level."""
    corpora = sorted({one["corpus"] for one in results})
    for panels in _drawing(path, (len(false_alarms.ALPHAS), 1), (9, 6)):
        for axis, alpha in zip(panels, false_alarms.ALPHAS, strict=True):
            place = 0
            for number, corpus in enumerate(corpora):
                cells = [one for one in results if one["corpus"] == corpus]
                shares = [Share(one["test"][str(alpha)], one["repetitions"]) for one in cells]
                places = [float(place + index) for index in range(len(cells))]
                _bars(axis, shares, places, color=f"C{number}", label=corpus)
                place += len(cells) + 1
            axis.axhline(alpha, color="black", linewidth=0.8)
            axis.set(
                ylabel=f"rate of p <= {alpha}", xticks=[], xlabel="cells by corpus, baseline and drift rows"
            )
            axis.legend(ncols=len(corpora), frameon=False)


def power(methods: Mapping[str, dict[str, MethodResult]], path: Path) -> None:
    """Plot power by changed share, one panel per change; methods out of bounds have dotted lines."""
    names = list(dict.fromkeys(method for by_method in methods.values() for method in by_method))
    rows = (len(methods) + 1) // 2
    for panels in _drawing(path, (rows, 2), (10, 3 * rows + 1.5)):
        for axis, (change, by_method) in zip(panels, methods.items(), strict=False):
            for method, one in by_method.items():
                rated = [(share, rate.rate) for share in one.shares if (rate := one.rate(share))]
                axis.plot(
                    [_place(share) for share, _ in rated],
                    [rate for _, rate in rated],
                    **_line(method, names.index(method)),
                    linestyle="-" if one.in_bounds else ":",
                    label=method,
                )
            axis.set(title=change, xlabel="changed rows, %", ylabel="called drift", ylim=(-0.03, 1.03))
            axis.set_xticks(range(len(TICKS)), [f"{100 * share:g}" for share in TICKS])
        for axis in panels[len(methods) :]:
            axis.set_visible(False)
        lines = {str(line.get_label()): line for axis in panels for line in axis.get_lines()}
        panels[0].figure.legend(
            list(lines.values()), list(lines), loc="outside lower center", ncols=4, frameon=False
        )


def _place(share: float) -> float:
    """Return the position of a share on an axis with evenly spaced ticks."""
    after = next(place for place, tick in enumerate(TICKS) if share <= tick)
    if share == TICKS[after]:
        return float(after)
    return after - (TICKS[after] - share) / (TICKS[after] - TICKS[after - 1])


def _line(method: str, number: int) -> dict[str, Any]:
    colour = next(colour for start, colour in COLOURS.items() if method.startswith(start))
    width = 2.5 if method == OURS else 1
    return {"color": colour, "linewidth": width, "marker": MARKERS[number % len(MARKERS)], "markersize": 4}


def sizes(stated: Mapping[str, list[Stated]], path: Path) -> None:
    """Plot the mean changed share, with its standard deviation, against the truth."""
    for (axis,) in _drawing(path, (1, 1), (6, 5)):
        axis.plot([0, 1], [0, 1], color="black", linewidth=0.8)
        for name, rows in stated.items():
            defined = [one for one in rows if one.intervals]
            axis.errorbar(
                [one.truth for one in defined],
                [one.mean for one in defined],
                yerr=[one.deviation for one in defined],
                marker="o",
                markersize=3,
                linewidth=1,
                label=name,
            )
        axis.set(xlabel="truth", ylabel="changed_share, mean and standard deviation")
        axis.legend(frameon=False)


def detectable(results: list[dict[str, Any]], path: Path) -> None:
    """Plot the power at the detectable share, with Wilson intervals."""
    stated = [one for one in results if one["stated"]]
    names = [f"{one['change']} {one['sizes'][0]}/{one['sizes'][1]}" for one in stated]
    for (axis,) in _drawing(path, (1, 1), (8, 4)):
        places = [float(place) for place in range(len(stated))]
        _bars(axis, [Share(one["drifted"], one["stated"]) for one in stated], places, color="C0")
        axis.axhline(POWER, color="black", linewidth=0.8)
        axis.set(ylabel="power at the detectable share", ylim=(0, 1.03))
        axis.set_xticks(places, names, rotation=30, ha="right")


def mixed(methods: Mapping[str, MethodResult], path: Path) -> None:
    """Plot the share of tables with a flagged column, with Wilson intervals."""
    rates = {method: rate for method, one in methods.items() if (rate := one.rate(0.0))}
    for (axis,) in _drawing(path, (1, 1), (7, 4)):
        places = [float(place) for place in range(len(rates))]
        _bars(axis, list(rates.values()), places, color="C0")
        axis.axhline(ALPHA, color="black", linewidth=0.8)
        axis.set(ylabel="tables with a flagged column", ylim=(-0.03, 1.03))
        axis.set_xticks(places, list(rates), rotation=15, ha="right")
