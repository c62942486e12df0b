"""The worker's loop with a fake consumer; the real one is in tests/integration/test_worker.py."""

import threading
import time
from collections import deque

import pytest

from common.errors import BrokerUnavailable, SetupError, StoreRefusesAll
from functions.score.triggers.queue_worker.queue import Decision
from functions.score.triggers.queue_worker.worker import Worker

pytestmark = pytest.mark.usefixtures("no_pauses")


class FakeConsumer:
    """Delivers each message once and records what becomes of it."""

    def __init__(self, deliveries=(), outcomes=None):
        self.waiting = deque(deliveries)
        self.outcomes = [] if outcomes is None else outcomes
        self.callbacks = deque()
        self.unsettled = 0
        self.lost = False
        self.on_delivery = None

    def __call__(self, on_delivery):
        self.on_delivery = on_delivery
        return self

    def process(self, _):
        if self.lost:
            raise BrokerUnavailable("the connection is lost")
        while self.callbacks:
            self.callbacks.popleft()()
        if self.waiting and not self.unsettled:
            self.unsettled += 1
            self.on_delivery(self, self.waiting.popleft())
        time.sleep(0.002)

    def call_from_thread(self, callback):
        self.callbacks.append(callback)

    def ack(self, delivery):
        self._done("ack", delivery)

    def requeue(self, delivery):
        self._done("requeue", delivery)

    def leave(self):
        self.unsettled -= 1

    def _done(self, outcome, delivery):
        self.unsettled -= 1
        self.outcomes.append((outcome, delivery))

    def stop_consuming(self):
        self.waiting.clear()

    def close(self):
        pass


@pytest.fixture
def start(stopping, health):
    """Return a function that starts a worker in a thread; the test's end stops it."""
    running = []

    def start_worker(connect, decide=lambda _: Decision.ACK, check_store=lambda: None, sweeper=None):
        worker = Worker(connect, decide, check_store, health, stopping, sweeper)
        thread = threading.Thread(target=worker.run)
        thread.start()
        running.append(thread)
        return thread

    yield start_worker
    stopping.set()
    for thread in running:
        thread.join(10)
        assert not thread.is_alive()


def wait_for(condition):
    deadline = time.monotonic() + 10
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_each_decision_is_carried_out(start):
    consumer = FakeConsumer(Decision)
    start(consumer, decide=lambda delivery: delivery)
    wait_for(lambda: len(consumer.outcomes) == 2 and not consumer.unsettled)
    assert consumer.outcomes == [("ack", Decision.ACK), ("requeue", Decision.REQUEUE)]


def test_a_bug_returns_the_message_and_blocks_nothing(start, logged):
    def decide(delivery):
        if delivery == "bug":
            raise KeyError(delivery)
        return Decision.ACK

    consumer = FakeConsumer(["bug", "other"])
    start(consumer, decide)
    wait_for(lambda: len(consumer.outcomes) == 2)
    assert consumer.outcomes == [("requeue", "bug"), ("ack", "other")]
    assert "internal error; the message goes back to the broker" in logged


def test_the_worker_waits_for_a_broker_that_is_away_and_logs_it_once(start, logged):
    tries = iter([BrokerUnavailable("away"), BrokerUnavailable("away")])
    consumer = FakeConsumer(["a"])

    def connect(on_delivery):
        for error in tries:
            raise error
        return consumer(on_delivery)

    start(connect)
    wait_for(lambda: consumer.outcomes)
    assert logged == ["away; trying again", "connected; waiting for files"]


def test_the_worker_consumes_nothing_before_the_store_answers(start, health):
    answers = iter([StoreRefusesAll("wrong password"), StoreRefusesAll("wrong password")])
    consumer = FakeConsumer(["a"])

    def check_store():
        for error in answers:
            assert consumer.on_delivery is None
            assert not health.ready()[0]
            raise error

    start(consumer, check_store=check_store)
    wait_for(lambda: consumer.outcomes)


def test_a_broker_that_refuses_the_user_at_the_start_ends_the_worker(stopping, health):
    def connect(_):
        raise SetupError("the broker refuses the user")

    with pytest.raises(SetupError):
        Worker(connect, lambda _: Decision.ACK, lambda: None, health, stopping).run()


def test_a_broker_that_refuses_the_user_later_is_tried_again(start, logged):
    first, second = FakeConsumer(), FakeConsumer(["a"])
    answers = iter([first, SetupError("the broker refuses the user"), second])

    def connect(on_delivery):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer(on_delivery)

    start(connect)
    wait_for(lambda: first.on_delivery)
    first.lost = True
    wait_for(lambda: second.outcomes)
    assert "the broker refuses the user; trying again" in logged


def test_the_worker_can_be_stopped_while_it_waits_for_the_broker(start):
    tried = []

    def connect(_):
        tried.append(1)
        raise BrokerUnavailable("away")

    start(connect)
    wait_for(lambda: tried)


def test_a_stop_waits_for_the_current_file(start, stopping):
    finish = threading.Event()
    consumer = FakeConsumer(["a", "b"])
    thread = start(consumer, decide=lambda _: finish.wait(10) and Decision.ACK)
    wait_for(lambda: consumer.unsettled)
    stopping.set()
    thread.join(0.3)
    assert thread.is_alive()
    finish.set()
    thread.join(10)
    assert consumer.outcomes == [("ack", "a")]


def test_a_stop_does_not_wait_for_the_environment(start, stopping, health):
    never = threading.Event()
    consumer = FakeConsumer(["a"])
    thread = start(consumer, decide=lambda _: never.wait(10) and Decision.ACK)
    wait_for(lambda: consumer.unsettled)
    health.waits_for = "the store"
    stopping.set()
    thread.join(5)
    assert not thread.is_alive()
    assert consumer.outcomes == []
    never.set()


class FakeSweeper:
    """Counts its turns; a turn can be made to take until the test ends it."""

    def __init__(self, wait):
        self.wait = wait
        self.turns = 0
        self.closed = False
        self.finish = threading.Event()
        self.finish.set()

    def turn(self):
        self.turns += 1
        self.finish.wait(10)
        return self.wait

    def close(self):
        self.closed = True


def test_an_idle_worker_sweeps_and_messages_come_first(start, stopping):
    sweeper, consumer = FakeSweeper(0.0), FakeConsumer()
    thread = start(consumer, sweeper=sweeper)
    wait_for(lambda: sweeper.turns > 2)
    sweeper.wait = 1000.0
    consumer.waiting.append("a")  # ends the pause
    wait_for(lambda: consumer.outcomes)
    stopping.set()
    thread.join(10)
    assert sweeper.closed


def test_a_stop_waits_for_the_file_of_a_sweep(start, stopping):
    sweeper = FakeSweeper(0.0)
    sweeper.finish.clear()
    thread = start(FakeConsumer(), sweeper=sweeper)
    wait_for(lambda: sweeper.turns)
    stopping.set()
    thread.join(0.3)
    assert thread.is_alive()
    sweeper.finish.set()
    thread.join(10)
    assert sweeper.closed


def test_a_worker_without_a_broker_does_not_sweep(start):
    sweeper, tried = FakeSweeper(0.0), []

    def connect(_):
        tried.append(1)
        raise BrokerUnavailable("away")

    start(connect, sweeper=sweeper)
    wait_for(lambda: len(tried) > 3)
    assert sweeper.turns == 0
