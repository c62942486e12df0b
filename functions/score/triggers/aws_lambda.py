"""The AWS Lambda trigger: S3, SNS or EventBridge calls the function with one event, SQS with a batch of them.

SQS removes from its queue what the answer does not name as failed. The others call again if the call fails,
and after the last time keep the event where the function's failures go. A file that needs more memory or time
than a call has ends the scoring process, as in a worker, and gets a verdict that says so.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from common import logs, settings
from common.errors import BrokerUnavailable, Outcome, SetupError, StoreRefused, StoreUnavailable
from common.events import ObjectCreated
from common.stores import probe
from common.stores.store import ObjectStore
from functions.score import wiring
from functions.score.observer import log_settlement
from functions.score.runtime.once import Once
from functions.score.settlement import Settlement
from functions.score.triggers.ladder import retry_seconds
from functions.score.triggers.lambda_time import CallTime
from functions.score.triggers.queue_worker.file_guard import FileGuard
from functions.score.triggers.queue_worker.queue import LetterRefused
from functions.score.triggers.queue_worker.scoring_process import ReportFault, Score, ScoringProcess
from functions.score.triggers.settling import most_careful, settle_records, waited
from functions.score.triggers.sqs.message import SqsMessage

if TYPE_CHECKING:
    from functions.score.triggers.sqs.queue import SqsQueue

# Without a queue, Lambda calls again one minute after a call that failed, and two minutes after that, then no
# more (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html).
LAST_CALL_SECONDS = 150.0
# A patience that is over at once.
ENOUGH = -1.0
# The `eventSource` of a record that came through a queue.
SQS = "aws:sqs"
NO_TIME = Settlement(Outcome.RETRY, "too little time is left in this call; the record comes again in another")


class NotSettled(Exception):  # noqa: N818 - the event's fault or the environment's
    """The event has no verdict yet, or cannot get one; the message says why."""


def lambda_handler(event: Any, context: object = None) -> dict[str, Any]:
    """Score the objects that an event announces.

    Returns
    -------
    For SQS, `{"batchItemFailures": [{"itemIdentifier": message id}, …]}` with the messages to send again;
    otherwise `{"records": [{"record": …, "outcome": …, "reason": …}, …]}`.

    Raises
    ------
    NotSettled : without a queue, if a record is to come again, or nobody can score it.
    SetupError : the function is not set up; its settings or its model are at fault.
    """
    function = _instance()
    if not event or event == {"Records": []}:
        return {"batchItemFailures": []}
    call = CallTime(context)
    patience = function.patience_seconds
    records = event.get("Records") if isinstance(event, dict) else None
    if isinstance(records, list) and all(map(_came_by_queue, records)):
        failed = _failed(records, function, call)
        return {"batchItemFailures": [{"itemIdentifier": record["messageId"]} for record in failed]}
    settlements = function.settle(event, call, patience_seconds=min(patience, LAST_CALL_SECONDS))
    decisive = most_careful(settlements)
    if decisive.outcome is not Outcome.ACK:
        raise NotSettled(f"{decisive.outcome}: {decisive.reason}")
    return {
        "records": [
            {"record": each.record, "outcome": each.outcome, "reason": each.reason} for each in settlements
        ]
    }


@dataclass(frozen=True, slots=True)
class Function:
    """What the calls of this process share.

    Attributes
    ----------
    patience_seconds : how long a file waits for its baseline.
    score : scores a file, or reports it, in at most so many seconds; see `ScoringProcess.settle`.
    store : the bucket, for the question whether it works.
    """

    patience_seconds: float
    score: Callable[[Score | ReportFault, float], Settlement]
    store: ObjectStore

    def settle(
        self, body: Any, call: CallTime, *, patience_seconds: float, suspect: bool = False
    ) -> list[Settlement]:
        """Score every object that a message announces; return a settlement per record, at least one.

        `suspect` : the files may have ended a call before; see `FileGuard`. Raises SetupError if nothing can
        be scored here.
        """
        guard = FileGuard(Timed(self.score, call), lambda score: score(), suspect=suspect)

        def settle(event: ObjectCreated, record: str) -> Settlement:
            settlement = guard.settle(Score(event, record, waited_enough=waited(event) > patience_seconds))
            if settlement.store_failed:  # the scoring process leaves these lines to us
                log_settlement(settlement)
            return settlement

        return settle_records(body, settle, (log_settlement,))


@dataclass(frozen=True, slots=True)
class Timed:
    """A scoring process that has no more time than a call; see `Scorer`."""

    score: Callable[[Score | ReportFault, float], Settlement]
    call: CallTime

    def settle(self, request: Score | ReportFault, /) -> Settlement:
        """Return what became of a request."""
        return self.score(request, self.call.for_scoring())


@Once
def _instance() -> Function:
    """Return what the first call creates for all."""
    configured = settings.load()
    logs.set_up(configured.log_format)
    store = wiring.bucket_store(configured, impatient=True)
    process = ScoringProcess(configured)
    process.wait_until_ready()
    return Function(configured.baseline_wait_seconds, process.settle, store)


def _came_by_queue(record: Any) -> bool:
    return isinstance(record, dict) and record.get("eventSource") == SQS


def _failed(records: list[dict[str, Any]], function: Function, call: CallTime) -> list[dict[str, Any]]:
    """Score what a batch of SQS announces; return the records that SQS is to send again.

    When the environment is at fault, the rest of the batch is not tried: nothing can be scored, and each try
    would take as long as the store takes not to answer. When much of the call's time is over, the rest comes
    again with more of it: a file that takes too long is to have had its time.
    """
    failed: list[dict[str, Any]] = []
    environment_fails: Settlement | None = None
    for number, record in enumerate(records):
        settlement = environment_fails
        if settlement is None and number and call.is_late:
            settlement = NO_TIME
        if settlement is None:
            message = SqsMessage.of_record(record)
            settlements = function.settle(
                {"Records": [record]},
                call,
                patience_seconds=_patience(message, function.patience_seconds),
                suspect=message.delivered_before,
            )
            settlement, is_everywhere = _examined(most_careful(settlements), function.store)
            environment_fails = settlement if is_everywhere else None
        if not _carried_out(settlement, record):
            failed.append(record)
    return failed


def _patience(message: SqsMessage, seconds: float) -> float:
    """Return how long after its event a file may wait: no longer if its message has waited long enough.

    A job that was sent by hand has no time of its own.
    """
    return ENOUGH if message.waited > seconds else seconds


def _examined(settlement: Settlement, store: ObjectStore) -> tuple[Settlement, bool]:
    """Return a settlement, and whether the environment is at fault: then the record is to come again."""
    if not settlement.store_failed:
        return settlement, False
    try:
        probe.check_serves(store)
    except (StoreUnavailable, StoreRefused) as error:
        return replace(settlement, outcome=Outcome.RETRY, reason=str(error)), True
    return settlement, False


def _carried_out(settlement: Settlement, record: dict[str, Any]) -> bool:
    """Do what a settlement says; return whether SQS can remove the record's message.

    If this function may not change the message or write to the dead-letter queue, the queue does both: after
    its own visibility timeout, and by its redrive policy after so many deliveries.
    """
    if settlement.outcome is Outcome.ACK:
        return True
    try:
        queue, message = _queue(record["eventSourceARN"]), SqsMessage.of_record(record)
        if settlement.outcome is Outcome.DEAD_LETTER:
            queue.dead_letter(message, settlement.reason)
            return True
        queue.retry_after(message, retry_seconds(message.attempt))
    except (BrokerUnavailable, LetterRefused, SetupError, ImportError) as error:
        logs.LOGGER.warning("%s; the redrive policy of the queue decides", error)
    return False


@cache
def _queue(arn: str) -> "SqsQueue":
    from functions.score.triggers.sqs.queue import SqsQueue

    queue = SqsQueue(arn)
    queue.connect()
    return queue
