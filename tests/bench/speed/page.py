"""docs/benchmarks.md from the figures of one run, its raw numbers and its plot."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from speed import plot, prose, sections
from speed.targets import targets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def write(found: Mapping[str, Any], into: Path) -> None:
    """Write page, raw numbers and plot into a folder."""
    into.mkdir(parents=True, exist_ok=True)
    (into / "benchmarks.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (into / "benchmarks.md").write_text(text(found), encoding="utf-8")
    plot.rows(found["curve"], into / "benchmarks" / "rows.svg")


def text(found: Mapping[str, Any]) -> str:
    """Return the page."""
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    minutes = ", ".join(f"{part} {taken}" for part, taken in found["minutes"].items())
    words = {
        "versions": versions,
        "minutes": minutes,
        "total": round(sum(found["minutes"].values()), 1),
        "idle": "" if "reason" in found["delivery"] else prose.IDLE,
    }
    parts = [
        prose.INTRODUCTION.format(**dict(found) | words),
        sections.targets(targets(found)),
        prose.CONTEST.format(**dict(found) | words),
        *(sections.job(name, job["figures"]) for name, job in found["jobs"].items()),
        sections.samples(found["samples"]) if "samples" in found else "",
        sections.curve(found["curve"], found["rows"]),
        sections.engines(found["encoder"]),
        sections.starts(found["cold start"]),
        sections.delivery(found["delivery"]),
        sections.many(found["small files"]),
        sections.large(found["large files"]),
        sections.permutations(found["permutations"]),
    ]
    return "".join(parts).rstrip("\n") + "\n"
