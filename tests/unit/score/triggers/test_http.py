"""The HTTP trigger's answers, without a server and without a store."""

from pathlib import Path

import functions_framework
import pytest

from common import metrics, settings
from common.errors import SetupError
from common.stores.memory import MemoryStore
from functions.score.metrics import ScoreMetrics
from functions.score.triggers import http

SOURCE = Path(__file__).parents[4] / "functions/score/main.py"
EVENT = {"ce-specversion": "1.0", "ce-type": "t", "ce-source": "/s", "ce-id": "1"}


@pytest.fixture
def function():
    """The application that the framework creates from the source file, and the trigger's module."""
    app = functions_framework.create_app("score", str(SOURCE), "http")
    return app.test_client(), http


@pytest.fixture
def client(function, make_tools, monkeypatch):
    client, module = function
    measured = ScoreMetrics()
    tools = make_tools(MemoryStore(), observers=(measured,))
    monkeypatch.setattr(module, "_instance", lambda: (settings.load({}), tools, measured))
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
