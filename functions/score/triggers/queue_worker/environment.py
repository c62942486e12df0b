"""Tells a fault of the environment from a fault of a file, and waits until the environment works again."""

from collections.abc import Callable
from threading import Event
from time import monotonic

from common.errors import SetupError, StoreRefused, StoreUnavailable
from common.stores import probe
from common.stores.store import ObjectStore
from functions.score.settlement import Settlement
from functions.score.triggers.queue_worker.health import Health
from functions.score.triggers.queue_worker.patience import Notice, until_it_works

STORE_FAULTS = (StoreUnavailable, StoreRefused)
# RabbitMQ takes back a message that is held for longer than its `consumer_timeout` (a day, or half an hour on
# a broker with its own configuration), and counts that as a failed delivery. So we replace the message by a
# copy of it in time. Other queues let us keep it for longer, but not for ever.
HOLD_SECONDS = 1200.0


class Stopped(Exception):  # noqa: N818 - no error
    """The worker stops, or has lost the connection that a message came by, while it waits."""


class HeldLong(Exception):  # noqa: N818 - no error
    """The worker has waited with a message for as long as it may."""


class Environment:
    """What scoring needs besides the file: the store, and a process that can start.

    Parameters
    ----------
    store : the bucket.
    stopping : is set when the worker is to stop.
    health : shows what the worker waits for.
    hold_seconds : how long the worker may wait with a message.
    """

    def __init__(
        self, store: ObjectStore, stopping: Event, health: Health, hold_seconds: float = HOLD_SECONDS
    ) -> None:
        self._store = store
        self._stopping = stopping
        self._health = health
        self._hold_seconds = hold_seconds

    def patiently(
        self, score: Callable[[], Settlement], gave_up: Callable[[], bool] = lambda: False
    ) -> Settlement:
        """Return what `score` returns; if the environment is at fault, wait, then call it again.

        A store that fails on one object but serves others is no fault of the environment.

        Raises Stopped if the worker stops, or `gave_up` returns True, while it waits; HeldLong; and what
        `score` raises, except SetupError: then no process can be started now.
        """
        notice, since = Notice("waiting, nothing is lost"), monotonic()

        def attempt() -> Settlement:
            if self._health.waits_for:  # a small question first
                probe.check_serves(self._store)
            settlement = score()
            if settlement.store_failed:
                probe.check_serves(self._store)
            return settlement

        def wait(error: BaseException) -> None:
            notice(error)
            self._health.waits_for = str(error)

        try:
            settlement = until_it_works(
                attempt,
                (*STORE_FAULTS, SetupError),
                stopping=self._stopping,
                on_failure=wait,
                gave_up=lambda: gave_up() or monotonic() - since > self._hold_seconds,
            )
        finally:
            self._health.waits_for = None
        if settlement is None:
            raise Stopped if self._stopping.is_set() or gave_up() else HeldLong
        notice.over("scoring works again")
        return settlement
