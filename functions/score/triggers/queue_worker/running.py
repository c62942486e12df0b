"""Puts the parts of a worker together, and runs it."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Generic

from common import metrics
from common.errors import BrokerUnavailable, SetupError
from common.events import ObjectCreated
from common.settings import Settings
from common.stores.probe import check_answers
from functions.score import wiring
from functions.score.metrics import WorkerMetrics
from functions.score.settlement import Settlement
from functions.score.triggers.queue_worker.environment import HOLD_SECONDS, Environment
from functions.score.triggers.queue_worker.file_guard import FileGuard
from functions.score.triggers.queue_worker.health import Health
from functions.score.triggers.queue_worker.large_files import settle_by_size
from functions.score.triggers.queue_worker.message_scoring import MessageScoring
from functions.score.triggers.queue_worker.pages import Page, served
from functions.score.triggers.queue_worker.polling import PollingConsumer, PollingHandOver
from functions.score.triggers.queue_worker.queue import (
    Consumer,
    HandOver,
    LargeQueue,
    M,
    Polled,
    PolledQueue,
)
from functions.score.triggers.queue_worker.scoring_process import Score, ScoringProcess
from functions.score.triggers.queue_worker.worker import Worker
from functions.score.triggers.stopping import stop_on_signals
from functions.score.triggers.sweep import Ending, Sweeper, Tally


@dataclass(frozen=True, slots=True)
class QueueParts(Generic[M]):
    """What a queue adds to a worker.

    Attributes
    ----------
    connect : opens a connection whose consumer passes messages to the callback.
    hand_over : passes messages on to the retry ladder and to the dead letters.
    is_empty : tells whether no message waits; no if the queue does not say. None: this worker never sweeps.
    large_queue : where large files go; None: this worker scores files of any size.
    hold_seconds : how long the worker may wait with a message.
    """

    connect: Callable[[Callable[[Consumer[M], M], None]], Consumer[M]]
    hand_over: HandOver[M]
    is_empty: Callable[[], bool] | None = None
    large_queue: LargeQueue[M] | None = None
    hold_seconds: float = HOLD_SECONDS


def run(settings: Settings, open_queue: Callable[[threading.Event, Health], QueueParts[M]]) -> None:
    """Run a worker until it is stopped.

    `open_queue` gets the event that is set when the worker is to stop, and its health.

    Raises SetupError if it cannot start: no model, a queue that refuses the user, a port that is taken.
    """
    stopping = threading.Event()
    store = wiring.bucket_store(settings, impatient=True)
    check_store = partial(check_answers, store)
    health = Health(settings.score_seconds, check_store)
    queue = open_queue(stopping, health)
    measured = WorkerMetrics(health.is_ready)
    process = ScoringProcess(settings, in_hand=health.in_hand, on_death=measured.scoring_process_died)
    environment = Environment(store, stopping, health, queue.hold_seconds)
    scoring = MessageScoring(process, environment, queue.hand_over, (measured,), queue.large_queue)
    sweeper = _sweeper(settings, process, measured, queue)
    worker = Worker(queue.connect, scoring.decide, check_store, health, stopping, sweeper)
    pages = {**health.pages(), metrics.PATH: _page(measured)}

    def stop() -> None:  # before the worker runs, which then finishes its file instead
        stopping.set()
        process.close()

    try:
        with stop_on_signals(stop), served(pages, settings.health_host, settings.health_port):
            if _started(process, stopping):
                worker.run()
    finally:
        process.close()


def _started(process: ScoringProcess, stopping: threading.Event) -> bool:
    """Return whether a process is ready to score; False if the worker was stopped meanwhile."""
    try:
        process.start()
        process.wait_until_ready()
    except SetupError:
        if not stopping.is_set():
            raise
    return not stopping.is_set()


def run_polled(settings: Settings, queue: PolledQueue[Polled], hold_seconds: float) -> None:
    """Run a worker of a queue that has to be asked; see `run` and `QueueParts`."""

    def connect(on_delivery: Callable[[Consumer[Polled], Polled], None]) -> Consumer[Polled]:
        queue.connect()
        return PollingConsumer(queue, on_delivery)

    def is_empty() -> bool:
        try:
            return queue.is_empty()
        except BrokerUnavailable:
            return False

    def open_queue(stopping: threading.Event, health: Health) -> QueueParts[Polled]:
        hand_over = PollingHandOver(queue, stopping, health)
        return QueueParts(connect, hand_over, is_empty, hold_seconds=hold_seconds)

    run(settings, open_queue)


def _sweeper(
    settings: Settings, process: ScoringProcess, measured: WorkerMetrics, queue: QueueParts[M]
) -> Sweeper | None:
    if queue.is_empty is None:
        return None
    guard, large = FileGuard(process), queue.large_queue
    large_bytes = large.large_bytes if large else None

    def settle(event: ObjectCreated, /, *, waited_enough: bool) -> Settlement:
        request = Score(event, waited_enough=waited_enough, quiet=True)
        settlement = settle_by_size(
            guard.settle_or_retry, request, large_bytes, lambda: large is not None and large.announce(event)
        )
        if not settlement.large:
            measured(settlement)
        return settlement

    def completed(tally: Tally) -> None:
        measured.sweep_completed(files=tally.looked_at, failures=tally.endings[Ending.FAILED])

    return Sweeper(
        wiring.bucket_store(settings),
        settle,
        settings,
        rescued=lambda reason, _: measured.file_rescued(reason),
        completed=completed,
        idle=queue.is_empty,
    )


def _page(measured: WorkerMetrics) -> Page:
    return lambda: (200, metrics.CONTENT_TYPE, measured.registry.page())
