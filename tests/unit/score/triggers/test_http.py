"""The HTTP trigger's answers, without a server and without a store."""

import io
from pathlib import Path

import functions_framework
import pytest

from common import metrics, settings
from common.errors import SetupError
from common.stores.memory import MemoryStore
from functions.score.metrics import ScoreMetrics
from functions.score.triggers import http

SOURCE = Path(__file__).parents[4] / "functions/score/main.py"
TEXTS = b"id,text\n1,the cat sat on the mat\n2,a dog lay on the rug\n3,birds sang in the garden\n"
EVENT = {"ce-specversion": "1.0", "ce-type": "t", "ce-source": "/s", "ce-id": "1"}


@pytest.fixture
def function():
    """The application that the framework creates from the source file, and the trigger's module."""
    app = functions_framework.create_app("score", str(SOURCE), "http")
    return app.test_client(), http


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def client(function, store, make_tools, monkeypatch):
    client, module = function
    measured = ScoreMetrics()
    tools = make_tools(store, observers=(measured,))
    monkeypatch.setattr(module, "_instance", lambda: http.Function(settings.load({}), tools, measured, store))
    return client


def test_get_answers_the_health(client):
    assert (client.get("/").status_code, client.get("/healthz").json["status"]) == (200, "ok")


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, b"\x00\xff"),
        ({**EVENT, "ce-time": "yesterday"}, b"{}"),
        (EVENT, b"[1]"),
        (EVENT, b"7"),
        (EVENT, b""),
        ({"content-type": "application/cloudevents+json"}, b'{"specversion": "1.0", "time": 5, "data": [1]}'),
        ({"content-type": "application/cloudevents+json"}, b"[]"),
        ({"content-type": "application/cloudevents+json"}, b"not json"),
        ({"content-type": "application/cloudevents+json"}, b"[" * 100_000),
    ],
)
def test_a_malformed_event_is_not_requested_again(client, headers, body):
    answer = client.post("/", data=body, headers=headers)
    assert (answer.status_code, answer.json["outcome"]) == (422, "dead-letter")


def pushed(name, **attributes):
    """Return what Pub/Sub pushes: a notification of Cloud Storage without a description of the object."""
    about = {"eventType": "OBJECT_FINALIZE", "bucketId": "ml-drift-datasets", "objectId": name, **attributes}
    return {"message": {"attributes": about, "messageId": "1"}, "subscription": "projects/p/subscriptions/s"}


def cloud_event(kind, data):
    """Return headers and body of a CloudEvent of Eventarc, which has its attributes in the headers."""
    return {"headers": {**EVENT, "ce-type": kind, "content-type": "application/json"}, "json": data}


def requests(name):
    """Return how a file may be announced."""
    stored = {"bucket": "ml-drift-datasets", "name": name, "generation": "1"}
    return {
        "push": {"json": pushed(name)},
        "eventarc": cloud_event("google.cloud.pubsub.topic.v1.messagePublished", pushed(name)),
        "storage": cloud_event("google.cloud.storage.object.v1.finalized", stored),
    }


@pytest.mark.parametrize("way", requests(""))
def test_what_google_sends_is_done_when_the_file_has_its_verdict(client, store, way):
    for key in ("baselines/baseline.csv", "drifts/a b.csv"):
        store.put(key, io.BytesIO(TEXTS), len(TEXTS))
    answer = client.post("/", **requests("drifts/a b.csv")[way])
    assert (answer.status_code, answer.json["reason"]) == (200, "scored")
    assert answer.json["verdicts"][0]["drift"]["key"] == "drifts/a b.csv"
    again = client.post("/", **requests("drifts/a b.csv")[way])
    assert (again.status_code, again.json["reason"]) == (200, "this file already has its verdict")


@pytest.mark.parametrize("way", requests(""))
def test_what_google_sends_has_to_come_again_while_there_is_no_baseline(client, store, way):
    store.put("drifts/a.csv", io.BytesIO(TEXTS), len(TEXTS))
    assert client.post("/", **requests("drifts/a.csv")[way]).status_code == 503


def test_a_deletion_in_cloud_storage_is_done_without_a_verdict(client, store):
    store.put("drifts/a.csv", io.BytesIO(TEXTS), len(TEXTS))
    stored = {"kind": "storage#object", "bucket": "ml-drift-datasets", "name": "drifts/a.csv"}
    for request in (
        {"json": pushed("drifts/a.csv", eventType="OBJECT_DELETE")},
        cloud_event("google.cloud.storage.object.v1.deleted", stored),
    ):
        answer = client.post("/", **request)
        assert (answer.status_code, answer.json["verdicts"]) == (200, [])
        assert "announces no new object" in answer.json["reason"]


@pytest.mark.parametrize(
    "message", [{}, {"data": "e30"}, {"data": "bm8gSlNPTg=="}, {"attributes": {"a": "b"}}]
)
def test_a_push_that_nobody_can_read_is_not_done(client, message):
    answer = client.post("/", json={"message": message, "subscription": "s"})
    assert (answer.status_code, answer.json["outcome"]) == (422, "dead-letter")


def test_a_test_event_is_acked(client):
    assert client.post("/", json={"Event": "s3:TestEvent"}).status_code == 200


def test_the_metrics_are_at_their_own_path(client):
    client.post("/", data=b"not an event")
    answer = client.get(metrics.PATH)
    assert (answer.status_code, answer.headers["content-type"]) == (200, metrics.CONTENT_TYPE)
    assert 'driftline_events_total{outcome="dead-letter"} 1.0' in answer.text.splitlines()
    assert "driftline_ready" not in answer.text  # its health has a path of its own


def test_a_function_with_bad_settings_answers_503_and_only_its_log_has_the_reason(
    function, monkeypatch, caplog
):
    client, module = function

    def refuse():
        raise SetupError("a reason with a secret")

    monkeypatch.setattr(module, "_instance", refuse)
    answer = client.post("/", json={})
    assert answer.status_code == 503
    assert "a reason with a secret" not in answer.text
    assert "a reason with a secret" in caplog.text
