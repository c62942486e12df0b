"""What becomes of a message, with fakes for the process that scores and for the broker."""

import json

import pytest

from common.errors import Outcome
from common.stores.memory import MemoryStore
from functions.score.settlement import Settlement
from functions.score.triggers.queue_worker.environment import Environment, HeldLong, Stopped
from functions.score.triggers.queue_worker.message_scoring import MessageScoring
from functions.score.triggers.queue_worker.queue import Decision
from functions.score.triggers.queue_worker.scoring_process import Score, ScoringEnded

MESSAGE = json.dumps({"bucket": "ml-drift-datasets", "drift_key": "drifts/a.csv"}).encode()
TWO_RECORDS = json.dumps(
    {
        "Records": [
            {"eventName": "s3:ObjectCreated:Put", "s3": {"bucket": {"name": "b"}, "object": {"key": key}}}
            for key in ("drifts/a.csv", "drifts/b.csv")
        ]
    }
).encode()


LARGE = "a large file"


class FakeHandOver:
    def __init__(self, answer):
        self.answer = answer
        self.calls = []

    def __getattr__(self, way):
        def publish(_delivery, reason):
            self.calls.append((way, reason))
            return self.answer

        return publish


class FakeProcess:
    """Settles each key as planned, or raises the planned error."""

    def __init__(self, **planned):
        self.planned = planned
        self.requests = []

    def settle(self, request):
        self.requests.append(request)
        key = request.event.key
        answer = self.planned[key.rpartition("/")[2].partition(".")[0]]
        if isinstance(answer, BaseException):
            raise answer
        if answer == LARGE:
            small_only = request.large_bytes is not None
            answer = Outcome.RETRY if small_only else Outcome.ACK
            return Settlement(answer, f"large: {key}", request.record, request.event, large=small_only)
        return Settlement(answer, f"because of {key}", request.record, request.event)


class FakeLargeQueue:
    """Takes messages, or has no worker."""

    large_bytes = 100

    def __init__(self, *, taken):
        self.taken = taken
        self.passed_on = []

    def pass_on(self, delivery):
        self.passed_on.append(delivery.body)
        return self.taken


@pytest.fixture
def decide(stopping, health, make_delivery):
    """Return a function that scores a message: the decision, what was handed over, what observers got."""

    def scored(process, body=MESSAGE, *, accepted=True, large_queue=None, **fields):
        handed, observed = FakeHandOver(accepted), []
        environment = Environment(MemoryStore(), stopping, health)
        scoring = MessageScoring(process, environment, handed, (observed.append,), large_queue)
        return scoring.decide(make_delivery(body, **fields)), handed.calls, observed

    return scored


def test_a_scored_message_is_acked(decide):
    decision, handed, observed = decide(FakeProcess(a=Outcome.ACK))
    assert (decision, handed) == (Decision.ACK, [])
    assert [settlement.event.key for settlement in observed] == ["drifts/a.csv"]


@pytest.mark.parametrize(("outcome", "way"), [(Outcome.RETRY, "retry"), (Outcome.DEAD_LETTER, "dead_letter")])
@pytest.mark.parametrize(
    ("accepted", "decision"), [(True, Decision.ACK), (False, Decision.REQUEUE), (None, Decision.LEAVE)]
)
def test_a_message_is_handed_over_before_it_is_acked(decide, outcome, way, accepted, decision):
    answer, handed, _ = decide(FakeProcess(a=outcome), accepted=accepted)
    assert (answer, handed) == (decision, [(way, "because of drifts/a.csv")])


def test_the_most_careful_outcome_decides_and_every_record_is_observed(decide):
    _, handed, observed = decide(FakeProcess(a=Outcome.RETRY, b=Outcome.ACK), TWO_RECORDS)
    assert handed == [("retry", "because of drifts/a.csv")]
    assert [settlement.outcome for settlement in observed] == [Outcome.RETRY, Outcome.ACK]


def test_an_unreadable_message_is_dead_lettered_observed_and_logged(decide, logged):
    decision, ((way, reason),), observed = decide(FakeProcess(), b"no event")
    assert (decision, way) == (Decision.ACK, "dead_letter")
    assert reason.startswith("the message is not JSON")
    assert len(observed) == 1
    assert len(logged) == 1


def test_a_record_on_which_the_store_failed_is_logged_here(decide, logged):
    class Refusing:
        def settle(self, request):
            return Settlement(Outcome.DEAD_LETTER, "refused", event=request.event, store_failed=True)

    decide(Refusing())
    assert logged == ["dead-letter: refused"]


def test_a_panic_in_compiled_code_dead_letters_its_message(decide, logged):
    class Panic(BaseException):
        pass

    decision, handed, _ = decide(FakeProcess(a=Panic()))
    assert decision is Decision.ACK
    assert handed == [
        ("dead_letter", "internal error (Panic); moved to the dead-letter queue, see traceback")
    ]
    assert logged == ["internal error while scoring"]


def test_the_last_attempt_is_passed_on(decide):
    process = FakeProcess(a=Outcome.ACK)
    decide(process, last_attempt=True)
    assert [request.last_attempt for request in process.requests] == [True]


@pytest.mark.parametrize(("delivered_before", "deaths"), [(False, 2), (True, 1)])
def test_a_file_may_end_fewer_processes_if_its_message_was_delivered_before(decide, delivered_before, deaths):
    process = FakeProcess(a=ScoringEnded("SIGKILL", None))
    decide(process, delivered_before=delivered_before)
    assert sum(isinstance(request, Score) for request in process.requests) == deaths


def test_a_message_whose_worker_stops_is_left_to_the_broker(decide):
    assert decide(FakeProcess(a=Stopped()))[:2] == (Decision.LEAVE, [])
    assert decide(FakeProcess(), lost=True)[:2] == (Decision.LEAVE, [])


def test_a_message_that_was_held_for_long_is_replaced_by_a_copy(decide):
    assert decide(FakeProcess(a=HeldLong()))[:2] == (
        Decision.ACK,
        [("renew", "waited long for the store")],
    )


def test_a_message_about_a_large_file_is_acked_once_its_copy_is_with_the_other_worker(decide, logged):
    process, queue = FakeProcess(a=LARGE), FakeLargeQueue(taken=True)
    decision, handed, observed = decide(process, large_queue=queue, last_attempt=True)
    assert (decision, handed, observed) == (Decision.ACK, [], [])
    assert queue.passed_on == [MESSAGE]
    assert len(process.requests) == 1
    assert logged == ["ack: left to a worker of large files: large: drifts/a.csv"]


@pytest.mark.parametrize("queue", [FakeLargeQueue(taken=False), None])
def test_a_large_file_that_nobody_takes_is_scored_here(decide, queue):
    process = FakeProcess(a=LARGE)
    decision, handed, observed = decide(process, large_queue=queue)
    assert (decision, handed) == (Decision.ACK, [])
    assert [settlement.large for settlement in observed] == [False]
    assert process.requests[-1].large_bytes is None


def test_a_message_about_several_large_files_is_passed_on_once_and_its_small_ones_are_scored(decide):
    process, queue = FakeProcess(a=LARGE, b=LARGE, c=Outcome.ACK), FakeLargeQueue(taken=True)
    records = json.loads(TWO_RECORDS)["Records"]
    third = json.loads(json.dumps(records[0]).replace("a.csv", "c.csv"))
    body = json.dumps({"Records": [*records, third]}).encode()
    decision, _, observed = decide(process, body, large_queue=queue)
    assert decision is Decision.ACK
    assert queue.passed_on == [body]
    assert [settlement.event.key for settlement in observed] == ["drifts/c.csv"]


def test_a_message_that_has_to_be_retried_as_well_climbs_the_ladder(decide):
    process, queue = FakeProcess(a=LARGE, b=Outcome.RETRY), FakeLargeQueue(taken=True)
    assert decide(process, TWO_RECORDS, large_queue=queue)[1] == [("retry", "because of drifts/b.csv")]
