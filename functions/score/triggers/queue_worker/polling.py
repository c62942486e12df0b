"""Makes a consumer of a queue that has to be asked for messages, such as SQS."""

from collections.abc import Callable
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Event
from time import monotonic
from typing import Generic

from common import logs
from common.errors import BrokerUnavailable
from functions.score.triggers.ladder import LADDER_SECONDS, retry_seconds
from functions.score.triggers.queue_worker.handing_over import until_handed_over
from functions.score.triggers.queue_worker.health import Health
from functions.score.triggers.queue_worker.queue import LetterRefused, Polled, PolledQueue

# How long one request waits for a message. The worker stops between two requests, and /livez wants a turn in
# half a minute.
POLL_SECONDS = 5.0
# A message is extended when this part of its time is over, and every second if that fails.
EXTEND_AT, TRY_AGAIN_SECONDS = 1 / 3, 1.0


class PollingConsumer(Generic[Polled]):
    """Asks a queue for one message at a time, and keeps it for as long as it is scored; see `Consumer`.

    Parameters
    ----------
    queue : holds the messages.
    on_delivery : `process` calls it with this consumer and a message.
    clock : monotonic seconds.

    Raises BrokerUnavailable if the queue does not answer, or we may not receive its messages.
    """

    def __init__(
        self,
        queue: PolledQueue[Polled],
        on_delivery: "Callable[[PollingConsumer[Polled], Polled], None]",
        *,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._queue = queue
        self._on_delivery = on_delivery
        self._clock = clock
        self._callbacks: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self._received: Polled | None = None
        self._in_hand: Polled | None = None
        self._extend_at = self._ours_until = 0.0
        self._stopped = self._closed = False
        self._ask(0.0)

    @property
    def unsettled(self) -> int:
        """How many messages were delivered and have no outcome yet."""
        return int(self._in_hand is not None)

    def process(self, seconds: float) -> None:
        """Ask for a message; if there is one in hand, keep it, and settle it when that is decided."""
        if self._in_hand or self._stopped:
            with suppress(Empty):
                self._callbacks.get(timeout=seconds)()
            self._keep()
            return
        if self._received is None:
            self._ask(POLL_SECONDS)
        if self._received:
            self._in_hand, self._received = self._received, None
            self._on_delivery(self, self._in_hand)

    def call_from_thread(self, callback: Callable[[], None], /) -> None:
        """Let `process` call `callback`; raises BrokerUnavailable after `close`."""
        if self._closed:
            raise BrokerUnavailable("the queue was lost")
        self._callbacks.put(callback)

    def ack(self, message: Polled, /) -> None:
        """Remove the message from the queue."""
        self._queue.acknowledge(message)
        self._in_hand = None

    def requeue(self, message: Polled, /) -> None:
        """Let the message come again."""
        self._queue.retry_after(message, LADDER_SECONDS[0])
        self._in_hand = None

    def leave(self) -> None:
        """Do nothing more about the message."""
        self._in_hand = None

    def stop_consuming(self) -> None:
        """Ask for no more messages."""
        self._stopped = True

    def close(self) -> None:
        """Give up the message in hand: the queue delivers it again."""
        self._closed = True
        if self._in_hand:
            self._in_hand.lost = True

    def _ask(self, seconds: float) -> None:
        asked = self._clock()
        self._received = self._queue.receive(seconds)
        self._is_ours(asked)

    def _keep(self) -> None:
        """Extend the message in hand in time; raises BrokerUnavailable when it is no longer ours."""
        now = self._clock()
        if self._in_hand is None or now < self._extend_at:
            return
        try:
            self._queue.extend(self._in_hand)
        except BrokerUnavailable:
            if now >= self._ours_until:
                raise
            self._extend_at = now + TRY_AGAIN_SECONDS
        else:
            self._is_ours(now)

    def _is_ours(self, since: float) -> None:
        self._extend_at = since + self._queue.deadline_seconds * EXTEND_AT
        self._ours_until = since + self._queue.deadline_seconds


class PollingHandOver(Generic[Polled]):
    """Passes messages on; see `HandOver`. A message that comes again is the same one, so it is never acked.

    Parameters
    ----------
    queue : holds the messages.
    stopping : is set when the worker is to stop.
    health : shows that the worker waits for the queue.
    """

    def __init__(self, queue: PolledQueue[Polled], stopping: Event, health: Health) -> None:
        self._queue = queue
        self._stopping = stopping
        self._health = health

    def retry(self, message: Polled, _reason: str, /) -> None:
        """Let a message come again after the step of the ladder that follows its attempt."""
        self._again(message, retry_seconds(message.attempt))

    def renew(self, message: Polled, _reason: str, /) -> None:
        """Let a message that was held for long come again soon."""
        self._again(message, LADDER_SECONDS[0])

    def dead_letter(self, message: Polled, reason: str, /) -> bool | None:
        """Copy a message to the dead-letter queue, however long that takes; None if the worker stops.

        A message that has no copy comes again, until the queue itself moves it.
        """

        def copy() -> bool:
            self._queue.dead_letter(message, reason)
            return True

        try:
            return until_handed_over(
                copy,
                (BrokerUnavailable,),
                stopping=self._stopping,
                health=self._health,
                gave_up=lambda: message.lost,
            )
        except LetterRefused as error:
            logs.LOGGER.warning("%s; the queue itself has to move it: %s", error, reason)
            self._again(message, LADDER_SECONDS[-1])
            return None

    def _again(self, message: Polled, seconds: float) -> None:
        try:
            self._queue.retry_after(message, seconds)
        except BrokerUnavailable as error:
            logs.LOGGER.warning("%s; the message comes again sooner than planned", error)
