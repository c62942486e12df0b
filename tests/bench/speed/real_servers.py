"""Real MinIO and RabbitMQ, configured as in the compose file, and a worker."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, Self

from common import keys, settings
from common.errors import ObjectGone
from common.stores.minio import MinioStore
from infra.stack import Stack, memory
from speed.process import Ran, run

if TYPE_CHECKING:
    from types import TracebackType

LOOK_SECONDS = 0.005  # between two checks for a verdict
PATIENCE_SECONDS = 600.0
FUNCTION = Path(__file__).with_name("jobs") / "function.py"
CONSUMES = "waiting for files"  # in a worker's log


class Delivered(NamedTuple):
    """A verdict, and the times of one clock when the put began, when it returned, and of the verdict."""

    began: float
    returned: float
    seen: float
    verdict: dict[str, Any]


class RealServers:
    """Servers, a bucket with the shipped configuration, and workers, one at first; the context ends them all.

    `folder` gets the servers' data. Raises infra.stack.MissingProgram with the command that installs the
    program.
    """

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self._folder = folder
        self._workers: list[subprocess.Popen[bytes]] = []
        self._environment = environment
        self._ending = ExitStack()
        self.stack = Stack(folder, os.environ)

    def __enter__(self) -> Self:
        with ExitStack() as ending:
            ending.enter_context(self.stack)
            admin = self.stack.settings("bootstrap")
            self.stack.run("bootstrap")
            self._store = MinioStore.from_settings(settings.load(admin))
            self._ending = ending
            self.add_worker()
            self._ending = ending.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.close()

    def put(self, key: str, data: bytes) -> None:
        """Store a file; under `drifts/` this triggers an event."""
        self.put_stream(key, io.BytesIO(data), len(data))

    def put_stream(self, key: str, stream: BinaryIO, size: int) -> None:
        """Store a file of `size` bytes."""
        self._store.put(key, stream, size)

    def deliver(self, key: str, data: bytes) -> Delivered:
        """Store a drift file and wait for its verdict."""
        began = time.perf_counter()
        self.put(key, data)
        returned = time.perf_counter()
        return Delivered(began, returned, self.seen(key), self.verdict(key))

    def seen(self, key: str, look_seconds: float = LOOK_SECONDS) -> float:
        """Wait for a drift file's verdict and return the time, accurate to `look_seconds`."""
        patience = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                self._store.stat(keys.verdict(key))
                return time.perf_counter()
            except ObjectGone:
                ended = any(worker.poll() is not None for worker in self._workers)
                if ended or time.monotonic() > patience:
                    logs = "\n".join(self._read_log(number)[-2000:] for number in range(len(self._workers)))
                    raise RuntimeError(f"no verdict on {key!r}; the workers' logs end with: {logs}") from None
                time.sleep(look_seconds)

    def has_verdict(self, key: str) -> bool:
        """Tell whether a drift file has a verdict."""
        try:
            self._store.stat(keys.verdict(key))
        except ObjectGone:
            return False
        return True

    def verdict(self, key: str) -> dict[str, Any]:
        """Return a drift file's verdict."""
        with self._store.open(keys.verdict(key)) as opened:
            verdict: dict[str, Any] = json.loads(opened.stream.read())
        return verdict

    def worker_memory(self) -> int:
        """Return the largest peak of resident memory of a worker with its scoring process, in bytes."""
        peaks = {worker.pid: 0 for worker in self._workers}
        for number in (int(path.name) for path in Path("/proc").glob("[0-9]*")):
            with suppress(OSError):
                for worker in {number, int(memory.status(number)["PPid"])} & set(peaks):
                    peaks[worker] += memory.peak(number)
        return max(peaks.values())

    def add_worker(self, *options: str) -> None:
        """Start a worker, with these options of its command, and wait until it consumes."""
        number = len(self._workers)
        log = self._ending.enter_context(self._log(number).open("wb"))
        worker = subprocess.Popen(
            [Path(sys.executable).with_name("driftline"), "worker", *options],
            env=os.environ | self.stack.settings("score", health_port=0) | self._environment,
            stderr=log,
        )
        self._workers.append(worker)
        self._ending.callback(worker.wait)
        self._ending.callback(worker.terminate)
        patience = time.monotonic() + PATIENCE_SECONDS
        while CONSUMES not in self._read_log(number):
            if worker.poll() is not None or time.monotonic() > patience:
                raise RuntimeError(f"a worker does not consume; its log: {self._read_log(number)}")
            time.sleep(LOOK_SECONDS)

    def stop_workers(self) -> None:
        """End the workers; only `function` scores files from now on."""
        for worker in self._workers:
            worker.terminate()
        for worker in self._workers:
            worker.wait()

    def function(self, names: list[str]) -> Ran:
        """Run the function in a process without a broker on drift files of the bucket."""
        return run([sys.executable, FUNCTION, "-", *names], self.stack.settings("score") | self._environment)

    def _log(self, number: int) -> Path:
        return self._folder / f"worker-{number}.log"

    def _read_log(self, number: int) -> str:
        return self._log(number).read_text(encoding="utf-8")
