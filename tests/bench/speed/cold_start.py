"""Time from process start to first verdict: `driftline score` on 100 x 100 rows of the samples."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from functions.score.encoder.model_files import find_model
from speed.contestants import JOBS, MODEL, documented_python
from speed.process import Ran, run

if TYPE_CHECKING:
    from speed.plan import Plan

SAMPLES = Path(__file__).parents[3] / "functions" / "samples"
ROWS = 100
OURS, THEIRS = "Driftline", "documented way"


def measure(folder: Path, cache: Path, plan: Plan) -> dict[str, Any]:
    """Start Driftline once with an empty cache, so that it builds its graph; then start both in turns."""
    files = [
        _head(SAMPLES / "baseline.csv", folder / "baseline.csv"),
        _head(SAMPLES / "drifts" / "more-of-the-same.csv", folder / "drift.csv"),
    ]
    empty = {"DRIFTLINE_CACHE_DIR": str(folder / "cache")}
    commands: dict[str, list[object]] = {OURS: [Path(sys.executable).with_name("driftline"), "score", *files]}
    if python := documented_python(cache):
        commands[THEIRS] = [python, JOBS / "documented.py", *files, find_model(MODEL).directory]
    first = run(commands[OURS], empty)
    taken: dict[str, list[Ran]] = {name: [] for name in commands}
    for _ in range(plan.starts):
        for name, command in commands.items():
            taken[name].append(run(command, empty))
    return {
        "rows": ROWS,
        "first": first.seconds,
        "seconds": {name: [ran.seconds for ran in runs] for name, runs in taken.items()},
        "memory": {name: max(ran.memory for ran in runs) for name, runs in taken.items()},
    }


def _head(source: Path, target: Path) -> Path:
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    target.write_text("".join(lines[: ROWS + 1]), encoding="utf-8")
    return target
