import json

import pytest

from common.errors import StoreUnavailable
from functions.score.triggers.queue_worker.health import FRESH_SECONDS, LATE_SECONDS, STUCK_SECONDS, Health


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


class Store:
    """Counts the questions, and fails if it has an error."""

    error = None
    asked = 0

    def __call__(self):
        self.asked += 1
        if self.error:
            raise self.error


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store():
    return Store()


@pytest.fixture
def health(clock, store):
    return Health(100.0, store, clock)


def test_a_worker_that_starts_is_live_but_not_ready(health, clock):
    clock.now = 10 * STUCK_SECONDS  # the model may take long to load
    assert health.live()[0]
    assert not health.ready()[0]


def test_a_worker_whose_loop_stops_is_not_live(health, clock):
    health.beat(consuming=True)
    assert health.live() == (True, {"loop": True, "file_in_time": True})
    clock.now = STUCK_SECONDS + 1
    assert health.live() == (False, {"loop": False, "file_in_time": True})
    assert not health.ready()[0]


def test_a_worker_that_does_not_end_a_file_after_its_time_limit_is_not_live(health, clock):
    with health.in_hand():
        clock.now = 100.0 + LATE_SECONDS - 1
        health.beat(consuming=True)
        assert health.live()[0]
        clock.now += 2
        health.beat(consuming=True)
        assert health.live() == (False, {"loop": True, "file_in_time": False})
    assert health.live()[0]


def test_a_ready_worker_consumes_and_its_store_answers(health):
    health.beat(consuming=True)
    expected = {
        "status": "ok",
        "consuming": True,
        "store": "ok",
        "waits_for": None,
        "loop": True,
        "file_in_time": True,
    }
    assert health.ready() == (True, expected)
    health.beat(consuming=False)
    assert health.ready() == (False, expected | {"status": "unwell", "consuming": False})


def test_readiness_names_what_the_worker_waits_for(health):
    health.beat(consuming=True)
    health.waits_for = "the store refuses every request"
    ready, report = health.ready()
    assert (ready, report["waits_for"]) == (False, "the store refuses every request")
    assert health.live()[0]


def test_readiness_names_what_is_wrong_with_the_store_and_asks_it_rarely(health, clock, store):
    health.beat(consuming=True)
    store.error = StoreUnavailable("the store does not answer")
    for _ in range(10):
        ready, report = health.ready()
        assert (ready, report["store"]) == (False, "the store does not answer")
    assert store.asked == 1
    assert health.live()[0]
    assert not health.is_ready()
    store.error = None
    clock.now = FRESH_SECONDS
    assert health.ready()[0]
    assert health.is_ready()
    assert store.asked == 2


def test_the_metrics_need_no_probe_to_notice_the_store(health, clock, store):
    health.beat(consuming=True)
    assert health.is_ready()
    store.error = StoreUnavailable("the store does not answer")
    clock.now = FRESH_SECONDS
    assert not health.is_ready()


def test_the_pages_answer_200_and_503(health):
    pages = health.pages()
    assert set(pages) == {"/livez", "/readyz", "/healthz"}
    status, content_type, body = pages["/livez"]()
    assert (status, content_type, json.loads(body)["loop"]) == (200, "application/json", True)
    for path in ("/readyz", "/healthz"):
        status, _, body = pages[path]()
        assert (status, json.loads(body)["consuming"]) == (503, False)
