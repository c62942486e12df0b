"""What a file costs that ends the scoring process; a fake process ends as planned."""

from datetime import UTC, datetime

import pytest

from common.errors import Outcome
from common.events import ObjectCreated
from common.stores.store import StoredObject
from functions.score.settlement import Settlement
from functions.score.triggers.queue_worker.file_guard import FileGuard
from functions.score.triggers.queue_worker.scoring_process import Score, ScoringEnded

EVENT = ObjectCreated("bucket", "drifts/a b.csv")


def put(etag="e1", key=EVENT.key):
    return StoredObject(key, etag, 1, datetime(2026, 11, 28, tzinfo=UTC))


SCORED = Settlement(Outcome.ACK, "scored", event=EVENT)
DIES = ScoringEnded("SIGKILL", put())
LATE = ScoringEnded("no answer after 5 s", put(), timed_out=True)


class FakeProcess:
    """Answers each request with the next of the planned answers; raises those that are errors."""

    def __init__(self, scored, reported=()):
        self.plan = {"score": list(scored), "report": list(reported)}
        self.scored = []
        self.reported = []

    def settle(self, request):
        if isinstance(request, Score):
            self.scored.append(request)
            return self._next("score")
        assert request.request == self.scored[-1]
        self.reported.append(request)
        return self._next("report")

    def _next(self, kind):
        answer = self.plan[kind].pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def fault(make_verdict):
    return Settlement(Outcome.ACK, "scored", event=EVENT, verdict=make_verdict(status="error"), fresh=True)


def settle(process, event=EVENT, *, suspect=False):
    return FileGuard(process, lambda score: score(), suspect=suspect).settle(Score(event, "7"))


def test_a_file_that_does_no_harm_is_scored_once():
    process = FakeProcess([SCORED])
    assert settle(process) is SCORED
    assert process.scored == [Score(EVENT, "7")]


def test_after_one_death_the_file_is_scored_again():
    process = FakeProcess([DIES, SCORED])
    assert settle(process) is SCORED
    assert process.reported == []


def test_after_two_deaths_the_file_is_at_fault(fault):
    process = FakeProcess([DIES, DIES], [fault])
    assert settle(process) is fault
    (report,) = process.reported
    assert report.put == put()
    assert "SIGKILL" in report.message
    assert "DRIFTLINE_MEMORY_BYTES" in report.message


def test_a_file_that_is_suspect_gets_one_death(fault):
    process = FakeProcess([DIES], [fault])
    assert settle(process, suspect=True) is fault


def test_a_file_over_the_time_limit_is_at_fault_at_once(fault):
    process = FakeProcess([LATE], [fault])
    assert settle(process) is fault
    assert "no answer after 5 s" in process.reported[0].message
    assert "DRIFTLINE_SCORE_SECONDS" in process.reported[0].message


def test_deaths_count_for_each_version_of_the_file():
    newer = ScoringEnded("SIGKILL", put("e2"))
    process = FakeProcess([DIES, newer, SCORED])
    assert settle(process) is SCORED


def test_a_file_that_was_overwritten_before_its_verdict_is_scored_again():
    gone = Settlement(Outcome.ACK, "it was overwritten", event=EVENT)
    process = FakeProcess([DIES, DIES, SCORED], [gone])
    assert settle(process) is SCORED


def test_a_verdict_that_cannot_be_written_sends_the_message_up_the_ladder():
    refused = Settlement(Outcome.RETRY, "it kept changing", event=EVENT)
    process = FakeProcess([DIES, DIES], [refused])
    assert settle(process) is refused


def test_a_process_that_dies_of_the_verdict_too_leaves_a_dead_letter():
    process = FakeProcess([DIES, DIES], [DIES])
    settlement = settle(process)
    assert settlement.outcome is Outcome.DEAD_LETTER
    assert "too costly" in settlement.reason


def test_the_object_under_the_other_key_of_the_event_is_scored_too(fault):
    event = ObjectCreated("bucket", "drifts/a b.csv", raw_key="drifts/a+b.csv")
    other = Settlement(Outcome.ACK, "scored", event=event, verdict=fault.verdict)
    process = FakeProcess([DIES, DIES, other], [fault])
    assert settle(process, event) is other
    assert [request.event.key for request in process.scored] == [
        "drifts/a b.csv",
        "drifts/a b.csv",
        "drifts/a+b.csv",
    ]
    process = FakeProcess([DIES, DIES, Settlement(Outcome.ACK, "no object")], [fault])
    assert settle(process, event) is fault
