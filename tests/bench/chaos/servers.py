"""The servers of a chaos run, and workers that are started again when they end, as Docker would."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

from chaos.systems import SYSTEMS

if TYPE_CHECKING:
    import random
    from types import TracebackType

    from chaos.plan import Plan
    from common.stores.minio import MinioStore

RESTART_SECONDS = 0.5
START_SECONDS = 120.0
READY = "waiting for files"  # in a worker's log
MANY_CELLS = 1_000_000_000  # otherwise, what needs too much memory would be refused before it needs it
POLICY = "calibrated"  # with "usual", the right verdict would depend on the order of the files


class Worker:
    """One worker process; its group has its scoring process too."""

    def __init__(self, queue: str, environment: dict[str, str], log: Path) -> None:
        self._queue, self._environment, self._log = queue, environment, log
        self.process = self._start()

    def restart_if_ended(self) -> None:
        """Start the worker again if it ended."""
        if self.process.poll() is not None:
            self.process = self._start()

    def check(self, seconds: float = START_SECONDS) -> None:
        """Return once the worker waits for files; raise RuntimeError with its log otherwise."""
        deadline = time.monotonic() + seconds
        while READY not in (log := self._log.read_text(encoding="utf-8")):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"a worker does not start: {log[-500:]}")
            time.sleep(RESTART_SECONDS)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the worker and its scoring process."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def children(self) -> list[int]:
        """Return the process numbers of its scoring process."""
        listed = subprocess.run(
            ["pgrep", "-P", str(self.process.pid)], capture_output=True, text=True, check=False
        )
        return [int(number) for number in listed.stdout.split()]

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [Path(sys.executable).with_name("driftline"), "worker", "--queue", self._queue],
                env=self._environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )


class Servers:
    """A store, a queue and workers; the context ends them all.

    Attributes
    ----------
    system : the store and the queue.
    disturbed : what is frozen or down now, such as "broker frozen"; empty for nothing.
    """

    def __init__(self, folder: Path, plan: Plan) -> None:
        self._folder, self._plan = folder, plan
        self.system = SYSTEMS[plan.queue](folder / "stack", plan)
        self.disturbed = ""
        self.workers: list[Worker] = []
        self._over = threading.Event()
        self._nurse = threading.Thread(target=self._restart_workers, name="restart workers")

    def __enter__(self) -> Self:
        self.system.start()
        for number in range(self._plan.workers):
            log = self._folder / f"worker-{number}.log"
            self.workers.append(Worker(self._plan.queue, self._environment(), log))
        for worker in self.workers:
            worker.check()
        self._nurse.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        if self._nurse.is_alive():
            self._nurse.join()
        for worker in self.workers:
            worker.signal(signal.SIGKILL)
            worker.process.wait()
        self.system.kill()

    @property
    def bucket(self) -> str:
        """The bucket's name."""
        return self.system.bucket

    def store(self) -> MinioStore:
        """Return the bucket as its administrator sees it; a client of its own for each thread."""
        return self.system.store()

    def logs(self) -> list[str]:
        """Return the lines that the workers have logged."""
        return [
            line
            for path in sorted(self._folder.glob("worker-*.log"))
            for line in path.read_text(encoding="utf-8", errors="replace").splitlines()
        ]

    def _environment(self) -> dict[str, str]:
        inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        return inherited | self.system.worker_settings(
            health_port=0,
            threads=1,
            log_format="json",
            sweep_seconds=self._plan.sweep_seconds,
            sweep_age_seconds=self._plan.sweep_age_seconds,
            memory_bytes=self._plan.memory_bytes,
            max_cells=MANY_CELLS,
            policy=POLICY,
        )

    def _restart_workers(self) -> None:
        while not self._over.wait(RESTART_SECONDS):
            for worker in self.workers:
                worker.restart_if_ended()


def pause(rng: random.Random, mean: float) -> None:
    """Wait a random time."""
    time.sleep(min(rng.expovariate(1 / mean), 4 * mean))
