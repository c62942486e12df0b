import io
import json
from datetime import UTC, datetime, timedelta

import pytest

from common.errors import Fate, StoreRefused, StoreUnavailable
from common.stores.memory import MemoryStore
from functions.score import settlement as settlement_module
from functions.score.settlement import settle_message

TEXTS = b"text\nthe cat sat on the mat\na dog lay on the rug\n"


class Failing(MemoryStore):
    """A store whose every request fails in one way."""

    def __init__(self, error):
        super().__init__()
        self.error = error

    def open(self, *_, **__):
        raise self.error


def job(key="drifts/a.csv"):
    return {"bucket": "ml-drift-datasets", "drift_key": key}


def store_with(*names):
    store = MemoryStore()
    for key in names:
        store.put(key, io.BytesIO(TEXTS), len(TEXTS))
    return store


def test_an_old_event_is_at_its_last_attempt_where_nobody_counts(make_tools):
    tools = make_tools(store_with("drifts/lonely.csv"))
    record = {
        "eventName": "s3:ObjectCreated:Put",
        "eventTime": (datetime.now(UTC) - timedelta(minutes=20)).isoformat(),
        "s3": {"bucket": {"name": tools.store.bucket}, "object": {"key": "drifts%2Flonely.csv"}},
    }
    assert settle_message({"Records": [record]}, tools, patience_seconds=3600).fate is Fate.RETRY
    settlement = settle_message({"Records": [record]}, tools, patience_seconds=600)
    assert settlement.fate is Fate.ACK
    assert settlement.outcomes[0].verdict.status == "no_baseline"


def test_waiting_long_ends_the_wait_for_a_baseline_and_nothing_else(make_tools):
    record = {
        "eventName": "s3:ObjectCreated:Put",
        "eventTime": (datetime.now(UTC) - timedelta(hours=1)).isoformat(),
        "s3": {"bucket": {"name": "ml-drift-datasets"}, "object": {"key": "drifts%2Fa.csv"}},
    }
    tools = make_tools(Failing(StoreUnavailable("away")))
    assert settle_message({"Records": [record]}, tools, patience_seconds=600).fate is Fate.RETRY


def test_a_bug_in_reading_events_parks_the_message(make_tools, monkeypatch):
    def broken(_):
        raise RuntimeError("a bug")

    monkeypatch.setattr(settlement_module, "parse_object_created", broken)
    assert settle_message(b"{}", make_tools(MemoryStore())).reason.startswith("unforeseen RuntimeError")


def test_a_scored_event_is_acked_with_its_verdict(make_tools):
    settlement = settle_message(
        job(), make_tools(store_with("drifts/a.csv", "baselines/a.csv")), last_attempt=False
    )
    assert settlement.fate is Fate.ACK
    assert settlement.outcomes[0].verdict.status == "ok"


@pytest.mark.parametrize(
    ("error", "fate", "at_last"),
    [
        (StoreUnavailable("away"), Fate.RETRY, Fate.PARK),
        (StoreRefused("no"), Fate.PARK, Fate.PARK),
        (RuntimeError("unforeseen RuntimeError"), Fate.PARK, Fate.PARK),
    ],
)
def test_every_failure_has_its_fate_and_its_reason(make_tools, error, fate, at_last):
    tools = make_tools(Failing(error))
    assert settle_message(job(), tools, last_attempt=False).fate is fate
    settlement = settle_message(job(), tools, last_attempt=True)
    assert settlement.fate is at_last
    assert str(error) in settlement.reason


@pytest.mark.parametrize(
    ("body", "fate"),
    [
        (b"\x00\xff", Fate.PARK),
        (b'{"no": "records"}', Fate.PARK),
        (b'{"Event": "s3:TestEvent"}', Fate.ACK),
        (json.dumps({"bucket": "other", "drift_key": "drifts/a.csv"}).encode(), Fate.ACK),
        (json.dumps(job("drifts/folder/")).encode(), Fate.ACK),
        (json.dumps(job("drifts/gone.csv")).encode(), Fate.ACK),
    ],
)
def test_what_is_no_work_is_parked_or_ignored_with_one_log_line(make_tools, caplog, body, fate):
    with caplog.at_level("INFO", "driftline"):
        settlement = settle_message(body, make_tools(MemoryStore()), last_attempt=False)
    assert settlement.fate is fate
    assert len(caplog.records) == 1
    assert settlement.reason in caplog.records[0].getMessage()


def test_of_several_records_the_most_careful_fate_wins(make_tools):
    store = store_with("drifts/a.csv", "drifts/lonely/b.csv", "baselines/a.csv")
    records = [
        {
            "eventName": "s3:ObjectCreated:Put",
            "s3": {"bucket": {"name": store.bucket}, "object": {"key": key}},
        }
        for key in ("drifts%2Fa.csv", "drifts%2Flonely%2Fb.csv")
    ]
    settlement = settle_message({"Records": records}, make_tools(store), last_attempt=False)
    assert settlement.fate is Fate.RETRY
    assert [outcome.verdict.drift.key for outcome in settlement.outcomes] == ["drifts/a.csv"]
