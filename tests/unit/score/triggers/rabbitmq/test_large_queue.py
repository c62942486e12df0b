"""Passing messages on with a fake broker; the real one is in tests/integration/test_large_files.py."""

import json
from types import SimpleNamespace

import pytest
from pika.exceptions import (
    ChannelClosedByBroker,
    ConnectionBlockedTimeout,
    NackError,
    StreamLostError,
    UnroutableError,
)

from common.errors import BrokerUnavailable, SetupError
from common.events import ObjectCreated, parse_object_created
from functions.score.triggers.rabbitmq import large_queue
from functions.score.triggers.rabbitmq.large_queue import LargeQueue

NOT_FOUND = ChannelClosedByBroker(404, "no queue")
REFUSED = ChannelClosedByBroker(403, "access refused")


class Broker:
    """A connection and its channels: answers about the queue, and records, or refuses, what is published."""

    def __init__(self, messages=0, consumers=1, *, connecting=None, declaring=None, publishing=None):
        self.state = SimpleNamespace(message_count=messages, consumer_count=consumers)
        self.connecting, self.declaring, self.publishing = connecting, declaring, publishing
        self.published = []
        self.open = 0
        self.confirms = False

    def connect(self, _url, _name, *, blocked_seconds):
        assert blocked_seconds > 0, "a broker with an alarm would hold up the small files"
        _fail(self.connecting)
        self.open += 1
        return SimpleNamespace(channel=lambda: self, close=self._closed)

    def queue_declare(self, queue, *, passive):
        assert (queue, passive) == ("drift.large", True)
        _fail(self.declaring)
        return SimpleNamespace(method=self.state)

    def confirm_delivery(self):
        self.confirms = True

    def basic_publish(self, exchange, key, body, properties, *, mandatory):
        assert mandatory
        assert self.confirms
        _fail(self.publishing)
        self.published.append((exchange, key, body, properties))

    def close(self):
        self.confirms = False

    def _closed(self):
        self.open -= 1


def _fail(error):
    if error:
        raise error


@pytest.fixture
def make(monkeypatch):
    def make_queue(broker):
        monkeypatch.setattr(large_queue, "connect", broker.connect)
        return LargeQueue("amqp://broker", 100)

    return make_queue


def test_a_copy_keeps_its_attempts_but_not_how_often_the_original_was_delivered(make, make_delivery):
    broker = Broker()
    properties = SimpleNamespace(content_type="application/json", headers={"x-delivery-count": 3, "own": 7})
    assert make(broker).pass_on(make_delivery(b"body", attempt=2, properties=properties)) is True
    ((exchange, key, body, published),) = broker.published
    assert (exchange, key, body) == ("drift.large", "drift.large", b"body")
    assert published.headers == {"own": 7, "x-attempt": 2, "x-reason": "a large file"}
    assert published.delivery_mode == 2
    assert broker.open == 0


@pytest.mark.parametrize(
    "broker",
    [
        Broker(consumers=0),
        Broker(messages=5, consumers=0),
        Broker(declaring=NOT_FOUND),
        Broker(declaring=REFUSED),
        Broker(connecting=BrokerUnavailable("away")),
        Broker(connecting=SetupError("refused")),
        Broker(publishing=NackError([])),
        Broker(publishing=UnroutableError([])),
        Broker(publishing=REFUSED),
        Broker(publishing=StreamLostError("lost before the confirm")),
        Broker(publishing=ConnectionBlockedTimeout("no memory")),
    ],
)
@pytest.mark.parametrize("way", ["pass_on", "announce"])
def test_a_queue_that_takes_nothing_leaves_the_file_to_this_worker(make, make_delivery, broker, way):
    broker.published.clear()
    about = make_delivery() if way == "pass_on" else ObjectCreated("b", "drifts/a.csv")
    if way == "announce":
        broker.state.message_count = 0
    assert getattr(make(broker), way)(about) is False
    assert broker.published == []
    assert broker.open == 0


def test_a_message_is_passed_on_however_many_wait(make, make_delivery):
    broker = Broker(messages=1000)
    assert make(broker).pass_on(make_delivery()) is True
    assert len(broker.published) == 1


@pytest.mark.parametrize("again", [False, True])
def test_a_file_is_announced_as_a_job(make, again):
    broker = Broker()
    event = ObjectCreated("b", "drifts/a +%2B.csv", again=again)
    assert make(broker).announce(event) is True
    ((_, _, body, _),) = broker.published
    (read,) = parse_object_created(body)
    assert (read.bucket, read.key, read.again) == ("b", "drifts/a +%2B.csv", again)
    assert json.loads(body)["drift_key"] == event.key


def test_nothing_is_announced_while_messages_wait_because_the_files_may_be_one_of_them(make):
    broker = Broker(messages=1)
    assert make(broker).announce(ObjectCreated("b", "drifts/a.csv")) is True
    assert broker.published == []
