"""The scoring process, as the worker sees it."""

import math
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Lock
from time import monotonic
from types import ModuleType
from typing import TYPE_CHECKING

from common.errors import SetupError
from common.settings import Settings
from functions.score.settlement import Settlement
from functions.score.triggers.queue_worker.scoring_process import child
from functions.score.triggers.queue_worker.scoring_process.child import OUT_OF_MEMORY, READY
from functions.score.triggers.queue_worker.scoring_process.ended import ScoringEnded
from functions.score.triggers.queue_worker.scoring_process.requests import ReportFault, Score

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

    from common.stores.store import StoredObject

# How long a process may take to end after it has closed its pipe.
END_SECONDS = 5.0
# How long a process may take until it can score: it may have to download the model.
START_SECONDS = 1_800.0
# Signals for the worker, which decides when the scoring ends.
FOR_THE_PARENT = (signal.SIGINT, signal.SIGTERM)


class ScoringProcess:
    """One child process at a time that scores objects of the bucket; it is started again when it has ended.

    Use it in one thread, which lives as long as the process that it starts. Any thread may call `close`.

    Parameters
    ----------
    settings : passed on to the process; `score_seconds` limits the time of one request.
    in_hand : a context that is open during each request.
    on_death : is called when the process has ended by itself, during a request or between two.
    folder : takes the place of the bucket.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        in_hand: Callable[[], AbstractContextManager[None]] = nullcontext,
        on_death: Callable[[], None] = lambda: None,
        folder: Path | None = None,
    ) -> None:
        self._settings, self._folder = settings, folder
        self._in_hand, self._on_death = in_hand, on_death
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._ready = self._closed = False
        self._lock = Lock()

    def start(self) -> None:
        """Start the process, and return while it loads the model; does nothing if it was started.

        Raises SetupError if the system cannot start one.
        """
        with self._lock:
            if self._closed:
                raise SetupError("the worker stops")
            if self._process:
                return
            context = multiprocessing.get_context("spawn")
            try:
                pipe, theirs = context.Pipe()
                given = theirs, self._settings, os.getpid(), self._folder
                process = context.Process(target=child.run, args=given)
                with theirs, _blocked_signals(), _no_program():
                    process.start()
            except OSError as error:
                raise SetupError(f"cannot start a process that scores: {error.strerror}") from error
            self._process, self._pipe, self._ready = process, pipe, False

    def wait_until_ready(self) -> None:
        """Return once the process can score, starting it if need be.

        Raises SetupError with the reason if it cannot.
        """
        if self._process and self._ready and not self._process.is_alive():
            self._kill()  # it has ended between two files, so none of them is at fault
            self._on_death()
        self.start()
        if self._ready:
            return
        try:
            in_time = self._connection.poll(START_SECONDS)
            late = f"the scoring process did not start in {START_SECONDS:.4g} s"
            refusal = self._connection.recv() if in_time else late
        except (EOFError, OSError):
            refusal = f"the scoring process ended while it started: {self._cause_of_end()}"
        if refusal is not READY:
            self._kill()
            raise SetupError(refusal)
        self._ready = True

    def settle(self, request: Score | ReportFault, most_seconds: float = math.inf) -> Settlement:
        """Return what became of a request; it may take `most_seconds`, and never more than `score_seconds`.

        Raises ScoringEnded if the process ends, or takes too long; SetupError if it cannot be started.
        """
        self.wait_until_ready()
        put: StoredObject | None = None
        seconds = min(most_seconds, self._settings.score_seconds)
        deadline = monotonic() + seconds
        try:
            with self._in_hand():
                self._connection.send(request)
                while self._connection.poll(max(0.0, deadline - monotonic())):
                    answer = self._connection.recv()
                    if isinstance(answer, Settlement):
                        self._renew_if_exhausted(answer)
                        return answer
                    put = answer
        except (EOFError, OSError):
            ended = ScoringEnded(self._cause_of_end(), put)
        else:
            ended = ScoringEnded(f"no answer after {seconds:.4g} s", put, timed_out=True)
        self._kill()
        self._on_death()
        raise ended

    def close(self) -> None:
        """End the process at once, and start no other; a request in another thread then fails."""
        with self._lock:
            self._closed = True
            if self._process:
                self._process.kill()

    def _kill(self) -> None:
        with self._lock:
            process, pipe = self._process, self._pipe
            self._process = self._pipe = None
        if process:
            process.kill()
            process.join()
        if pipe:
            pipe.close()

    @property
    def _connection(self) -> Connection:
        if self._pipe is None:
            raise EOFError
        return self._pipe

    def _cause_of_end(self) -> str:
        """Return why the process has closed its pipe."""
        if self._process is None:
            return "it was stopped"
        self._process.join(END_SECONDS)
        code = self._process.exitcode
        if code is None:
            return "it closed its pipe"
        if code == -signal.SIGKILL:
            return "SIGKILL, which the system sends if memory runs out"
        if code == OUT_OF_MEMORY:
            return "it had no memory left"
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"

    def _renew_if_exhausted(self, settlement: Settlement) -> None:
        """Replace a process that has met its limit of memory: most of it may be fragments now."""
        verdict = settlement.verdict
        if settlement.fresh and verdict and verdict.error and verdict.error.type == "too_costly":
            self._kill()
            with suppress(SetupError):  # the next request tries again
                self.start()


@contextmanager
def _no_program() -> Iterator[None]:
    """Let the processes that this block starts import nothing of the program that runs here.

    They do otherwise, and begin again what a program does that is not meant for this, as those of some cloud
    runtimes are not.
    """
    program = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = program


@contextmanager
def _blocked_signals() -> Iterator[None]:
    """Block the worker's signals in the processes that this block starts: they inherit the mask."""
    resource_tracker.ensure_running()  # starting a process does this otherwise, and clears the mask
    before = signal.pthread_sigmask(signal.SIG_BLOCK, FOR_THE_PARENT)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
