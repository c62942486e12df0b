"""docs/benchmarks.md, and the page of one machine with its raw numbers and its plot."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from calibration.markdown import table

from speed import plot, processor, prose, sections
from speed.targets import targets

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

NUMBERS = "benchmarks.json"
WORDS = {True: "", False: " (**missed**)", None: ""}


def write(results: Mapping[str, Any], into: Path) -> None:
    """Write page, raw numbers and plot of this machine into its own folder, and the page of all machines."""
    folder = into / "benchmarks" / processor.slug(results["processor"])
    folder.mkdir(parents=True, exist_ok=True)
    numbers = {**results, "targets": targets(results)}
    (folder / NUMBERS).write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
    (folder / "README.md").write_text(text(results), encoding="utf-8")
    plot.rows(results["curve"], folder / "rows.svg")
    (into / "benchmarks.md").write_text(overview(into), encoding="utf-8")


def overview(into: Path) -> str:
    """Return the page of all machines: each target, and what each machine's run measured."""
    machines = {
        path.parent.name: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(into.glob(f"benchmarks/*/{NUMBERS}"))
    }
    listed = [
        [
            f"[{processor.in_words(one['processor'])}](benchmarks/{name}/README.md)",
            processor.kind(one["processor"]),
            one["date"],
            one["commit"],
        ]
        for name, one in machines.items()
    ]
    measured: dict[tuple[str, str], dict[str, str]] = {}
    for name, one in machines.items():
        for job, target, value, met in one["targets"]:
            measured.setdefault((job, target), {})[name] = f"{value}{WORDS[met]}"
    rows = [
        [job, target, *(values.get(name, "") for name in machines)]
        for (job, target), values in measured.items()
    ]
    header = ["job", "target", *(f"{one['processor']['name']}, {name}" for name, one in machines.items())]
    about = table(["machine", "kind", "measured", "commit"], listed)
    return f"{prose.OVERVIEW}{about}\n## Targets\n\n{table(header, rows)}".rstrip("\n") + "\n"


def text(results: Mapping[str, Any]) -> str:
    """Return the page of one machine."""
    versions = ", ".join(f"{name} {version}" for name, version in results["versions"].items())
    minutes = ", ".join(f"{part} {taken}" for part, taken in results["minutes"].items())
    words = {
        "versions": versions,
        "minutes": minutes,
        "total": round(sum(results["minutes"].values()), 1),
        "processor": processor.in_words(results["processor"]),
        "name": results["processor"]["name"],
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
