"""What happens to the servers in a chaos run. Every fault heals what it has done before it returns."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from chaos.servers import pause
from chaos.systems import RabbitmqSystem
from infra.minio.admin import StoreAdmin

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator

    from chaos.plan import Plan
    from chaos.servers import Servers, Worker
    from infra.stack import Stack

WRONG = "a-password-that-is-not-theirs"


class Faults:
    """Disturbs the servers until the planned number of faults has happened, or it is stopped."""

    def __init__(self, servers: Servers, plan: Plan, rng: random.Random) -> None:
        self._servers, self._plan, self._rng = servers, plan, rng
        self._stop = threading.Event()
        self.counts: Counter[str] = Counter()
        self.failed: BaseException | None = None

    def run(self) -> None:
        """Cause one fault after the other; each is drawn by its weight."""
        kinds: dict[Callable[[], None], int] = {
            self.worker_killed: 24,
            self.scoring_process_killed: 12,
            self.worker_stopped: 10,
            self.worker_frozen: 8,
            self.broker_killed: 8,
            self.broker_stopped: 4,
            self.broker_frozen: 10,
            self.broker_alarm: 5,
            self.store_killed: 10,
            self.store_stopped: 4,
            self.store_frozen: 6,
            self.store_password_rotated: 3,
            self.broker_password_rotated: 3,
            self.spool_disk_full: 8 if self._plan.with_full_disk else 0,
        }
        if self._plan.calm:
            kinds = {kind: weight for kind, weight in kinds.items() if kind.__name__.startswith("worker_")}
        try:
            while self.counts.total() < self._plan.faults and not self._stop.is_set():
                pause(self._rng, self._plan.fault_seconds)
                (fault,) = self._rng.choices(list(kinds), list(kinds.values()))
                began = time.monotonic()
                fault()
                self.counts[fault.__name__] += 1
                took = time.monotonic() - began
                print(
                    f"fault {self.counts.total()}: {fault.__name__}, {took:.1f} s",
                    file=sys.stderr,
                    flush=True,
                )
        except BaseException as error:
            self.failed = error
            raise

    def stop(self) -> None:
        """End after the current fault."""
        self._stop.set()

    def worker_killed(self) -> None:
        """SIGKILL to a worker and its scoring process, as a machine that fails."""
        self._worker().signal(signal.SIGKILL)

    def scoring_process_killed(self) -> None:
        """SIGKILL to a scoring process alone, as the kernel does when memory is short."""
        worker = self._worker()
        for child in worker.children():
            self._kill(child)

    def worker_stopped(self) -> None:
        """SIGTERM to a worker, as a deployment."""
        self._worker().process.terminate()

    def worker_frozen(self) -> None:
        """A worker stalls for some seconds."""
        worker = self._worker()
        worker.signal(signal.SIGSTOP)
        self._wait(3, 20)
        worker.signal(signal.SIGCONT)

    def broker_killed(self) -> None:
        """SIGKILL to RabbitMQ, and a restart."""
        with self._disturbed("broker down"):
            self._stack().rabbitmq.kill()
            self._wait(0, 4)
            self._stack().rabbitmq.start()

    def broker_stopped(self) -> None:
        """A clean restart of RabbitMQ."""
        with self._disturbed("broker down"):
            self._stack().rabbitmq.stop()
            self._wait(0, 4)
            self._stack().rabbitmq.start()

    def broker_frozen(self) -> None:
        """RabbitMQ stalls; its connections stay open."""
        with self._disturbed("broker frozen"):
            self._stack().rabbitmq.freeze()
            self._wait(3, 15)
            self._stack().rabbitmq.thaw()

    def broker_alarm(self) -> None:
        """RabbitMQ is out of memory, by its own limit, and blocks everybody who publishes."""
        with self._disturbed("broker alarm"):
            self._stack().rabbitmq.control("set_vm_memory_high_watermark", "absolute", "1")
            self._wait(3, 12)
            self._stack().rabbitmq.control("set_vm_memory_high_watermark", "0.4")

    def store_killed(self) -> None:
        """SIGKILL to MinIO, and a restart."""
        with self._disturbed("store down"):
            self._stack().minio.kill()
            self._wait(0, 3)
            self._stack().minio.start()

    def store_stopped(self) -> None:
        """A clean restart of MinIO."""
        with self._disturbed("store down"):
            self._stack().minio.stop()
            self._wait(0, 3)
            self._stack().minio.start()

    def store_frozen(self) -> None:
        """MinIO stalls; its connections stay open."""
        with self._disturbed("store frozen"):
            self._stack().minio.freeze()
            self._wait(2, 8)
            self._stack().minio.thaw()

    def store_password_rotated(self) -> None:
        """The worker's password of the store changes, and a while later it is the old one again."""
        environment = self._system().administrator
        admin = StoreAdmin(
            environment["DRIFTLINE_STORE_ENDPOINT"],
            access_key=environment["DRIFTLINE_STORE_ACCESS_KEY"],
            secret_key=environment["DRIFTLINE_STORE_SECRET_KEY"],
        )
        user, policy = environment["STORE_SCORE_ACCESS_KEY"], f"driftline-score-{self._servers.bucket}"
        admin.put_user(user, WRONG, policy=policy)
        self._wait(3, 12)
        admin.put_user(user, environment["STORE_SCORE_SECRET_KEY"], policy=policy)

    def broker_password_rotated(self) -> None:
        """The worker's password of the broker changes while a worker starts again."""
        password = self._stack().broker_url("worker").partition("://worker:")[2].partition("@")[0]
        self._stack().rabbitmq.control("change_password", "worker", WRONG)
        self._worker().signal(signal.SIGKILL)
        self._wait(3, 10)
        self._stack().rabbitmq.control("change_password", "worker", password)

    def spool_disk_full(self) -> None:
        """The disk of MinIO's spool is full: MinIO accepts files, and cannot keep their events."""
        ballast = self._system().spool / "ballast"
        with self._disturbed("spool disk full"):
            with suppress(OSError), ballast.open("wb") as written:
                while True:
                    written.write(b"\0" * 4096)
                    written.flush()
            self._wait(3, 10)
            ballast.unlink()

    def _system(self) -> RabbitmqSystem:
        system = self._servers.system
        if not isinstance(system, RabbitmqSystem):
            raise TypeError("only MinIO and RabbitMQ can be disturbed")
        return system

    def _stack(self) -> Stack:
        return self._system().stack

    def _worker(self) -> Worker:
        return self._rng.choice(self._servers.workers)

    def _wait(self, least: float, most: float) -> None:
        time.sleep(self._rng.uniform(least, most))

    @contextmanager
    def _disturbed(self, what: str) -> Iterator[None]:
        self._servers.disturbed = what
        try:
            yield
        finally:
            self._servers.disturbed = ""

    def _kill(self, process: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
