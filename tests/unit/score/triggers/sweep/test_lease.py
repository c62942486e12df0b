import json
import threading

import pytest

from common import keys
from common.errors import StoreRefused, StoreUnavailable, WriteConflict
from functions.score.triggers.sweep import lease as lease_module
from functions.score.triggers.sweep.lease import PERIOD_SECONDS, RENEW_SECONDS, Lease


class Clock:
    """Monotonic seconds that only the test moves."""

    def __init__(self):
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds

    def wait(self, seconds):
        self.seconds += seconds


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def candidate(store, clock):
    return lambda name: Lease(store, name, clock)


def content(store):
    with store.open(keys.SWEEP) as opened:
        return json.loads(opened.stream.read())


def test_one_candidate_gets_the_lease_and_the_next_after_its_release(store, candidate):
    ann, bob = candidate("ann"), candidate("bob")
    assert ann.take()
    assert content(store)["holder"] == "ann"
    assert not bob.take()
    assert bob.holder == "ann"
    ann.release()
    assert content(store)["holder"] is None
    assert bob.take()


def test_two_candidates_at_once_do_not_both_get_it(store, candidate, monkeypatch):
    ann, bob = candidate("ann"), candidate("bob")
    look = Lease.look

    def both_look(lease):
        look(lease)
        monkeypatch.setattr(Lease, "look", look)
        assert bob.take()  # between ann's look and her write

    monkeypatch.setattr(Lease, "look", both_look)
    assert not ann.take()
    assert content(store)["holder"] == "bob"


def test_a_live_holder_keeps_the_lease(clock, candidate):
    ann, bob = candidate("ann"), candidate("bob")
    ann.take()
    for _ in range(20):
        assert not bob.take()
        clock.wait(RENEW_SECONDS)
        ann.renew()


def test_the_lease_of_a_dead_holder_is_taken_over_after_the_period(store, clock, candidate, caplog):
    ann, bob = candidate("ann"), candidate("bob")
    ann.take()
    clock.wait(1000)  # how long ann has been dead before bob comes proves nothing to him
    assert not bob.take()
    clock.wait(PERIOD_SECONDS - 1)
    assert not bob.take()
    clock.wait(1)
    with caplog.at_level("INFO"):
        assert bob.take()
    assert "taking over from ann" in caplog.text
    clock.wait(RENEW_SECONDS)
    with pytest.raises(WriteConflict):
        ann.renew()
    ann.release()  # which changes nothing
    assert content(store)["holder"] == "bob"


def test_the_clock_of_the_store_plays_no_part(store, clock, candidate):
    ann, bob = candidate("ann"), candidate("bob")
    ann.take()
    assert not bob.take()
    store.wait(-1200)
    assert not bob.take()
    store.wait(3600)
    assert not bob.take()
    clock.wait(PERIOD_SECONDS)
    assert bob.take()


def test_a_lease_is_written_no_more_often_than_needed(store, clock, candidate):
    ann = candidate("ann")
    ann.take()
    etag = store.stat(keys.SWEEP).etag
    clock.wait(RENEW_SECONDS - 1)
    ann.renew()
    assert store.stat(keys.SWEEP).etag == etag
    clock.wait(1)
    ann.renew()
    assert store.stat(keys.SWEEP).etag != etag


def test_a_released_lease_rests_for_those_who_saw_the_last_holder(clock, candidate):
    ann, bob = candidate("ann"), candidate("bob")
    ann.take(300)
    assert not bob.take(300)
    ann.release()
    for lease in (ann, bob):
        assert not lease.take(300)
    clock.wait(299)
    assert not bob.take(300)
    assert candidate("a worker that has just started").take(300)


def test_it_remembers_when_the_last_complete_sweep_began(store, clock, candidate):
    ann = candidate("ann")
    ann.take()
    began = ann.now
    store.wait(50)
    clock.wait(RENEW_SECONDS)
    ann.renew()
    assert (ann.now - began).total_seconds() == 50
    ann.release(began)
    bob = candidate("bob")
    bob.take()
    assert bob.swept == began
    bob.release()  # his sweep was not complete
    carl = candidate("carl")
    carl.look()
    assert carl.swept == began


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"hello",
        b"[]",
        b'{"holder": 1}',
        b'{"swept": "2026-11-28"}',
        b'{"turn": "x"}',
        b"{" * 20_000,
        b"\xff",
    ],
)
def test_an_object_that_is_no_lease_is_replaced_with_one_line(store, candidate, caplog, data):
    store.drop(keys.SWEEP, data)
    ann = candidate("ann")
    assert ann.take()
    assert [record.getMessage() for record in caplog.records] == [f"{keys.SWEEP} is replaced: it is no lease"]
    assert content(store)["holder"] == "ann"


def test_a_holder_whose_write_was_not_confirmed_gets_its_own_lease_again(
    store, clock, candidate, monkeypatch
):
    ann = candidate("ann")

    def cut(*arguments, **options):
        type(store).replace(store, *arguments, **options)
        raise StoreUnavailable("the answer was lost")

    monkeypatch.setattr(store, "replace", cut, raising=False)
    with pytest.raises(StoreUnavailable):
        ann.take()
    monkeypatch.undo()
    assert content(store)["holder"] == "ann"
    assert ann.take()


def test_a_long_file_does_not_cost_the_lease(store, candidate, monkeypatch):
    monkeypatch.setattr(lease_module, "RENEW_SECONDS", 0.02)
    ann = Lease(store, "ann")
    ann.take()
    turn = content(store)["turn"]
    renewed = threading.Event()
    replace = type(store).replace

    def watched(self, *arguments, **options):
        written = replace(self, *arguments, **options)
        if json.loads(arguments[1])["turn"] > turn + 2:
            renewed.set()
        return written

    monkeypatch.setattr(type(store), "replace", watched)
    with ann.kept():
        assert renewed.wait(10)
    last = content(store)["turn"]
    assert not threading.Event().wait(0.1)
    assert content(store)["turn"] == last
    assert ann.holder == "ann"


def test_a_lease_that_is_lost_during_a_long_file_is_noticed_after_it(store, candidate, monkeypatch):
    monkeypatch.setattr(lease_module, "RENEW_SECONDS", 0.01)
    ann = Lease(store, "ann")
    ann.take()
    store.drop(keys.SWEEP, b'{"holder": "bob", "turn": 99}')
    with ann.kept():
        threading.Event().wait(0.1)
    with pytest.raises(WriteConflict):
        ann.renew()


def test_a_store_that_refuses_is_reported(store, candidate, monkeypatch):
    def refuse(*_, **__):
        raise StoreRefused("AccessDenied")

    monkeypatch.setattr(store, "open", refuse, raising=False)
    with pytest.raises(StoreRefused):
        candidate("ann").take()
