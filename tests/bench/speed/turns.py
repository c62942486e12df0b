"""Processes that load once and then do the same work at each of their turns."""

from __future__ import annotations

import os
import subprocess
import tempfile
from contextlib import ExitStack
from typing import TYPE_CHECKING, Self

from speed.process import FailedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType


class TurnTaker:
    """A script that prints a line once it has loaded, and then its seconds of work for every input line.

    It has its own process, with its own memory, threads and libraries, and waits between its turns.
    """

    def __init__(self, command: Sequence[object], environment: Mapping[str, str]) -> None:
        self._command = [str(part) for part in command]
        self._environment = os.environ | dict(environment)
        self._ending = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as ending:
            self._errors = ending.enter_context(tempfile.TemporaryFile())
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                text=True,
            )
            # The end of its input makes it save its result and exit.
            ending.callback(self._process.communicate)
            self._answer()
            self._ending = ending.pop_all()
        return self

    def turn(self) -> float:
        """Let it work once and return the seconds."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return float(self._answer())

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.close()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            code = self._process.wait()
            self._errors.seek(0)
            raise FailedError(f"{self._command} exited with {code}: {self._errors.read().decode()[-2000:]}")
        return line
