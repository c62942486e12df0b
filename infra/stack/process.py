"""One server process that never outlives the one that started it."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from common.errors import SetupError

START_SECONDS = 90.0  # RabbitMQ takes 4 s alone, and 10 times that beside a busy neighbour
STOP_SECONDS = 30.0
LOOK_SECONDS = 0.1
TAIL_LINES = 25  # RabbitMQ ends with a page of its own stack
# Reads until its input ends, which is when we stop it or die ourselves; then ends the whole process group.
WATCHDOG = 'read -r _; kill -s KILL -- "-$0" 2>/dev/null'


class Process:
    """A program in a session of its own, its output appended to a file.

    Parameters
    ----------
    command : the program and its arguments.
    environment : all of the program's environment.
    log : takes what the program prints.
    secrets : are blotted out where the log is quoted.
    """

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        *,
        secrets: Iterable[str] = (),
    ) -> None:
        self._command = list(command)
        self._environment = dict(environment)
        self._log = log
        self._secrets = [secret for secret in secrets if secret]
        self._process: subprocess.Popen[bytes] | None = None
        self._watchdog: subprocess.Popen[bytes] | None = None

    @property
    def running(self) -> bool:
        """Tell whether the process is there."""
        return self._process is not None and self._process.poll() is None

    def launch(self) -> None:
        """Start the process and return at once; does nothing when it runs already."""
        if self.running:
            return
        self._log.parent.mkdir(parents=True, exist_ok=True)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command,
                env=self._environment,
                cwd=self._log.parent,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        # In a session of its own, so that Ctrl-C leaves it to us.
        self._watchdog = subprocess.Popen(
            ["/bin/sh", "-c", WATCHDOG, str(self._process.pid)], stdin=subprocess.PIPE, start_new_session=True
        )

    def wait(self, ready: Callable[[], bool]) -> None:
        """Return when `ready` says so.

        Raises SetupError with the last lines of the log when the process ends before, or takes too long.
        """
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            if not self.running:
                raise SetupError(f"{self._command[0]} ended while starting; {self._log} ends:\n{self.tail()}")
            if time.monotonic() > deadline:
                waited = f"{self._command[0]} is not up after {START_SECONDS:.0f} s"
                raise SetupError(f"{waited}; {self._log} ends:\n{self.tail()}")
            time.sleep(LOOK_SECONDS)

    def stop(self) -> None:
        """End the process cleanly; a stubborn one is killed."""
        if self._process is not None and self.running:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End the process as a power cut would."""
        if self._process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
        if self._watchdog is not None:
            self._watchdog.kill()
            self._watchdog.communicate()
            self._watchdog = None

    def tail(self) -> str:
        """Return the last lines of the log without secrets."""
        text = self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return "\n".join(text.splitlines()[-TAIL_LINES:])
