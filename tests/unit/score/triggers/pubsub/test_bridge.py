import json
from types import SimpleNamespace

import pytest
from flask import Request
from google.api_core import exceptions
from werkzeug.test import EnvironBuilder

from common.errors import SetupError
from common.settings import Settings
from functions.score.triggers.pubsub import bridge as module
from functions.score.triggers.pubsub.bridge import MOST_BYTES, Bridge, bridge

TOPIC = "projects/p/topics/drift"
PUT = {
    "eventName": "s3:ObjectCreated:Put",
    "s3": {"bucket": {"name": "b"}, "object": {"key": "drifts/a.csv"}},
}
EVENT = json.dumps({"EventName": "s3:ObjectCreated:Put", "Key": "b/drifts/a.csv", "Records": [PUT]}).encode()
REMOVED = EVENT.replace(b"Created:Put", b"Removed:Delete")


def configured(**more):
    return Settings(**{"pubsub_topic": TOPIC, "bridge_token": "token", **more})


class Topic:
    """What was published; fails as often as it has errors."""

    def __init__(self):
        self.messages, self.errors, self.opened, self.closed = [], [], 0, 0

    def open(self):
        self.opened += 1
        return SimpleNamespace(transport=SimpleNamespace(close=self.close))

    def close(self):
        self.closed += 1

    def publish(self, _client, topic, data, attributes):
        if self.errors:
            raise self.errors.pop()
        self.messages.append((topic, data, attributes))


@pytest.fixture
def topic(monkeypatch):
    topic = Topic()
    ours = Bridge(configured(), topic.open)
    monkeypatch.setattr(module, "publish", topic.publish)
    monkeypatch.setattr(module, "_instance", lambda: ours)
    return topic


def ask(body=EVENT, *, sent="Bearer token", method="POST"):
    builder = EnvironBuilder(method=method, data=body, headers={"Authorization": sent} if sent else {})
    return bridge(Request(builder.get_environ()))


def test_an_event_is_published_as_it_is_and_then_answered(topic):
    assert ask() == ({"status": "published"}, 200)
    assert topic.messages == [(TOPIC, EVENT, {})]


def test_an_event_that_announces_no_new_object_is_published_too(topic):
    assert ask(REMOVED)[1] == 200
    assert len(topic.messages) == 1


@pytest.mark.parametrize(
    "sent", [None, "", "Bearer", "Bearer ", "Bearer other", "token", "Basic token", "Bearer é"]
)
def test_nothing_is_published_without_the_token(topic, sent):
    assert ask(sent=sent)[1] == 401
    assert topic.messages == []


@pytest.mark.parametrize("body", [b"", b"hello", b"[]", b"{}", b'{"a": 1}', b"\xff", b"[" * 100_000])
def test_what_can_never_be_an_event_is_refused(topic, body):
    assert ask(body)[1] == 400
    assert topic.messages == []


def test_a_large_body_is_refused_before_all_of_it_is_read(topic):
    assert ask(b" " * (MOST_BYTES + 1))[1] == 413
    assert ask(EVENT + b" " * (MOST_BYTES - len(EVENT)))[1] == 200


@pytest.mark.parametrize(
    "error",
    [
        exceptions.ServiceUnavailable("away"),
        exceptions.DeadlineExceeded("late"),
        exceptions.TooManyRequests("x"),
    ],
)
def test_an_outage_asks_for_the_event_again_and_ends_the_connection(topic, error):
    topic.errors = [error]
    assert ask()[1] == 503
    assert (topic.opened, topic.closed, topic.messages) == (1, 1, [])
    assert ask()[1] == 200
    assert (topic.opened, topic.closed) == (2, 1)


@pytest.mark.parametrize("error", [exceptions.NotFound("no topic"), exceptions.PermissionDenied("not you")])
def test_a_topic_that_is_missing_or_forbidden_asks_for_the_event_again(topic, caplog, error):
    topic.errors = [error]
    assert ask()[1] == 503
    assert TOPIC in caplog.text
    assert "token" not in caplog.text
    assert ask()[1] == 200


def test_it_says_that_it_runs_without_a_token(topic):
    assert ask(b"", sent=None, method="GET") == ({"status": "ok"}, 200)


@pytest.mark.parametrize(
    ("missing", "message"),
    [("pubsub_topic", "set DRIFTLINE_PUBSUB_TOPIC"), ("bridge_token", "set DRIFTLINE_BRIDGE_TOKEN")],
)
def test_a_missing_setting_is_named(missing, message):
    with pytest.raises(SetupError, match=message):
        Bridge(configured(**{missing: None}))
