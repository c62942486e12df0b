"""The worker's health: /livez and /readyz."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from threading import Lock
from time import monotonic

from common.errors import DriftlineError
from functions.score.triggers.queue_worker.pages import Page

# The loop runs twice a second; after this long without a turn it is stuck.
STUCK_SECONDS = 30.0
# A file that takes longer than its time limit is ended; if it is in hand for this much longer, that failed.
LATE_SECONDS = 60.0
# How long an answer of the store counts: probes of several systems must not become load.
FRESH_SECONDS = 5.0


class Health:
    """What the worker's threads have last reported.

    Parameters
    ----------
    score_seconds : the time limit for one file.
    check_store : raises a DriftlineError if the store does not serve a small request.

    Attributes
    ----------
    waits_for : what the worker waits for before it scores on; None if it does not wait.
    """

    def __init__(
        self,
        score_seconds: float,
        check_store: Callable[[], None],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._longest_in_hand = score_seconds + LATE_SECONDS
        self._check_store = check_store
        self._clock = clock
        self._consuming = False
        self._last_turn: float | None = None
        self._in_hand_since: float | None = None
        self._store_error: str | None = None
        self._store_asked = -FRESH_SECONDS
        self._asking = Lock()
        self.waits_for: str | None = None

    @property
    def consuming(self) -> bool:
        """Whether the worker consumes."""
        return self._consuming

    def beat(self, *, consuming: bool) -> None:
        """Record that the loop runs, and whether it consumes."""
        self._consuming = consuming
        self._last_turn = self._clock()

    @contextmanager
    def in_hand(self) -> Iterator[None]:
        """Record that a file is being scored while the block runs."""
        self._in_hand_since = self._clock()
        try:
            yield
        finally:
            self._in_hand_since = None

    def live(self) -> tuple[bool, dict[str, object]]:
        """Return whether the worker makes progress, and the answer of /livez. If not, restart it."""
        now, turned, since = self._clock(), self._last_turn, self._in_hand_since
        running = turned is None or now - turned < STUCK_SECONDS  # None: it is starting
        in_time = since is None or now - since < self._longest_in_hand
        return running and in_time, {"loop": running, "file_in_time": in_time}

    def is_ready(self) -> bool:
        """Return whether the worker can score now."""
        return self.ready()[0]

    def ready(self) -> tuple[bool, dict[str, object]]:
        """Return whether the worker can score now, and the answer of /readyz. Restarting it does not help."""
        live, report = self.live()
        waits_for, store = self.waits_for, self._store_fault()
        ready = live and self._consuming and not waits_for and not store
        return ready, {
            "status": "ok" if ready else "unwell",
            "consuming": self._consuming,
            "store": store or "ok",
            "waits_for": waits_for,
            **report,
        }

    def pages(self) -> dict[str, Page]:
        """Return the pages of a health server by path."""
        return {
            "/livez": lambda: _answer(self.live()),
            "/readyz": lambda: _answer(self.ready()),
            "/healthz": lambda: _answer(self.ready()),  # its name in earlier versions
        }

    def _store_fault(self) -> str | None:
        """Return what is wrong with the store; asks it every FRESH_SECONDS at most."""
        with self._asking:
            if self._clock() - self._store_asked >= FRESH_SECONDS:
                try:
                    self._check_store()
                except DriftlineError as error:
                    self._store_error = str(error)
                else:
                    self._store_error = None
                self._store_asked = self._clock()
            return self._store_error


def _answer(report: tuple[bool, dict[str, object]]) -> tuple[int, str, bytes]:
    healthy, body = report
    status = HTTPStatus.OK if healthy else HTTPStatus.SERVICE_UNAVAILABLE
    return status, "application/json", json.dumps(body).encode()
