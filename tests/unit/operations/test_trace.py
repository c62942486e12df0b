"""The steps of one file, from the bucket to its verdict."""

import pytest

from common.checks import State, problem, unknown
from common.errors import BatchError
from functions.operations.trace import trace
from functions.score.verdict.stored import Stored


def steps(case, **parts):
    return {check.name: check for check in trace(case.facts(**parts), case.now)}


def test_a_scored_file_is_in_order_from_its_first_step_to_its_last(case):
    found = steps(case, bucket=case.bucket(stored=case.stored(finding="no_drift")))
    assert list(found) == [
        "file", "rule", "target SAFE", "events", "workers", "dead letter", "baseline", "verdict",
    ]  # fmt: skip
    assert {check.state for check in found.values()} == {State.OK}
    assert found["file"].values["etag"] == "e1"
    assert found["verdict"].detail == "'results/reviews/1.csv.json', of 2026-11-23 00:00:00 UTC: no drift"


def test_the_reason_for_the_baseline_is_named(case):
    found = steps(case)
    nearer = "baselines/reviews/1.*, baselines/reviews/baseline.*"
    assert found["baseline"].detail == f"'baselines/reviews.csv', because there is none at {nearer}"


def test_a_key_that_is_no_drift_files_has_no_further_steps(case):
    (check,) = steps(case, key="results/reviews/1.csv.json").values()
    assert check.state is State.PROBLEM
    assert "not a file under drifts/" in check.detail


@pytest.mark.parametrize(
    ("stored", "words"), [(Stored(), "there is no object"), (Stored("v1"), "its verdict is still there")]
)
def test_a_file_that_is_gone_is_a_problem_and_the_nearest_is_named(case, stored, words):
    nearest = "; did you mean '2.csv'?"
    found = steps(case, bucket=case.bucket(info=None, stored=stored, nearest=nearest))
    assert found["file"].state is State.PROBLEM
    assert words in found["file"].detail
    assert "did you mean '2.csv'?" in found["file"].detail
    assert "verdict" not in found


def test_a_part_of_a_folder_needs_no_verdict_of_its_own(case):
    found = steps(case, key="drifts/reviews/part-0.csv")
    assert "verdict" not in found
    assert {check.state for check in found.values()} == {State.OK}


def test_a_missing_baseline_is_a_problem(case):
    found = steps(case, bucket=case.bucket(baseline=None))
    assert found["baseline"].state is State.PROBLEM
    assert found["baseline"].detail == "no baseline for it"


def test_a_baseline_that_the_file_may_not_use_is_not_asked_for(case):
    error = BatchError("baseline_not_allowed", "the file's metadata names 'baselines/hr/a.csv'")
    found = steps(case, bucket=case.bucket(baseline=None, baseline_error=error))["baseline"]
    assert (found.state, found.detail) == (State.PROBLEM, error.message)
    assert found.fix == "Correct the file, and put it again"


@pytest.mark.parametrize(
    ("fault", "fix"),
    [
        ({}, "Correct the file, and put it again"),
        ({"key": "baselines/reviews.csv"}, r"Correct 'baselines/reviews.csv', then run `driftline reconcile"),
        ({"kind": "internal_error"}, "Report the bug with the traceback in the worker's log"),
    ],
)
def test_an_error_is_mended_where_it_is(case, fault, fix):
    check = steps(case, bucket=case.bucket(stored=case.stored(**case.fault(**fault))))["verdict"]
    assert check.fix.startswith(fix)


def verdicts(case):
    return {
        "none, old": (case.bucket(), State.PROBLEM, "none"),
        "none, young": (case.bucket(age=case.young), State.OK, "none; the file is only 20 seconds old"),
        "earlier": (
            case.bucket(stored=case.stored(etag="e0")), State.PROBLEM, "about an earlier version of the file",
        ),
        "not one": (case.bucket(stored=Stored("v1", case.now)), State.PROBLEM, "is no verdict"),
        "newer": (case.bucket(newer="of a newer Driftline"), State.OK, "of a newer Driftline"),
        "drift": (case.bucket(stored=case.stored(finding="drift")), State.OK, ": drift"),
        "few": (case.bucket(stored=case.stored(finding="too_few_rows")), State.OK, ": too few rows"),
        "error": (case.bucket(stored=case.stored(**case.fault())), State.PROBLEM, "error: row 3: wrong."),
        "no baseline": (
            case.bucket(stored=case.stored(status="no_baseline")), State.OK, "there was no baseline",
        ),
        "baseline replaced": (
            case.bucket(stored=case.stored(), baseline="baselines/baseline.csv"), State.OK, "replaced since",
        ),
    }  # fmt: skip


@pytest.mark.parametrize(
    "name",
    ["none, old", "none, young", "earlier", "not one", "newer", "drift", "few", "error", "no baseline",
     "baseline replaced"],
)  # fmt: skip
def test_a_verdict_says_what_it_is_about(case, name):
    bucket, state, words = verdicts(case)[name]
    check = steps(case, bucket=bucket)["verdict"]
    assert check.state is state
    assert words in check.detail


def test_messages_that_nobody_takes_are_named_with_their_reasons(case):
    broker = case.broker(dead=(case.letter("refused"),), unrouted=(case.letter("no queue"),))
    found = steps(case, broker=broker)
    assert found["dead letter"].state is found["unrouted event"].state is State.PROBLEM
    assert "refused" in found["dead letter"].detail
    assert "--queue unrouted" in found["unrouted event"].fix


def test_letters_that_may_not_be_read_are_unknown(case):
    found = steps(case, broker=case.broker(unread=(unknown("dead letter", "needs more rights"),)))
    assert found["dead letter"].state is State.UNKNOWN


def test_a_server_that_does_not_answer_leaves_its_steps_out(case):
    no_broker = unknown("broker", "no answer", "Start RabbitMQ")
    found = steps(case, broker=None, servers=[no_broker])
    assert list(found) == ["broker", "file", "rule", "target SAFE", "baseline", "verdict"]
    no_bucket = problem("bucket", "no such bucket", "Create it")
    found = steps(case, bucket=None, servers=[no_bucket], rules=())
    assert list(found) == ["bucket", "events", "workers", "dead letter"]
