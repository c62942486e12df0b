"""A whole process: how long it takes, and how much memory it holds at most."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ANSWERED = (0, 1)  # what `driftline score` exits with where it has a verdict


class Ran(NamedTuple):
    """Seconds from start to end, bytes of resident memory at their highest, standard output."""

    seconds: float
    memory: int
    output: str


def run(command: Sequence[object], environment: Mapping[str, str]) -> Ran:
    """Run a command to its end; RuntimeError with the end of its standard error where it fails."""
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        started = time.perf_counter()
        process = subprocess.Popen(  # waited for below, with what it used
            [str(part) for part in command],
            env=os.environ | dict(environment),
            stdout=output,
            stderr=errors,
        )
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        for file in (output, errors):
            file.seek(0)
        if process.returncode not in ANSWERED:
            said = errors.read().decode()[-2000:]
            raise RuntimeError(f"{command[0]} ended with {process.returncode}: {said}")
        return Ran(seconds, used.ru_maxrss * 1024, output.read().decode())
