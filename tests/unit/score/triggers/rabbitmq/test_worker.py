"""The worker's loop with a fake consumer; the real one is in tests/integration/test_worker.py."""

import threading
import time
from collections import deque
from types import SimpleNamespace

import pytest

from common.errors import BrokerUnavailable
from common.stores.memory import MemoryStore
from functions.score.triggers.rabbitmq import worker as worker_module
from functions.score.triggers.rabbitmq.health import Health
from functions.score.triggers.rabbitmq.worker import Worker


class FakeConsumer:
    """Delivers each message once and records its outcome."""

    def __init__(self, bodies, outcomes):
        self.waiting = deque(bodies)
        self.outcomes = outcomes
        self.callbacks = deque()
        self.unsettled = 0
        self.on_delivery = None

    def __call__(self, on_delivery):
        self.on_delivery = on_delivery
        return self

    def process(self, _):
        while self.callbacks:
            self.callbacks.popleft()()
        if self.waiting:
            self.unsettled += 1
            self.on_delivery(
                self, SimpleNamespace(body=self.waiting.popleft(), last_attempt=False, lost=False)
            )
        time.sleep(0.005)

    def call_from_thread(self, callback):
        self.callbacks.append(callback)

    def ack(self, _):
        self._done("ack")

    def retry(self, _, reason):
        self._done(f"retry: {reason}")

    def dead_letter(self, _, reason):
        self._done(f"dead-letter: {reason}")

    def _done(self, outcome):
        self.unsettled -= 1
        self.outcomes.append(outcome)

    def stop_consuming(self):
        self.waiting.clear()

    def close(self):
        pass


@pytest.fixture
def run(make_tools):
    """Run a worker in a thread until a condition holds, then stop it."""

    def until(connect, condition):
        worker = Worker(connect, make_tools(MemoryStore()), Health())
        running = threading.Thread(target=worker.run)
        running.start()
        deadline = time.monotonic() + 10
        while not condition() and time.monotonic() < deadline:
            time.sleep(0.005)
        worker.stop()
        running.join(10)
        assert not running.is_alive()

    return until


def test_each_message_has_its_outcome(run):
    outcomes = []
    bodies = [b'{"Event": "s3:TestEvent"}', b"no event", b'{"bucket": "other", "drift_key": "drifts/a.csv"}']
    run(FakeConsumer(bodies, outcomes), lambda: len(outcomes) == 3)
    assert [outcome.partition(":")[0] for outcome in outcomes] == ["ack", "dead-letter", "ack"]


def test_a_panic_in_compiled_code_dead_letters_its_message_and_blocks_nothing(run, monkeypatch):
    class Panic(BaseException):
        pass

    def panic(*_, **__):
        raise Panic

    monkeypatch.setattr(worker_module, "settle_message", panic)
    outcomes = []
    run(FakeConsumer([b"{}", b"{}"], outcomes), lambda: len(outcomes) == 2)
    assert (
        outcomes == ["dead-letter: internal error (Panic); moved to the dead-letter queue, see traceback"] * 2
    )


def test_the_worker_waits_for_a_broker_that_is_away(run):
    outcomes = []
    consumer = FakeConsumer([b'{"Event": "s3:TestEvent"}'], outcomes)
    tries = iter([BrokerUnavailable("away"), BrokerUnavailable("away")])

    def connect(on_delivery):
        for error in tries:
            raise error
        return consumer(on_delivery)

    run(connect, lambda: outcomes)
    assert outcomes == ["ack"]


def test_the_worker_can_be_stopped_while_it_waits_for_the_broker(run):
    tried = []

    def connect(_):
        tried.append(1)
        raise BrokerUnavailable("away")

    run(connect, lambda: tried)
