"""The lease in the bucket: one worker sweeps at a time."""

import logging
import os
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from time import monotonic

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from common import keys
from common.errors import ObjectGone, WriteConflict
from common.stores.store import ObjectStore

LOGGER = logging.getLogger(__name__)

# A lease that was not renewed for this long belongs to a dead worker.
PERIOD_SECONDS = 60.0
RENEW_SECONDS = PERIOD_SECONDS / 3
CONTENT_TYPE = "application/json"
MAX_BYTES = 10_000


class State(BaseModel):
    """The content of the lease object.

    Attributes
    ----------
    holder : who sweeps now; None if nobody does.
    turn : grows with every write, so that the etag changes.
    swept : when the last complete sweep began, by the store's clock; None if there was none.
    """

    model_config = ConfigDict(frozen=True)

    holder: str | None = None
    turn: int = 0
    swept: AwareDatetime | None = None


def new_holder() -> str:
    """Return a name for this process that no other process has; a person can tell which machine it means."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


class Lease:
    """One candidate for the lease. It compares no clock of its own with the store's, nor with another's.

    Parameters
    ----------
    store : the bucket.
    holder : the candidate's name.
    clock : monotonic seconds.

    Attributes
    ----------
    now : the store's time when the lease was last written, as far as this candidate knows.
    """

    def __init__(self, store: ObjectStore, holder: str, clock: Callable[[], float] = monotonic) -> None:
        self._store = store
        self._holder = holder
        self._clock = clock
        self._writing = threading.Lock()
        self._state = State()
        self._etag: str | None = None
        self._since = clock()  # when this etag was first seen here
        self._seen = False
        self.now: datetime | None = None

    @property
    def holder(self) -> str | None:
        """The name of the candidate that has the lease, as far as this one knows."""
        return self._state.holder

    @property
    def swept(self) -> datetime | None:
        """When the last complete sweep began, as far as this candidate knows."""
        return self._state.swept

    def take(self, pause_seconds: float = 0.0) -> bool:
        """Take the lease if it is free, or if its holder is dead; tell whether it is taken.

        A lease is dead if it has not changed for PERIOD_SECONDS between two calls.

        Parameters
        ----------
        pause_seconds : how long ago the last holder must have released it; a candidate that has never seen
            the lease before does not wait.

        Raises StoreUnavailable, and StoreRefused if the store's user may not read and write the lease.
        """
        first = not self._seen
        self.look()
        unchanged = self._clock() - self._since
        if self._state.holder in (None, self._holder):
            if not first and unchanged < pause_seconds:
                return False
        elif unchanged < PERIOD_SECONDS:
            return False
        else:
            LOGGER.info(
                "sweep: taking over from %s, which has stopped renewing its lease", self._state.holder
            )
        try:
            self._write(self._state.model_copy(update={"holder": self._holder}))
        except WriteConflict:  # another candidate was faster
            return False
        return True

    def renew(self) -> None:
        """Write the lease again if that is due; raises WriteConflict if another candidate has taken it."""
        if self._clock() - self._since >= RENEW_SECONDS:
            self._write(self._state)

    @contextmanager
    def kept(self) -> Iterator[None]:
        """Renew the lease in a thread while the block runs, which may take long.

        If the lease is lost meanwhile, the next `renew` that is due raises WriteConflict.
        """
        ended = threading.Event()

        def renew() -> None:
            while not ended.wait(RENEW_SECONDS / 2):
                with suppress(Exception):  # whatever it is, the next `renew` shows it
                    self.renew()

        renewing = threading.Thread(target=renew, name="lease", daemon=True)
        renewing.start()
        try:
            yield
        finally:
            ended.set()
            renewing.join()

    def release(self, swept: datetime | None = None) -> None:
        """Let others sweep; `swept` is when the sweep began, if it was complete.

        Never raises: others take over a lease that cannot be released.
        """
        with suppress(Exception):
            self._write(State(turn=self._state.turn, swept=swept or self._state.swept))

    def look(self) -> None:
        """Read the lease; raises StoreUnavailable and StoreRefused."""
        try:
            with self._store.open(keys.SWEEP) as opened:
                data, etag, self.now = opened.stream.read(MAX_BYTES), opened.info.etag, opened.info.modified
        except ObjectGone:
            data, etag, self.now = b"{}", None, None
        if not self._seen or etag != self._etag:
            self._state, self._etag, self._since, self._seen = _parsed(data), etag, self._clock(), True

    def _write(self, state: State) -> None:
        with self._writing:
            state = state.model_copy(update={"turn": state.turn + 1})
            written = self._store.replace(
                keys.SWEEP, state.model_dump_json().encode(), expected=self._etag, content_type=CONTENT_TYPE
            )
            self._state, self._etag, self._since, self._seen = state, written.etag, self._clock(), True
            self.now = self._store.stat(keys.SWEEP).modified


def _parsed(data: bytes) -> State:
    """Return the state in a lease object; a free lease if it is none."""
    try:
        return State.model_validate_json(data)
    except ValidationError:
        LOGGER.warning("%s is replaced: it is no lease", keys.SWEEP)
        return State()
