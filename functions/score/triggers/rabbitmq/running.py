"""Puts the parts of a worker together, and runs it."""

import threading
from collections.abc import Callable
from functools import partial

from common import metrics
from common.errors import DriftlineError, Outcome, SetupError
from common.events import ObjectCreated
from common.settings import Settings
from common.stores.probe import check_answers
from functions.score import wiring
from functions.score.metrics import WorkerMetrics
from functions.score.settlement import Settlement
from functions.score.triggers.rabbitmq.consumer import Consumer
from functions.score.triggers.rabbitmq.environment import Environment
from functions.score.triggers.rabbitmq.file_guard import FileGuard
from functions.score.triggers.rabbitmq.hand_over import HandOver
from functions.score.triggers.rabbitmq.health import Health
from functions.score.triggers.rabbitmq.message_scoring import MessageScoring
from functions.score.triggers.rabbitmq.pages import Page, served
from functions.score.triggers.rabbitmq.queues import queue_states
from functions.score.triggers.rabbitmq.scoring_process import Score, ScoringProcess
from functions.score.triggers.rabbitmq.topology import QUEUE
from functions.score.triggers.rabbitmq.worker import Worker
from functions.score.triggers.sweep import Ending, Sweeper, Tally


def run(settings: Settings) -> None:
    """Run a worker until it is stopped.

    Raises SetupError if it cannot start: no model, a broker that refuses the user, a port that is taken.
    """
    url = settings.broker_url.get_secret_value()
    stopping = threading.Event()
    store = wiring.bucket_store(settings, impatient=True)
    check_store = partial(check_answers, store)
    health = Health(settings.score_seconds, check_store)
    measured = WorkerMetrics(health.is_ready)
    process = ScoringProcess(settings, in_hand=health.in_hand, on_death=measured.scoring_process_died)
    environment, hand_over = Environment(store, stopping, health), HandOver(url, stopping, health)
    scoring = MessageScoring(process, environment, hand_over, (measured,))
    sweeper = _sweeper(settings, process, measured, partial(_is_empty, url))
    worker = Worker(partial(Consumer, url), scoring.decide, check_store, health, stopping, sweeper)
    pages = {**health.pages(), metrics.PATH: _page(measured)}
    try:
        process.start()
        with served(pages, settings.health_host, settings.health_port):
            process.wait_until_ready()
            worker.run()
    finally:
        process.close()


def _is_empty(url: str) -> bool:
    """Tell whether no message waits in the workers' queue; no if the broker does not say."""
    try:
        state = queue_states(url, [QUEUE])[QUEUE]
    except DriftlineError:
        return False
    return state is not None and state.messages == 0


def _sweeper(
    settings: Settings, process: ScoringProcess, measured: WorkerMetrics, idle: Callable[[], bool]
) -> Sweeper:
    guard = FileGuard(process, lambda score: score())

    def settle(event: ObjectCreated, /, *, waited_enough: bool) -> Settlement:
        try:
            settlement = guard.settle(Score(event, waited_enough=waited_enough, quiet=True))
        except SetupError as error:
            settlement = Settlement(Outcome.RETRY, str(error), event=event)
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
        idle=idle,
    )


def _page(measured: WorkerMetrics) -> Page:
    return lambda: (200, metrics.CONTENT_TYPE, measured.registry.page())
