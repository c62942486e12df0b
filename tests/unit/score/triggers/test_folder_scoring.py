"""The files of a folder, scored in another process; tests/functional/test_watch_process.py has a real one."""

import pytest

from common.errors import Outcome, SetupError
from common.events import ObjectCreated
from common.settings import Settings
from functions.score.settlement import Settlement
from functions.score.triggers import folder_scoring
from functions.score.triggers.queue_worker.scoring_process import ReportFault, Score, ScoringEnded

EVENT = ObjectCreated("bucket", "drifts/a.csv")
SCORED = Settlement(Outcome.ACK, "scored", event=EVENT)


@pytest.fixture
def process(monkeypatch):
    """A process that answers with the next of `plan`; raises those that are errors."""

    class FakeProcess:
        plan, asked, steps = [], [], []

        def __init__(self, _settings, folder):
            self.steps.append(folder)

        def wait_until_ready(self):
            self.steps.append("ready")

        def close(self):
            self.steps.append("closed")

        def settle(self, request):
            self.asked.append(request)
            answer = self.plan.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

    monkeypatch.setattr(folder_scoring, "ScoringProcess", FakeProcess)
    return FakeProcess


def settled(tmp_path, seen):
    with folder_scoring.in_own_process(Settings(), tmp_path, [seen.append]) as settle:
        return settle(EVENT, last_attempt=True)


def test_the_process_is_ready_before_the_first_file_and_ends_with_the_block(process, tmp_path):
    process.plan[:] = [SCORED]
    seen = []
    assert settled(tmp_path, seen) is SCORED
    assert seen == [SCORED]
    assert process.steps == [tmp_path, "ready", "closed"]
    assert (process.asked[0].event, process.asked[0].last_attempt, process.asked[0].unlogged) == (
        EVENT,
        True,
        True,
    )


def test_a_file_that_ends_the_process_twice_is_reported(process, tmp_path):
    overwritten = SCORED  # an answer to a report without a verdict
    process.plan[:] = [ScoringEnded("SIGKILL", None), ScoringEnded("SIGKILL", None), overwritten, SCORED]
    settled(tmp_path, [])
    assert list(map(type, process.asked)) == [Score, Score, ReportFault, Score]


def test_a_file_is_tried_again_if_no_process_can_be_started(process, tmp_path):
    process.plan[:] = [SetupError("no more processes")]
    seen = []
    settlement = settled(tmp_path, seen)
    assert (settlement.outcome, settlement.reason) == (Outcome.RETRY, "no more processes")
    assert seen == [settlement]


def test_what_becomes_of_a_file_is_logged_by_the_observers_alone(process, tmp_path, caplog):
    process.plan[:] = [ScoringEnded("no answer after 5 s", None, timed_out=True)] * 2
    seen = []
    assert settled(tmp_path, seen).outcome is Outcome.DEAD_LETTER
    assert len(seen) == 1
    [line] = [record.getMessage() for record in caplog.records]
    assert line == "drifts/a.csv: the scoring process has ended: no answer after 5 s"
