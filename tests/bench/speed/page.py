"""docs/benchmarks.md from the figures, and its plot."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from calibration.markdown import table
from calibration.plots import STYLE
from matplotlib import pyplot as plt

from speed.contestants import DOCUMENTED, EARLY, EMBEDDINGS, KNOWN, NEW, RUNNING, TEXTS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

OURS = (NEW, KNOWN, RUNNING, EARLY)
CURVE = "curve "
INTRODUCTION = """# Benchmarks

How long one verdict takes, side by side in one run. Made by `make bench` or `make bench-full`; not edited
by hand.

- Measured {date} on {machine}, {minutes} minutes, commit {commit}.
- {versions}; rivals, each in an environment of its own, as in the [calibration card](calibration.md).
- Raw numbers: [benchmarks.json](benchmarks.json).

Each line is a whole process, from its start to its answer, but for the running function: there it is the
time from the event to the written verdict. Medians of {rounds} rounds, in which everybody has a turn; a
curve's points and the large files ran once. The documented way is a script that embeds both files with
sentence-transformers and prints 1 - cosine of the means. Evidently's test of embeddings and
alibi-detect's take embeddings, so the documented way's time is theirs too.

Caveats: short texts of about 15 tokens, made of the halves of two sentences, so that a hundred thousand
differ. Files and model lie in the operating system's cache. Two cores: with more, all of them gain, not
alike. Driftline also writes a report, which nobody else does here. A first look that leaves the decision
open, as one file in five without drift does, is followed by one at five times the texts.

"""


def write(found: dict[str, Any], into: Path) -> None:
    """Write the page and its plot into a folder."""
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    parts = [INTRODUCTION.format(**found | {"versions": versions})]
    for job, figures in found["jobs"].items():
        if not job.startswith(CURVE):
            parts += [f"## {job}\n\n", table(*_job(figures))]
    parts += ["## Rows of the drift file\n\n", "A known or new baseline of 1,000 rows.\n\n"]
    parts += [table(*_curve(found["jobs"])), "![Time by rows](benchmarks/rows.svg)\n"]
    (into / "benchmarks.md").write_text("".join(parts), encoding="utf-8")
    _plot(found["jobs"], into / "benchmarks" / "rows.svg")


def seconds_of(figures: Mapping[str, Any], name: str) -> float:
    """Return the median seconds of a whole job, the embedding included where others made it."""
    own = statistics.median(figures[name]["seconds"])
    return own + (statistics.median(figures[DOCUMENTED]["seconds"]) if name in EMBEDDINGS else 0.0)


def _job(figures: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    others = [name for name in (DOCUMENTED, *TEXTS, *EMBEDDINGS) if name in figures]
    ours = [name for name in OURS if name in figures]
    header = ["", "seconds", "memory", "says", *(f"times {name}" for name in ours)]
    rows = []
    for name in (*ours, *others):
        seconds = seconds_of(figures, name)
        ratios = ["" if name in ours else f"{seconds / seconds_of(figures, one):.1f}" for one in ours]
        memory = f"{figures[name]['memory'] / 2**20:.0f} MiB"
        rows.append([name, f"{seconds:.2f}", memory, _answer(figures[name]["answer"]), *ratios])
    return header, rows


def _answer(answer: Mapping[str, Any]) -> str:
    drifted = answer.get("drift", answer.get("drifted"))
    score = answer.get("score", answer.get("drift_score"))
    said = [] if drifted is None else ["drift" if drifted else "no drift"]
    said += [] if score is None else [f"score {score:.4f}"]
    said += [f"{answer['embedded']} embedded"] if "embedded" in answer else []
    return ", ".join(said)


def _points(jobs: Mapping[str, Any]) -> dict[int, Mapping[str, Any]]:
    return {int(job.removeprefix(CURVE)): figures for job, figures in jobs.items() if job.startswith(CURVE)}


def _curve(jobs: Mapping[str, Any]) -> tuple[list[str], list[list[str]]]:
    shown = (DOCUMENTED, NEW, KNOWN)
    rows = []
    for count, figures in sorted(_points(jobs).items()):
        cells = [f"{seconds_of(figures, name):.2f} s" if name in figures else "–" for name in shown]
        rows.append([f"{count:,}", *cells, f"{figures[KNOWN]['memory'] / 2**20:.0f} MiB"])
    return ["rows", *shown, "memory, known baseline"], rows


def _plot(jobs: Mapping[str, Any], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    points = sorted(_points(jobs).items())
    with mpl.rc_context(STYLE):
        figure, axis = plt.subplots(figsize=(7, 4), layout="constrained")
        for name, marker in ((DOCUMENTED, "s"), (NEW, "o"), (KNOWN, "^")):
            known = [(rows, seconds_of(figures, name)) for rows, figures in points if name in figures]
            axis.loglog(*zip(*known, strict=True), marker=marker, label=name)
        axis.set(xlabel="rows of the drift file", ylabel="seconds, whole process")
        axis.legend(frameon=False)
        figure.savefig(path, format="svg", metadata={"Date": None})
        plt.close(figure)
