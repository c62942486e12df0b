"""docs/benchmarks.md, its raw numbers and its plot, from the figures of one run."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from speed import plot, prose, sections
from speed.targets import targets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write(results: Mapping[str, Any], into: Path) -> None:
    """Write page, raw numbers and plot into a folder."""
    into.mkdir(parents=True, exist_ok=True)
    (into / "benchmarks.json").write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")
    (into / "benchmarks.md").write_text(text(results), encoding="utf-8")
    plot.rows(results["curve"], into / "benchmarks" / "rows.svg")


def text(results: Mapping[str, Any]) -> str:
    """Return the page."""
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    minutes = ", ".join(f"{part} {taken}" for part, taken in results["minutes"].items())
    words = {
        "versions": versions,
        "minutes": minutes,
        "total": round(sum(results["minutes"].values()), 1),
        "idle": "" if "reason" in results["delivery"] else prose.IDLE,
    }
    parts = [
        prose.INTRODUCTION.format(**dict(results) | words),
        sections.targets(targets(results)),
        prose.CONTEST.format(**dict(results) | words),
        *(sections.job(name, job["figures"]) for name, job in results["jobs"].items()),
        sections.samples(results["samples"]) if "samples" in results else "",
        sections.curve(results["curve"], results["rows"]),
        sections.engines(results["encoder"]),
        sections.starts(results["cold start"]),
        sections.delivery(results["delivery"]),
        sections.many(results["small files"]),
        sections.large(results["large files"]),
        sections.permutations(results["permutations"]),
    ]
    return "".join(parts).rstrip("\n") + "\n"
