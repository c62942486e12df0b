"""Runs a program in a fresh process and measures what it costs."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# So that a defect harms this machine less: far beyond what is allowed.
MOST_MEMORY, MOST_SECONDS = 6 * 2**30, 120


@dataclass(frozen=True)
class Cost:
    """What a process cost.

    Attributes
    ----------
    peak : largest resident memory in MiB.
    seconds : of the processor, user and system.
    answer : the verdict in short, or how the process ended.
    """

    peak: float
    seconds: float
    answer: str


def scored(baseline: Path, drift: Path) -> Cost:
    """Return what `driftline score` costs."""
    return run([sys.executable, "-m", "driftline", "score", str(baseline), str(drift), "--json"])


def run(command: list[str]) -> Cost:
    """Return what a command costs; its output is a verdict."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, stdout=output, stderr=errors, preexec_fn=_limited)  # noqa: PLW1509
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        answer = _answer(output.read(), errors.read(), process.returncode)
    return Cost(used.ru_maxrss / 1024, used.ru_utime + used.ru_stime, answer)


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answer(output: bytes, errors: bytes, code: int) -> str:
    try:
        verdict = json.loads(output)
    except ValueError:
        lines = errors.decode(errors="replace").strip().splitlines()
        return f"ended with {code}: {lines[-1][:200] if lines else ''}"
    if error := verdict.get("error"):
        return f"error, {error['type']}: {error['message']}"
    return str(verdict["status"])
