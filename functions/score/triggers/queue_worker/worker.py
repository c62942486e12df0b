"""The worker: one thread consumes and keeps the message in hand, one scores, a process does the work."""

import random
import threading
from collections.abc import Callable
from functools import partial
from queue import Empty, SimpleQueue
from typing import Generic

from common import logs
from common.errors import BrokerUnavailable, SetupError, StoreRefused, StoreUnavailable
from functions.score.triggers.queue_worker.health import Health
from functions.score.triggers.queue_worker.patience import Notice, until_it_works
from functions.score.triggers.queue_worker.queue import Consumer, Decision, M
from functions.score.triggers.stopping import stop_on_signals
from functions.score.triggers.sweep import Sweeper

# How long one turn of the loop may wait for the broker; signals take effect between turns.
TURN_SECONDS = 0.5
LONGEST_IDLE_SECONDS = 3600.0
# After this long without a message, a worker has time to sweep.
IDLE_SECONDS = 2.0


class Worker(Generic[M]):
    """Scores what a queue delivers until it is stopped.

    Parameters
    ----------
    connect : opens a connection whose consumer passes deliveries to the callback.
    decide : scores a message, and decides what becomes of it.
    check_store : raises StoreUnavailable or StoreRefused if the store does not answer.
    health : the loop reports to it at every turn.
    stopping : is set when the worker is to stop.
    sweeper : gets its turn when there is no message; None for no sweeps.
    """

    def __init__(
        self,
        connect: Callable[[Callable[[Consumer[M], M], None]], Consumer[M]],
        decide: Callable[[M], Decision],
        check_store: Callable[[], None],
        health: Health,
        stopping: threading.Event,
        sweeper: Sweeper | None = None,
    ) -> None:
        self._connect = connect
        self._decide = decide
        self._check_store = check_store
        self._health = health
        self._stopping = stopping
        self._sweeper = sweeper
        # A daemon, so that a second signal, or a stop while it waits, ends the process without it.
        self._scoring = threading.Thread(target=self._score, name="score", daemon=True)
        self._connected_before = False
        self._deliveries: SimpleQueue[tuple[Consumer[M], M] | None] = SimpleQueue()

    def run(self) -> None:
        """Consume until `stop`; reconnect for as long as it takes.

        Raises SetupError if the broker refuses our user at the start; later, a password may be changing.
        """
        self._scoring.start()
        try:
            with stop_on_signals(self.stop):
                while consumer := self._connected():
                    self._consume(consumer)
        finally:
            self._deliveries.put(None)

    def stop(self) -> None:
        """Finish the current file, ack it and return from `run`."""
        self._stopping.set()

    def _connected(self) -> Consumer[M] | None:
        """Connect once the store answers, however long it takes; return None if stopped before that."""
        if self._stopping.is_set():
            return None
        notice = Notice("trying again")

        def connect() -> Consumer[M]:
            self._check_store()
            return self._connect(self._take)

        def failed(error: BaseException) -> None:
            notice(error)
            self._health.beat(consuming=False)

        later = (SetupError,) if self._connected_before else ()
        consumer = until_it_works(
            connect,
            (BrokerUnavailable, StoreUnavailable, StoreRefused, *later),
            stopping=self._stopping,
            on_failure=failed,
        )
        if consumer:
            self._connected_before = True
            logs.LOGGER.info("connected; waiting for files")
        return consumer

    def _consume(self, consumer: Consumer[M]) -> None:
        """Consume until the worker is stopped and has finished its file, or the connection is lost."""
        try:
            while not self._stopping.is_set():
                self._turn(consumer)
            consumer.stop_consuming()
            self._deliveries.put(None)
            while (self._scoring.is_alive() or consumer.unsettled) and not self._health.waits_for:
                self._turn(consumer)
        except BrokerUnavailable as error:
            logs.LOGGER.warning("%s; trying again", error)
            # All workers reconnect when a broker is back: spread them.
            self._stopping.wait(random.uniform(0, 1))  # noqa: S311 - jitter needs no cryptography
        finally:
            self._health.beat(consuming=False)
            consumer.close()

    def _turn(self, consumer: Consumer[M]) -> None:
        consumer.process(TURN_SECONDS)
        self._health.beat(consuming=True)

    def _take(self, consumer: Consumer[M], delivery: M) -> None:
        self._deliveries.put((consumer, delivery))

    def _score(self) -> None:
        """Score what the loop takes while it runs on, and return each decision to it; sweep if idle."""
        wait = IDLE_SECONDS
        while True:
            try:
                taken = self._deliveries.get(timeout=min(wait, LONGEST_IDLE_SECONDS))
            except Empty:
                wait = self._sweep()
                continue
            if taken is None:
                break
            self._settle(*taken)
            wait = IDLE_SECONDS
        if self._sweeper:
            self._sweeper.close()

    def _sweep(self) -> float:
        """Sweep for a moment, unless broker or store are away; return in how many seconds to call again."""
        if not self._health.consuming:
            return TURN_SECONDS
        return self._sweeper.turn() if self._sweeper else LONGEST_IDLE_SECONDS

    def _settle(self, consumer: Consumer[M], delivery: M) -> None:
        try:
            decision = self._decide(delivery)
        except BaseException:  # noqa: BLE001 - the last resort: without a decision the worker would hang
            logs.LOGGER.exception("internal error; the message goes back to the broker")
            decision = Decision.REQUEUE
        try:
            consumer.call_from_thread(partial(_carry_out, consumer, delivery, decision))
        except BrokerUnavailable:
            logs.LOGGER.warning("the connection was lost before the ack; the broker delivers the event again")


def _carry_out(consumer: Consumer[M], delivery: M, decision: Decision) -> None:
    match decision:
        case Decision.ACK:
            consumer.ack(delivery)
        case Decision.REQUEUE:
            consumer.requeue(delivery)
        case Decision.LEAVE:
            consumer.leave()
