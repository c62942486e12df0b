"""The RabbitMQ worker. One thread consumes and sends heartbeats while another scores."""

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    sleep_using_event,
    stop_when_event_set,
    wait_random_exponential,
)

from common import logs
from common.errors import BrokerUnavailable, Outcome
from functions.score.settlement import Settlement
from functions.score.tools import Tools
from functions.score.triggers.rabbitmq.consumer import Consumer
from functions.score.triggers.rabbitmq.delivery import Delivery
from functions.score.triggers.rabbitmq.health import Health
from functions.score.triggers.settling import internal_error, most_careful, settle_message
from functions.score.triggers.stopping import stop_on_signals

# How long one turn of the loop may wait for the broker; signals take effect between turns.
TURN_SECONDS = 0.5
# Longest pause between two attempts to connect; each is random, below a bound that doubles.
LONGEST_PAUSE_SECONDS = 15.0


class Worker:
    """Scores what `drift.score` delivers until it is stopped.

    Parameters
    ----------
    connect : opens a connection whose consumer passes deliveries to the callback.
    tools : what the handler needs.
    health : the loop reports to it at every turn.
    """

    def __init__(
        self,
        connect: Callable[[Callable[[Consumer, Delivery], None]], Consumer],
        tools: Tools,
        health: Health,
    ) -> None:
        self._connect = connect
        self._tools = tools
        self._health = health
        self._stopping = threading.Event()
        self._scoring = ThreadPoolExecutor(max_workers=1, thread_name_prefix="score")

    def run(self) -> None:
        """Consume until `stop`; reconnect for as long as it takes.

        Raises SetupError if the broker refuses our user.
        """
        with self._scoring, stop_on_signals(self.stop):
            while not self._stopping.is_set():
                consumer = self._connected()
                if consumer is None:
                    break
                try:
                    self._serve(consumer)
                except BrokerUnavailable as error:
                    self._log_lost(error)
                    # All workers reconnect when a broker is back: spread them.
                    self._stopping.wait(random.uniform(0, 1))  # noqa: S311 - jitter needs no cryptography
                finally:
                    self._health.beat(consuming=False)
                    consumer.close()

    def stop(self) -> None:
        """Finish the current file, ack it and return from `run`."""
        self._stopping.set()

    def _connected(self) -> Consumer | None:
        """Connect, however long it takes; return None if stopped before that."""
        tries = Retrying(
            retry=retry_if_exception_type(BrokerUnavailable),
            wait=wait_random_exponential(multiplier=0.5, max=LONGEST_PAUSE_SECONDS),
            sleep=sleep_using_event(self._stopping),
            stop=stop_when_event_set(self._stopping),
            before_sleep=self._log_waiting,
            retry_error_callback=lambda _: None,
        )
        consumer: Consumer | None = tries(self._connect, self._take)
        if consumer:
            logs.LOGGER.info("connected; waiting for files")
        return consumer

    def _serve(self, consumer: Consumer) -> None:
        while not self._stopping.is_set():
            consumer.process(TURN_SECONDS)
            self._health.beat(consuming=True)
        consumer.stop_consuming()
        while consumer.unsettled:
            consumer.process(TURN_SECONDS)
            self._health.beat(consuming=True)  # healthy, although it receives nothing new

    def _take(self, consumer: Consumer, delivery: Delivery) -> None:
        self._scoring.submit(self._score, consumer, delivery)

    def _score(self, consumer: Consumer, delivery: Delivery) -> None:
        """Score while the loop runs, and return the outcome to it."""
        if delivery.lost:
            return
        try:
            records = settle_message(delivery.body, self._tools, last_attempt=delivery.last_attempt)
            settlement = most_careful(records)
        except BaseException as error:  # noqa: BLE001 - a panic in compiled code is no Exception; without an outcome it would block us
            logs.LOGGER.exception("internal error while scoring")
            settlement = internal_error(error)
        try:
            consumer.call_from_thread(lambda: self._settle(consumer, delivery, settlement))
        except BrokerUnavailable:
            logs.LOGGER.warning("the connection was lost before the ack; the broker delivers the event again")

    def _settle(self, consumer: Consumer, delivery: Delivery, settlement: Settlement) -> None:
        match settlement.outcome:
            case Outcome.RETRY:
                consumer.retry(delivery, settlement.reason)
            case Outcome.DEAD_LETTER:
                consumer.dead_letter(delivery, settlement.reason)
            case Outcome.ACK:
                consumer.ack(delivery)

    def _log_waiting(self, state: RetryCallState) -> None:
        if state.outcome:
            self._log_lost(state.outcome.exception())
        self._health.beat(consuming=False)

    def _log_lost(self, error: BaseException | None) -> None:
        logs.LOGGER.warning("%s; trying again", error)
