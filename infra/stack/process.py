"""A server process that does not outlive the process that started it."""

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
CHECK_SECONDS = 0.1
TAIL_LINES = 25  # RabbitMQ ends with a long stack trace
# Its input ends when we close it or die; then it kills the whole process group of the server.
WATCHDOG = 'read -r _; kill -s KILL -- "-$0" 2>/dev/null'


class Process:
    """A program in its own session; its output is appended to a file.

    Parameters
    ----------
    command : the program and its arguments.
    environment : the whole environment of the program.
    log : the file for its output.
    secrets : replaced by *** when an error quotes the log.
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
        """Whether the process is running."""
        return self._process is not None and self._process.poll() is None

    def launch(self) -> None:
        """Start the process and return at once; does nothing if it is running."""
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
        # In its own session, so that Ctrl-C does not reach it: we stop the server ourselves.
        self._watchdog = subprocess.Popen(
            ["/bin/sh", "-c", WATCHDOG, str(self._process.pid)], stdin=subprocess.PIPE, start_new_session=True
        )

    def wait(self, ready: Callable[[], bool]) -> None:
        """Return as soon as `ready` returns True.

        Raises SetupError with the last lines of the log if the process ends first, or takes too long.
        """
        deadline = time.monotonic() + START_SECONDS
        while not ready():
            if not self.running:
                raise SetupError(
                    f"{self._command[0]} ended while starting; the end of {self._log}:\n{self.tail()}"
                )
            if time.monotonic() > deadline:
                late = f"{self._command[0]} is not ready after {START_SECONDS:.0f} s"
                raise SetupError(f"{late}; the end of {self._log}:\n{self.tail()}")
            time.sleep(CHECK_SECONDS)

    def stop(self) -> None:
        """Stop the process cleanly; kill it if it does not stop in time."""
        if self._process is not None and self.running:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_SECONDS)
        self.kill()

    def freeze(self) -> None:
        """Stop the process where it is (SIGSTOP): its connections stay open, and nothing answers on them."""
        self._signal_group(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen process continue; does nothing to another."""
        self._signal_group(signal.SIGCONT)

    def kill(self) -> None:
        """Kill the process, frozen or not, as a power cut would."""
        if self._process is None:
            return
        self._signal_group(signal.SIGKILL)
        self._process.wait()
        self._process = None
        if self._watchdog is not None:
            self._watchdog.kill()
            self._watchdog.communicate()
            self._watchdog = None

    def tail(self) -> str:
        """Return the last lines of the log, without secrets."""
        text = self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return "\n".join(text.splitlines()[-TAIL_LINES:])

    def _signal_group(self, number: signal.Signals) -> None:
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, number)
