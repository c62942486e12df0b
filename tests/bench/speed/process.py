"""A whole process: its duration and its peak memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LAUNCHER = Path(__file__).with_name("jobs") / "launcher.py"
ANSWERED = (0, 1)  # exit codes of `driftline score` with a verdict


class FailedError(RuntimeError):
    """A command ended without an answer."""


class Ran(NamedTuple):
    """Seconds from start to end, peak resident memory in bytes, standard output."""

    seconds: float
    memory: int
    output: str


def run(command: Sequence[object], environment: Mapping[str, str]) -> Ran:
    """Run a command to its end. Raises FailedError with the end of its standard error if it fails."""
    with tempfile.TemporaryDirectory() as folder:
        measured = Path(folder) / "measured.json"
        done = subprocess.run(
            [sys.executable, "-S", "-E", LAUNCHER, measured, *(str(part) for part in command)],
            env=os.environ | dict(environment),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise FailedError(f"{command[0]} could not be started: {done.stderr[-1000:]}")
        usage = json.loads(measured.read_text(encoding="utf-8"))
    if usage["code"] not in ANSWERED or not done.stdout:  # a failing script exits with 1 too
        raise FailedError(f"{Path(str(command[0])).name} exited with {usage['code']}: {done.stderr[-2000:]}")
    return Ran(usage["seconds"], usage["memory"], done.stdout)
