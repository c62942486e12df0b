"""Dead letters with a fake channel; the real broker is in tests/integration/test_dead_letters.py."""

from collections import deque
from contextlib import contextmanager

import pika
import pytest
from pika.exceptions import NackError, UnroutableError

from common.errors import BrokerUnavailable, SetupError
from functions.score.triggers.rabbitmq import dead_letters
from functions.score.triggers.rabbitmq.dead_letter import letter_of


class FakeReader:
    """A queue whose messages are delivered until they are removed or given back; logs what is done."""

    def __init__(self, bodies, *, waiting=None, refusal=None, headers=None):
        self.queue = deque(bodies)
        self.waiting = len(bodies) if waiting is None else waiting
        self.channel = self
        self.log = []
        self._refusal = refusal
        self._headers = headers or {}
        self._bodies = list(bodies)

    def messages(self, most):
        properties = pika.BasicProperties(headers=self._headers, content_type="application/json")
        for tag in range(1, most + 1):
            if not self.queue:
                return
            yield tag, letter_of(self.queue.popleft(), properties), properties

    def remove(self, tag):
        self.log.append(("remove", self._bodies[tag - 1]))

    def basic_publish(self, exchange, routing_key, body, properties, *, mandatory):
        assert mandatory
        if self._refusal and body == self._refusal[0]:
            raise self._refusal[1]
        self.log.append(("publish", body))
        self.published = (exchange, routing_key, properties)


@pytest.fixture
def opened(monkeypatch):
    """Return a function that makes a fake reader the one that is opened."""

    def use(bodies, **more):
        reader = FakeReader(bodies, **more)

        @contextmanager
        def reading(url, queue):
            assert (url, queue) == ("amqp://broker", "drift.dead-letter")
            yield reader

        monkeypatch.setattr(dead_letters, "reading", reading)
        return reader

    return use


def everything(_):
    return True


def replay(chosen=everything):
    return dead_letters.replay("amqp://broker", "drift.dead-letter", chosen)


def test_reading_leaves_everything_and_counts_what_was_not_read(opened):
    reader = opened([b"1", b"2", b"3"])
    letters = dead_letters.read("amqp://broker", "drift.dead-letter", most=2)
    assert sorted(letter.body for letter in letters.read) == [b"1", b"2"]
    assert (letters.unread, letters.total) == (1, 3)
    assert reader.log == []


def test_letters_without_a_time_come_last(opened):
    job = b'{"drift_key": "drifts/a.csv", "bucket": "b"}'
    early = b'{"Records": [{"eventName": "s3:ObjectCreated:Put", "eventTime": "2026-01-01T00:00:00Z", '
    early += b'"s3": {"bucket": {"name": "b"}, "object": {"key": "drifts/b.csv"}}}]}'
    opened([job, early.replace(b"2026", b"2027"), early])
    read = dead_letters.read("amqp://broker", "drift.dead-letter").read
    assert [letter.body for letter in read] == [early, early.replace(b"2026", b"2027"), job]


def test_a_letter_is_published_before_it_is_removed(opened):
    reader = opened([b"1", b"2"])
    assert [letter.body for letter in replay()] == [b"1", b"2"]
    assert reader.log == [("publish", b"1"), ("remove", b"1"), ("publish", b"2"), ("remove", b"2")]


def test_only_the_chosen_letters_are_touched(opened):
    reader = opened([b"1", b"2"])
    replay(lambda letter: letter.body == b"2")
    assert reader.log == [("publish", b"2"), ("remove", b"2")]


def test_a_replay_begins_without_attempts_deaths_and_reasons(opened):
    reader = opened(
        [b"1"],
        headers={
            "x-attempt": 4,
            "x-reason": "r",
            "x-death": [{"count": 4}],
            "x-first-death-reason": "expired",
            "X-Delivery-Count": 7,
            "minio-event": "s3:ObjectCreated:Put",
        },
    )
    replay()
    exchange, routing_key, properties = reader.published
    assert (exchange, routing_key) == ("", "drift.score")
    assert properties.headers == {"minio-event": "s3:ObjectCreated:Put"}
    assert properties.content_type == "application/json"
    assert properties.delivery_mode == 2


@pytest.mark.parametrize(
    ("refusal", "error"), [(UnroutableError([]), SetupError), (NackError([]), BrokerUnavailable)]
)
def test_what_the_broker_does_not_take_stays(opened, refusal, error):
    reader = opened([b"1", b"2", b"3"], refusal=(b"2", refusal))
    with pytest.raises(error):
        replay()
    assert reader.log == [("publish", b"1"), ("remove", b"1")]


def test_a_letter_that_comes_back_at_once_is_not_replayed_for_ever(opened):
    reader = opened([b"1"] * 5, waiting=2)
    assert len(replay()) == 2
    assert len(reader.queue) == 3


def test_dropped_letters_are_published_nowhere(opened):
    reader = opened([b"1", b"2"])
    dropped = dead_letters.drop("amqp://broker", "drift.dead-letter", lambda letter: letter.body == b"1")
    assert [letter.body for letter in dropped] == [b"1"]
    assert reader.log == [("remove", b"1")]
