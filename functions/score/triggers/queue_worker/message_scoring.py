"""Scores what one message announces, and decides what the worker does with the message."""

from collections.abc import Iterable
from functools import cache, partial
from typing import Generic

from common import logs
from common.errors import Outcome
from common.events import ObjectCreated
from functions.score.observer import Observer, log_settlement
from functions.score.settlement import Settlement
from functions.score.triggers.queue_worker.environment import Environment, HeldLong, Stopped
from functions.score.triggers.queue_worker.file_guard import FileGuard
from functions.score.triggers.queue_worker.large_files import settle_by_size
from functions.score.triggers.queue_worker.queue import Decision, HandOver, LargeQueue, M
from functions.score.triggers.queue_worker.scoring_process import Score, ScoringProcess
from functions.score.triggers.settling import internal_error, most_careful, settle_records


class MessageScoring(Generic[M]):
    """Scores messages, one at a time.

    Parameters
    ----------
    process : scores one object.
    environment : waits while the store does not work.
    hand_over : passes messages on to the retry ladder and to the dead letters.
    observers : get the settlement of every record, beside the log.
    large_queue : gets the messages about large files, if it has workers; None: score every file here.
    """

    def __init__(
        self,
        process: ScoringProcess,
        environment: Environment,
        hand_over: HandOver[M],
        observers: Iterable[Observer] = (),
        large_queue: LargeQueue[M] | None = None,
    ) -> None:
        self._process = process
        self._environment = environment
        self._hand_over = hand_over
        self._observers = tuple(observers)
        self._large_queue = large_queue

    def decide(self, delivery: M) -> Decision:
        """Score every object that a message announces, hand the message over if need be; never raises."""
        if delivery.lost:
            return Decision.LEAVE
        try:
            settlement = most_careful(self._settlements(delivery))
        except Stopped:
            return Decision.LEAVE
        except HeldLong:
            return _decision(self._hand_over.renew(delivery, "waited long for the store"))
        except BaseException as error:  # noqa: BLE001 - the last resort: without a decision the worker would hang
            logs.LOGGER.exception("internal error while scoring")
            settlement = internal_error(error)
        match settlement.outcome:
            case Outcome.RETRY:
                return _decision(self._hand_over.retry(delivery, settlement.reason))
            case Outcome.DEAD_LETTER:
                return _decision(self._hand_over.dead_letter(delivery, settlement.reason))
            case Outcome.ACK:
                return Decision.ACK

    def _settlements(self, delivery: M) -> list[Settlement]:
        guard = FileGuard(
            self._process,
            partial(self._environment.patiently, gave_up=lambda: delivery.lost),
            suspect=delivery.delivered_before,
        )

        queue = self._large_queue
        large_bytes = queue.large_bytes if queue else None
        # One copy of the message is enough for all its large files.
        passed_on = cache(lambda: queue is not None and queue.pass_on(delivery))

        def settle(event: ObjectCreated, record: str) -> Settlement:
            request = Score(event, record, last_attempt=delivery.last_attempt)
            settlement = settle_by_size(guard.settle, request, large_bytes, passed_on)
            if settlement.large:  # another worker observes what becomes of it
                log_settlement(settlement)
                return settlement
            if settlement.store_failed:  # the scoring process leaves these lines to us
                log_settlement(settlement)
            for observer in self._observers:
                observer(settlement)
            return settlement

        return settle_records(delivery.body, settle, (log_settlement, *self._observers))


def _decision(accepted: bool | None) -> Decision:  # noqa: FBT001 - the answer of HandOver
    if accepted is None:
        return Decision.LEAVE
    return Decision.ACK if accepted else Decision.REQUEUE
