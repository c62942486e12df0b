"""Dependence and segments: Driftline's tests and two detectors of alibi-detect on the same draws."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration.draws import generator
from calibration.environments import answers
from calibration.method_results import bits

import driftline
from functions.score.statistics.rows import dependence
from functions.score.statistics.rows.columns import NumberColumn
from streams.planted import ALARM, CALM, NAMED
from streams.related_columns import BY_NAME
from streams.stream import csv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from common.verdict.document import Verdict

RIVAL, FAILED = "alibi-detect", "x"
RIVAL_METHODS = "MMD", "random forest"
CPU_ROWS, CPU_RUNS = 1_000, 5


def measure(cache: Path, name: str, draws: int) -> dict[str, Any]:
    """Return Driftline's answers, one digit a draw.

    "file": whether it alarms. "relation": whether dependence or a segment alarms, and names what changed.
    """
    relation = BY_NAME[name]
    verdicts = [
        driftline.compare(*relation.files(cache, repetition), settings={}).verdict
        for repetition in range(draws)
    ]
    return {
        "file": bits(bool(verdict.drifted) for verdict in verdicts),
        "relation": "".join(_digit(verdict, relation.culprits) for verdict in verdicts),
    }


def _digit(verdict: Verdict, culprits: frozenset[str]) -> str:
    named = []
    if verdict.dependence and verdict.dependence.drifted:
        named.append({*verdict.dependence.columns})
    if (segment := verdict.segment) and segment.drifted:
        named.append({segment.segment, segment.category, segment.column})
    if not named:
        return CALM
    return NAMED if culprits and any(culprits <= one for one in named) else ALARM


def measure_rivals(cache: Path, name: str, draws: int) -> dict[str, Any]:
    """Return the answers of each of the rival's methods, one digit a draw; a failure is "x"."""
    jobs = []
    with tempfile.TemporaryDirectory() as folder:
        for repetition in range(draws):
            job = {"id": repetition, "seed": repetition}
            files = BY_NAME[name].files(cache, repetition)
            for side, rows in zip(("baseline", "drift"), files, strict=True):
                job[side] = f"{repetition}-{side}.csv"
                Path(folder, job[side]).write_bytes(csv(rows))
            jobs.append(job)
        task = {"table": folder, "dates": [], "identifiers": [], "jobs": jobs}
        answered = answers(RIVAL, task, cache, "relations")
    calls = {method: "".join(_call(one, method) for one in answered) for method in RIVAL_METHODS}
    return {"calls": calls, "errors": sorted({one["error"] for one in answered if "error" in one})}


def _call(answer: dict[str, Any], method: str) -> str:
    return str(int(bool(answer["flagged"][method]))) if "flagged" in answer else FAILED


def measure_cpu(_cache: Path, columns: Sequence[int]) -> dict[str, Any]:
    """Return the CPU seconds of the dependence test for each number of columns, the least of some runs."""
    return {"cpu": {str(count): min(_cpu(count) for _ in range(CPU_RUNS)) for count in columns}}


def _cpu(count: int) -> float:
    before, after = generator("streams relations", count).normal(size=(2, CPU_ROWS, count))
    columns = [NumberColumn(str(place), before[:, place], after[:, place]) for place in range(count)]
    started = time.process_time()
    dependence.compare(columns)
    return time.process_time() - started
