"""Copies of messages with a fake broker; the real one is in tests/integration/test_alarms.py."""

import threading
import time
from types import SimpleNamespace

import pytest
from pika.exceptions import NackError, UnroutableError

from common.errors import BrokerUnavailable, SetupError
from functions.score.triggers.rabbitmq import hand_over
from functions.score.triggers.rabbitmq.hand_over import HandOver

pytestmark = pytest.mark.usefixtures("no_pauses")


class Broker:
    """Opens connections, records what they publish, and raises the planned errors first."""

    def __init__(self, *errors):
        self.errors = list(errors)
        self.published = []
        self.open = 0
        self.delay = 0.0

    def connect(self, _url, _purpose):
        self._fail(BrokerUnavailable, SetupError)
        self.open += 1
        return SimpleNamespace(channel=lambda: self, close=self._close)

    def confirm_delivery(self):
        pass

    def basic_publish(self, exchange, key, body, properties, *, mandatory):
        self._fail(NackError, UnroutableError)
        time.sleep(self.delay)
        assert mandatory
        self.published.append((exchange, key, body, properties))

    def _fail(self, *kinds):
        if self.errors and isinstance(self.errors[0], kinds):
            raise self.errors.pop(0)

    def _close(self):
        self.open -= 1


@pytest.fixture
def make(monkeypatch, stopping, health):
    def make_hand_over(broker):
        monkeypatch.setattr(hand_over, "connect", broker.connect)
        return HandOver("amqp://broker", stopping, health)

    return make_hand_over


def properties(**headers):
    return SimpleNamespace(content_type="application/json", headers=headers)


def test_each_way_has_its_exchange_and_headers(make, make_delivery):
    broker = Broker()
    handing_over = make(broker)
    delivery = make_delivery(b"body", attempt=1, properties=properties(**{"x-own": 7, "x-delivery-count": 3}))
    assert handing_over.retry(delivery, "later") is True
    assert handing_over.dead_letter(delivery, "never") is True
    assert handing_over.renew(delivery, "held for long") is True
    assert [(exchange, key, body) for exchange, key, body, _ in broker.published] == [
        ("drift.retry", "2", b"body"),
        ("drift.dead-letter", "drift.score", b"body"),
        ("drift.retry", "1", b"body"),
    ]
    # The copy is a new message: nobody has delivered it yet.
    assert [published.headers for *_, published in broker.published] == [
        {"x-own": 7, "x-attempt": 2, "x-reason": "later"},
        {"x-own": 7, "x-attempt": 1, "x-reason": "never"},
        {"x-own": 7, "x-attempt": 1, "x-reason": "held for long"},
    ]
    assert {published.delivery_mode for *_, published in broker.published} == {2}
    assert broker.open == 0


def test_a_long_reason_and_half_a_surrogate_pair_fit_into_the_header(make, make_delivery):
    broker = Broker()
    make(broker).retry(make_delivery(), "\ud800" + "x" * 10_000)
    reason = broker.published[0][3].headers["x-reason"]
    assert reason.startswith("\\ud800xxx")
    assert len(reason) < 1100


@pytest.mark.parametrize("refusal", [NackError([]), UnroutableError([])])
def test_a_copy_that_the_broker_does_not_accept_is_reported(make, make_delivery, refusal):
    broker = Broker(refusal)
    assert make(broker).retry(make_delivery(), "later") is False
    assert broker.open == 0


def test_a_broker_that_is_away_or_refuses_the_user_is_tried_again(make, make_delivery, logged):
    errors = [BrokerUnavailable("away"), BrokerUnavailable("away"), SetupError("refused")]
    assert make(Broker(*errors)).retry(make_delivery(), "later") is True
    assert logged == [f"{error}; the message waits, nothing is lost" for error in ("away", "refused")]


@pytest.mark.parametrize("end", ["stopped", "lost"])
def test_there_is_no_answer_if_the_worker_stops_or_has_lost_the_original(make, make_delivery, stopping, end):
    if end == "stopped":
        stopping.set()
    broker = Broker(*[BrokerUnavailable("away")] * 9)
    assert make(broker).retry(make_delivery(lost=end == "lost"), "later") is None
    assert len(broker.errors) == 8


def test_a_broker_that_accepts_nothing_for_a_while_makes_the_worker_unready(
    make, make_delivery, health, logged, monkeypatch
):
    monkeypatch.setattr(hand_over, "LATE_SECONDS", 0.05)
    broker = Broker()
    broker.delay = 0.5
    publishing = threading.Thread(target=make(broker).retry, args=(make_delivery(), "later"))
    publishing.start()
    deadline = time.monotonic() + 10
    while not health.waits_for and time.monotonic() < deadline:
        time.sleep(0.01)
    assert "accepts no messages now" in health.waits_for
    publishing.join()
    assert health.waits_for is None
    assert len(logged) == 1
