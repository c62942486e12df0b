"""Runs a program in a fresh process and measures what it costs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

# The limits are far beyond what is allowed: with them, a defect harms this machine less.
START = """
import json, os, resource, sys
output, errors, used, *command = sys.argv[1:]
child = os.fork()
if child == 0:
    resource.setrlimit(resource.RLIMIT_AS, (6 * 2**30, 6 * 2**30))
    resource.setrlimit(resource.RLIMIT_CPU, (120, 120))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for number, path in ((1, output), (2, errors)):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT), number)
    os.execv(command[0], command)
_, status, cost = os.wait4(child, 0)
with open(used, "w", encoding="utf-8") as file:
    json.dump([cost.ru_maxrss, cost.ru_utime + cost.ru_stime, status], file)
"""


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
    """Return what a command costs; its output is a verdict.

    It is started by a small process: what the system calls its largest memory begins with that of whoever
    started it.
    """
    with tempfile.TemporaryDirectory() as folder:
        output, errors, used = (Path(folder, name) for name in ("output", "errors", "used"))
        subprocess.run([sys.executable, "-S", "-c", START, output, errors, used, *command], check=True)
        kibibytes, seconds, status = json.loads(used.read_text(encoding="utf-8"))
        answer = _answer(output.read_bytes(), errors.read_bytes(), os.waitstatus_to_exitcode(status))
    return Cost(kibibytes / 1024, seconds, answer)


def _answer(output: bytes, errors: bytes, code: int) -> str:
    try:
        verdict = json.loads(output)
    except ValueError:
        lines = errors.decode(errors="replace").strip().splitlines()
        return f"ended with {code}: {lines[-1][:200] if lines else ''}"
    if error := verdict.get("error"):
        return f"error, {error['type']}: {error['message']}"
    return str(verdict["status"])
