import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from common.errors import BatchError, Outcome, StoreRefused, StoreUnavailable
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score.settlement import Settlement
from functions.score.triggers import settling
from functions.score.triggers.settling import most_careful
from functions.score.triggers.settling import settle_message as settle_records

EVENTS = Path(__file__).parents[3] / "events"
TEXTS = b"text\nthe cat sat on the mat\na dog lay on the rug\n"


class Failing(MemoryStore):
    """A store whose every request fails in one way."""

    def __init__(self, error):
        super().__init__()
        self.error = error

    def open(self, *_, **__):
        raise self.error


def settle_message(*arguments, **keywords):
    return most_careful(settle_records(*arguments, **keywords))


def job(key="drifts/a.csv"):
    return {"bucket": "ml-drift-datasets", "drift_key": key}


def store_with(*names):
    store = MemoryStore()
    for key in names:
        store.put(key, io.BytesIO(TEXTS), len(TEXTS))
    return store


def test_an_event_that_waited_long_enough_gets_a_verdict_without_a_baseline(make_tools):
    tools = make_tools(store_with("drifts/lonely.csv"))
    record = {
        "eventName": "s3:ObjectCreated:Put",
        "eventTime": (datetime.now(UTC) - timedelta(minutes=20)).isoformat(),
        "s3": {"bucket": {"name": tools.store.bucket}, "object": {"key": "drifts%2Flonely.csv"}},
    }
    assert settle_message({"Records": [record]}, tools, patience_seconds=3600).outcome is Outcome.RETRY
    settlement = settle_message({"Records": [record]}, tools, patience_seconds=600)
    assert settlement.outcome is Outcome.ACK
    assert settlement.verdict.status == "no_baseline"


def test_waiting_long_only_ends_the_wait_for_a_baseline(make_tools):
    record = {
        "eventName": "s3:ObjectCreated:Put",
        "eventTime": (datetime.now(UTC) - timedelta(hours=1)).isoformat(),
        "s3": {"bucket": {"name": "ml-drift-datasets"}, "object": {"key": "drifts%2Fa.csv"}},
    }
    tools = make_tools(Failing(StoreUnavailable("away")))
    assert settle_message({"Records": [record]}, tools, patience_seconds=600).outcome is Outcome.RETRY


def test_a_bug_in_parsing_dead_letters_the_message(make_tools, monkeypatch):
    def broken(_):
        raise RuntimeError("a bug")

    monkeypatch.setattr(settling, "parse_records", broken)
    assert settle_message(b"{}", make_tools(MemoryStore())).reason.startswith("internal error (RuntimeError)")


def test_a_scored_event_is_acked_with_its_verdict(make_tools):
    settlement = settle_message(
        job(), make_tools(store_with("drifts/a.csv", "baselines/a.csv")), last_attempt=False
    )
    assert settlement.outcome is Outcome.ACK
    assert settlement.verdict.status == "ok"


@pytest.mark.parametrize(
    ("error", "outcome", "at_last"),
    [
        (StoreUnavailable("away"), Outcome.RETRY, Outcome.DEAD_LETTER),
        (StoreRefused("no"), Outcome.DEAD_LETTER, Outcome.DEAD_LETTER),
        (RuntimeError("internal error (RuntimeError)"), Outcome.DEAD_LETTER, Outcome.DEAD_LETTER),
    ],
)
def test_every_failure_has_its_outcome_and_its_reason(make_tools, error, outcome, at_last):
    tools = make_tools(Failing(error))
    assert settle_message(job(), tools, last_attempt=False).outcome is outcome
    settlement = settle_message(job(), tools, last_attempt=True)
    assert settlement.outcome is at_last
    assert str(error) in settlement.reason


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"\x00\xff", Outcome.DEAD_LETTER),
        (b'{"no": "records"}', Outcome.DEAD_LETTER),
        (b'{"Event": "s3:TestEvent"}', Outcome.ACK),
        (json.dumps({"bucket": "other", "drift_key": "drifts/a.csv"}).encode(), Outcome.ACK),
        (json.dumps(job("drifts/folder/")).encode(), Outcome.ACK),
        (json.dumps(job("drifts/gone.csv")).encode(), Outcome.ACK),
    ],
)
def test_an_event_about_no_drift_file_is_logged_in_one_line(make_tools, caplog, body, outcome):
    with caplog.at_level("INFO", "driftline"):
        settlement = settle_message(body, make_tools(MemoryStore()), last_attempt=False)
    assert settlement.outcome is outcome
    assert len(caplog.records) == 1
    assert settlement.reason in caplog.records[0].getMessage()


def test_the_most_careful_outcome_of_several_records_wins(make_tools):
    store = store_with("drifts/a.csv", "drifts/lonely/b.csv", "baselines/a.csv")
    records = [
        {
            "eventName": "s3:ObjectCreated:Put",
            "s3": {"bucket": {"name": store.bucket}, "object": {"key": key}},
        }
        for key in ("drifts%2Fa.csv", "drifts%2Flonely%2Fb.csv")
    ]
    settlements = settle_records({"Records": records}, make_tools(store), last_attempt=False)
    assert most_careful(settlements).outcome is Outcome.RETRY
    assert [(each.record, each.outcome) for each in settlements] == [("0", Outcome.ACK), ("1", Outcome.RETRY)]
    assert settlements[0].verdict.drift.key == "drifts/a.csv"


def test_records_can_be_settled_elsewhere_and_those_that_are_unreadable_are_observed():
    observed = []
    record = {
        "eventName": "s3:ObjectCreated:Put",
        "s3": {"bucket": {"name": "ml-drift-datasets"}, "object": {"key": "drifts%2Fa.csv"}},
    }

    def settle(event, record):
        return Settlement(Outcome.ACK, event.key, record)

    body = {"Records": [record, {"eventName": 7}]}
    settlements = settling.settle_records(body, settle, [observed.append])
    assert [(each.outcome, each.record) for each in settlements] == [
        (Outcome.ACK, "0"),
        (Outcome.DEAD_LETTER, "1"),
    ]
    assert observed == settlements[1:]
    (settlement,) = settling.settle_records(b"no event", settle, [observed.append])
    assert settlement.outcome is Outcome.DEAD_LETTER


def test_a_fault_is_settled_like_a_score(make_tools):
    store = store_with("drifts/a.csv")
    event = ObjectCreated(store.bucket, "drifts/a.csv")
    error = BatchError("too_costly", "it takes too long")
    settlement = settling.settle_fault(event, error, make_tools(store), last_attempt=True, record="7")
    assert (settlement.outcome, settlement.record, settlement.fresh) == (Outcome.ACK, "7", True)
    assert settlement.verdict.error.message == "it takes too long"
    tools = make_tools(Failing(StoreUnavailable("away")))
    settlement = settling.settle_fault(event, error, tools, last_attempt=False)
    assert (settlement.outcome, settlement.store_failed) == (Outcome.RETRY, True)


def test_a_thousand_records_about_a_few_files_score_each_file_once(make_tools):
    tools = make_tools(store_with("drifts/a.csv", "drifts/b.csv", "baselines/baseline.csv"))
    names = ["drifts/a.csv", "drifts/b.csv", "drifts/gone.csv", "elsewhere/c.csv"]
    records = [
        {
            "eventName": "s3:ObjectCreated:Put",
            "s3": {
                "bucket": {"name": tools.store.bucket},
                "object": {"key": names[number % len(names)], "sequencer": f"{number * 7919 % 1000:X}"},
            },
        }
        for number in range(1_000)
    ]
    records[500] = {"eventName": "s3:ObjectCreated:Put"}  # one that nobody can read
    settlements = settle_records({"Records": records}, tools)
    assert len(settlements) == 1_000
    assert sum(each.fresh for each in settlements) == 2
    assert [each.record for each in settlements if each.outcome is Outcome.DEAD_LETTER] == ["500"]


@pytest.mark.parametrize(
    "name", ["minio/put", "aws/sqs", "ceph/put-plus-percent-metadata", "versitygw/put-plus-percent"]
)
def test_a_damaged_event_is_settled_and_harms_nothing(make_tools, name):
    tools = make_tools(store_with("baselines/baseline.csv"))
    whole = (EVENTS / f"{name}.json").read_bytes()
    rng = np.random.default_rng(7)
    for _ in range(300):
        damaged = bytearray(whole)
        for place in rng.integers(len(damaged), size=rng.integers(1, 9)):
            damaged[place] = rng.integers(256)
        settlements = settle_records(bytes(damaged), tools)
        assert settlements
        assert not any(each.error for each in settlements)
