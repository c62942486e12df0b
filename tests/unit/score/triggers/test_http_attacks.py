"""What a hostile sender may send to the HTTP function."""

import io
import json
from pathlib import Path

import functions_framework
import pytest

from common import logs, settings
from common.stores.memory import MemoryStore
from functions.score import handler
from functions.score.metrics import ScoreMetrics
from functions.score.observer import log_settlement
from functions.score.triggers import http, settling

SOURCE = Path(__file__).parents[4] / "functions/score/main.py"
SECRET = "a-secret-of-the-senders"
KEY = "drifts/a.csv"
BUCKET = "ml-drift-datasets"


@pytest.fixture
def function():
    """The application that the framework creates from the source file, and the trigger's module."""
    app = functions_framework.create_app("score", str(SOURCE), "http")
    return app.test_client(), http


@pytest.fixture
def tools(make_tools):
    return make_tools(MemoryStore(), observers=(ScoreMetrics(), log_settlement), report=False)


@pytest.fixture
def client(function, tools, monkeypatch):
    client, module = function
    ours = http.Function(settings.load({}), tools, tools.observers[0], tools.store)
    monkeypatch.setattr(module, "_instance", lambda: ours)
    return client


def record(key=KEY, **described):
    stored = {"key": key, **described}
    return {
        "eventName": "s3:ObjectCreated:Put",
        "s3": {"bucket": {"name": BUCKET}, "object": stored},
    }


@pytest.mark.parametrize("depth", [*range(700, 1000, 20), 20_000])
@pytest.mark.parametrize(
    "frame", ['{"Records": [%s]}', '{"Records": [{"body": %s}]}', '{"detail-type": %s}', "%s"]
)
def test_deep_nesting_is_a_parse_error_or_ignored_at_every_depth(client, caplog, frame, depth):
    answer = client.post("/", data=frame % ("[" * depth + "]" * depth))
    assert answer.status_code in (200, 422)
    assert "internal error" not in answer.json["reason"]
    assert len(caplog.records) <= 1


@pytest.mark.parametrize(
    "event",
    [
        {"Records": [record("drifts/\ud800.csv")]},
        {"Records": [record("drifts/" + "a" * 2000)]},
        {"bucket": BUCKET, "drift_key": "drifts/\udfff.csv"},
        {"bucket": BUCKET, "drift_key": "drifts/" + "a" * 2000},
        {"bucket": BUCKET, "drift_key": KEY, "baseline_key": "\ud800"},
        {"bucket": BUCKET, "drift_key": {"key": "x" * 2000}},
        {"bucket": BUCKET, "drift_key": KEY, "baseline_key": ["x" * 2000]},
        {"bucket": BUCKET, "drift_key": KEY, "again": ["x" * 2000]},
        {"kind": "storage#object", "bucket": BUCKET, "name": "drifts/\ud800.csv"},
        {f"k{number}": 1 for number in range(10_000)},
        {"Records": [{"eventName": 10**4000}]},
        {"Records": [record({"a": 1})]},
    ],
)
def test_an_odd_event_is_a_parse_error_of_one_short_line(client, event, capsys):
    logs.set_up("json")
    answer = client.post("/", json=event)
    assert (answer.status_code, answer.json["outcome"]) == (422, "dead-letter")
    assert "internal error" not in answer.json["reason"]
    assert len(answer.data) < 1000
    (line,) = capsys.readouterr().err.splitlines()
    assert len(line) < 1000
    assert json.loads(line)["level"] == "warning"


def test_an_event_that_is_too_large_is_not_parsed(client, monkeypatch):
    monkeypatch.setattr(http, "settle_message", lambda *_, **__: pytest.fail("it was parsed"))
    body = b"[" + b"[]," * (http.EVENT_BYTES // 3) + b"[]]"
    answer = client.post("/", data=body)
    assert (answer.status_code, answer.json["outcome"]) == (413, "dead-letter")
    assert str(http.EVENT_BYTES) in answer.json["reason"]


def test_the_largest_event_is_read(client):
    body = json.dumps({"Event": "s3:TestEvent"}).encode().ljust(http.EVENT_BYTES)
    assert client.post("/", data=body).status_code == 200


def put(store, key, text):
    data = f"text\n{text}\n{text} again\n".encode()
    return store.put(key, io.BytesIO(data), len(data))


def test_an_object_that_many_records_name_is_scored_once(client, tools, monkeypatch):
    put(tools.store, "baselines/a.csv", "hello")
    put(tools.store, KEY, "hello")
    scored = []
    monkeypatch.setattr(
        settling, "score_object", lambda *given, **more: scored.append(1) or score(*given, **more)
    )
    score = handler.score_object
    records = [record(sequencer=f"{number:X}", eTag=f"{number}") for number in range(20)]
    answer = client.post("/", json={"Records": records})
    assert (answer.status_code, len(answer.json["records"]), len(answer.json["verdicts"])) == (200, 20, 1)
    assert len(scored) == 1


def test_a_forged_sequencer_silences_no_later_version(client, tools):
    put(tools.store, "baselines/a.csv", "hello")
    for number, text in enumerate(("hello", "other", "third")):
        etag = put(tools.store, KEY, text).etag
        forged = record(sequencer="F" * 32, versionId="z" * 32, eTag=etag if number else "forged")
        answer = client.post("/", json={"Records": [forged]})
        assert answer.json["verdicts"][0]["drift"]["etag"] == etag
        again = record(sequencer="01", eTag=etag)
        assert client.post("/", json={"Records": [again]}).json["verdicts"][0]["drift"]["etag"] == etag


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 401),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": "Basic " + SECRET}, 401),
        ({"Authorization": "Bearer é" + SECRET}, 401),
        ({"Authorization": "Bearer " + SECRET}, 200),
    ],
)
def test_with_a_secret_only_its_holders_send_events(function, tools, monkeypatch, capsys, headers, status):
    client, module = function
    logs.set_up("json")
    configured = settings.load({"DRIFTLINE_EVENT_TOKEN": SECRET})
    ours = http.Function(configured, tools, ScoreMetrics(), tools.store)
    monkeypatch.setattr(module, "_instance", lambda: ours)
    answer = client.post("/", json={"Event": "s3:TestEvent"}, headers=headers)
    assert answer.status_code == status
    assert ("WWW-Authenticate" in answer.headers) is (status == 401)
    assert client.get("/").status_code == 200  # health needs none
    assert SECRET not in answer.text + capsys.readouterr().err
