import json
import logging
from functools import partial

import pytest

from common import keys, settings
from common.errors import StoreRefused, StoreUnavailable
from functions.score.triggers.settling import settle_event
from functions.score.triggers.sweep.lease import PERIOD_SECONDS, Lease
from functions.score.triggers.sweep.reasons import Reason
from functions.score.triggers.sweep.sweeper import ASK_SECONDS, TURN_SECONDS, Sweeper

EVERY, AGE = 300, 1200


class Clock:
    """Monotonic seconds that move the store's clock, too."""

    def __init__(self, store):
        self.store = store
        self.seconds = 1000.0

    def __call__(self):
        return self.seconds

    def wait(self, seconds):
        self.seconds += seconds
        self.store.wait(seconds)


@pytest.fixture
def clock(store):
    store.drop("baselines/baseline.csv")
    return Clock(store)


@pytest.fixture
def rescues():
    return []


@pytest.fixture
def completed():
    return []


@pytest.fixture
def worker(store, clock, make_tools, rescues, completed):
    """Return a function that makes the sweeper of a worker."""

    def make(**environment):
        variables = {f"DRIFTLINE_{name.upper()}": str(value) for name, value in environment.items()}
        return Sweeper(
            store,
            partial(settle_event, tools=make_tools(store), last_attempt=False),
            settings.load(variables),
            rescued=lambda reason, settlement: rescues.append((settlement.event.key, reason)),
            completed=lambda tally: completed.append(tally.looked_at),
            clock=clock,
        )

    return make


def lease(store):
    with store.open(keys.SWEEP) as opened:
        return json.loads(opened.stream.read())


def test_a_worker_sweeps_at_its_start_and_then_every_so_often(store, clock, worker, rescues):
    store.drop("drifts/a.csv")
    clock.wait(AGE)
    sweeper = worker()
    assert sweeper.turn() == EVERY
    assert rescues == [("drifts/a.csv", Reason.NO_VERDICT)]
    assert lease(store)["holder"] is None
    store.drop("drifts/b.csv")
    clock.wait(EVERY - 1)
    assert sweeper.turn() == 1
    clock.wait(1)
    assert sweeper.turn() == EVERY  # b is too young
    assert len(rescues) == 1
    for _ in range(4):
        clock.wait(EVERY)
        sweeper.turn()
    assert [key for key, _ in rescues] == ["drifts/a.csv", "drifts/b.csv"]


def test_each_complete_sweep_is_reported_with_what_it_has_done(store, clock, make_tools):
    store.drop("drifts/a.csv")
    clock.wait(AGE)
    tallies = []
    settle = partial(settle_event, tools=make_tools(store), last_attempt=False)
    sweeper = Sweeper(store, settle, settings.load({}), completed=tallies.append, clock=clock)
    sweeper.turn()
    sweeper.turn()
    assert [tally.looked_at for tally in tallies] == [1]


def test_a_setting_says_how_often_and_zero_is_never(store, clock, worker):
    assert worker(sweep_seconds=20).turn() == 20
    off = worker(sweep_seconds=0)
    clock.wait(1_000_000)
    assert off.turn() == float("inf")
    off.close()


def test_of_two_workers_one_sweeps_at_a_time_and_the_other_does_not_repeat_it(store, clock, worker):
    ann, bob = worker(), worker()
    slow(store, clock)
    assert ann.turn() == 0.0  # it has begun
    assert bob.turn() == PERIOD_SECONDS
    while ann.turn() == 0.0:
        pass
    swept = lease(store)["swept"]
    clock.wait(PERIOD_SECONDS)
    assert bob.turn() == PERIOD_SECONDS  # not due again
    assert lease(store)["swept"] == swept


def slow(store, clock, files=10):
    """Let every listed object take longer than a turn."""
    for number in range(files):
        store.drop(f"drifts/{number}.csv")
    listed = type(store).list

    def listing(prefix):
        for info in listed(store, prefix):
            clock.wait(TURN_SECONDS)
            yield info

    type(store).list, restore = lambda _, prefix: listing(prefix), listed
    slow.restore = lambda: setattr(type(store), "list", restore)


@pytest.fixture(autouse=True)
def _fast_again():
    slow.restore = lambda: None
    yield
    slow.restore()


def test_a_turn_is_short_and_the_next_one_goes_on(store, clock, worker):
    slow(store, clock)
    sweeper = worker()
    turns = 1
    while sweeper.turn() == 0.0:
        turns += 1
    assert turns > 10


def test_the_sweep_of_a_dead_worker_is_taken_over(store, clock, worker, caplog):
    slow(store, clock)
    ann, bob = worker(), worker()
    ann.turn()
    bob.turn()
    clock.wait(PERIOD_SECONDS)  # ann is dead, or busy with messages
    with caplog.at_level(logging.INFO):
        assert bob.turn() == 0.0
        assert ann.turn() == EVERY
    assert "another worker has taken over" in caplog.text
    while bob.turn() == 0.0:
        pass
    assert lease(store)["swept"]


def test_a_worker_that_stops_lets_others_sweep(store, clock, worker):
    slow(store, clock)
    ann = worker()
    ann.turn()
    ann.close()
    assert lease(store) == {"holder": None, "turn": 2, "swept": None}


def test_a_complete_sweep_is_remembered_and_only_later_baselines_count(store, clock, worker, rescues):
    store.drop("drifts/x/a.csv")
    store.remove("baselines/baseline.csv")
    clock.wait(AGE)
    sweeper = worker()
    sweeper.turn()
    assert rescues == [("drifts/x/a.csv", Reason.NO_VERDICT)]  # a verdict without a baseline
    clock.wait(EVERY - 10)
    store.drop("baselines/x.csv")
    clock.wait(10)
    sweeper.turn()
    assert rescues[1:] == [("drifts/x/a.csv", Reason.PROVISIONAL)]
    clock.wait(EVERY)
    sweeper.turn()  # opens that verdict, which was written within a minute after the baseline
    store.requests.clear()
    for _ in range(3):
        clock.wait(EVERY)
        sweeper.turn()
    assert {key for _, key in store.requests} == {keys.SWEEP}


def test_a_replaced_baseline_counts_if_the_setting_says_so(store, clock, worker, rescues):
    store.drop("drifts/a.csv")
    clock.wait(AGE)
    worker().turn()
    clock.wait(AGE)
    store.drop("baselines/baseline.csv", b"text\nanother\nbaseline\n")
    clock.wait(EVERY)
    worker().turn()
    assert len(rescues) == 1
    clock.wait(EVERY)
    worker(rescore_replaced_baselines="true", sweep_seconds=5).turn()
    assert rescues[1:] == []  # the sweep before has seen that baseline
    store.remove(keys.SWEEP)
    worker(rescore_replaced_baselines="true").turn()
    assert rescues[1:] == [("drifts/a.csv", Reason.REPLACED_BASELINE)]


def refuse(error):
    def refused(*_arguments, **_options):
        raise error

    return refused


def test_a_store_that_does_not_answer_ends_the_sweep_with_one_line(
    store, clock, worker, completed, monkeypatch, caplog
):
    sweeper = worker()
    with monkeypatch.context() as patch:
        patch.setattr(type(store), "list", refuse(StoreUnavailable("down")))
        assert sweeper.turn() == PERIOD_SECONDS
    assert caplog.messages == ["sweep: stopped, and tried again later: down"]
    assert completed == []
    clock.wait(PERIOD_SECONDS)
    sweeper.turn()
    clock.wait(EVERY)
    assert sweeper.turn() == EVERY
    assert lease(store)["swept"]
    assert completed == [0]


def test_a_lease_that_is_refused_is_reported_once_with_the_remedy(store, clock, worker, monkeypatch, caplog):
    store.drop("drifts/a.csv")
    clock.wait(AGE)
    sweeper = worker()
    monkeypatch.setattr(type(store), "replace", refuse(StoreRefused("AccessDenied")))
    for _ in range(3):
        assert sweeper.turn() == EVERY
        clock.wait(EVERY)
    (line,) = caplog.messages
    assert "AccessDenied" in line
    assert "driftline bootstrap" in line
    assert store.names("results/") == []


def test_a_bug_in_the_sweep_does_not_end_the_worker(worker, monkeypatch, caplog):
    monkeypatch.setattr(Lease, "take", refuse(KeyError("bug")))
    assert worker().turn() == EVERY
    assert caplog.records[0].exc_info


def test_the_log_has_a_line_with_the_counts(store, clock, worker, caplog):
    store.drop("drifts/a.csv")
    clock.wait(AGE)
    with caplog.at_level(logging.INFO):
        worker().turn()
    line = caplog.records[-1]
    assert line.getMessage() == "sweep: looked at 1 file: 1 scored now"
    assert (line.driftline_fields["event"], line.driftline_fields["looked_at"]) == ("sweep", 1)


def test_nothing_is_swept_while_an_event_waits(store, clock, make_tools):
    """The file of an event that waits is not lost, however old it is."""
    store.drop("drifts/a.csv")
    clock.wait(AGE)
    answers = [False, True]
    sweeper = Sweeper(
        store,
        partial(settle_event, tools=make_tools(store), last_attempt=False),
        settings.load({}),
        idle=lambda: answers.pop(0),
        clock=clock,
    )
    assert sweeper.turn() == ASK_SECONDS
    assert not list(store.list("results/"))
    clock.wait(ASK_SECONDS)
    assert sweeper.turn() == EVERY
    assert list(store.list("results/"))
