import json
import logging
from functools import partial

import pytest

from common import keys
from common.errors import StoreRefused, StoreUnavailable
from functions.score.triggers.settling import settle_event
from functions.score.triggers.sweep import Ending, Options, Tally, dry, reconcile
from functions.score.triggers.sweep.lease import Lease


@pytest.fixture(autouse=True)
def _files(store):
    store.drop("baselines/known.csv")
    for key in ("known/a.csv", "known/b.csv", "unknown/a.csv"):
        store.drop(f"drifts/{key}")
    store.wait(60)


@pytest.fixture
def run(store, make_tools):
    """Return a function that reconciles and returns what was done."""

    def once(options=None, **more):
        tally = Tally()
        settle = partial(settle_event, tools=make_tools(store), last_attempt=False)
        reconcile(store, settle, options or Options(), tally, **more)
        store.wait(60)
        return tally.endings

    return once


def lease(store):
    with store.open(keys.SWEEP) as opened:
        return json.loads(opened.stream.read())


def test_every_file_is_counted_by_its_ending(run):
    assert run() == {Ending.SCORED: 2, Ending.WAITING: 1}
    assert run() == {}
    assert run(Options(verify=True)) == {Ending.WAITING: 1}


def test_it_holds_the_lease_and_remembers_a_complete_sweep(store, run, monkeypatch):
    began = store.time
    held = []
    take = Lease.take

    def taken(self, *arguments):
        held.append(take(self, *arguments))
        return held[-1]

    monkeypatch.setattr(Lease, "take", taken)
    run()
    assert held == [True]
    assert lease(store) == {"holder": None, "turn": 2, "swept": began.isoformat().replace("+00:00", "Z")}
    run(Options(prefix="drifts/known/"))
    assert lease(store)["swept"] == began.isoformat().replace("+00:00", "Z")


def test_beside_a_worker_that_sweeps_it_goes_on_without_the_lease(store, run, caplog):
    Lease(store, "ann").take()
    with caplog.at_level(logging.INFO):
        assert run()[Ending.SCORED] == 2
    assert "ann" in caplog.text
    assert lease(store)["holder"] == "ann"


def test_a_lease_that_is_lost_on_the_way_ends_nothing(store, run, monkeypatch):
    monkeypatch.setattr("functions.score.triggers.sweep.lease.RENEW_SECONDS", 0.0)
    scored = []
    original = Tally.settled

    def settled(self, key, *arguments):
        if not scored:
            store.drop(keys.SWEEP, b'{"holder": "bob", "turn": 9}')
        scored.append(key)
        original(self, key, *arguments)

    monkeypatch.setattr(Tally, "settled", settled)
    assert run() == {Ending.SCORED: 2, Ending.WAITING: 1}
    assert lease(store)["holder"] == "bob"


def test_an_older_policy_of_the_store_s_user_is_named_once_with_the_remedy(store, run, monkeypatch, caplog):
    opened = type(store).open

    def refuse(self, key):
        if key == keys.SWEEP:
            raise StoreRefused("AccessDenied")
        return opened(self, key)

    monkeypatch.setattr(type(store), "open", refuse)
    assert run() == {Ending.SCORED: 2, Ending.WAITING: 1}
    (line,) = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert "driftline bootstrap" in line


def test_a_store_that_does_not_answer_ends_it_and_frees_the_lease(store, run, monkeypatch):
    listed = type(store).list

    def down(self, prefix):
        if prefix == keys.DRIFTS:
            raise StoreUnavailable("down")
        return listed(self, prefix)

    monkeypatch.setattr(type(store), "list", down)
    with pytest.raises(StoreUnavailable):
        run()
    assert lease(store) == {"holder": None, "turn": 2, "swept": None}


def test_a_dry_run_names_the_files_and_writes_nothing(store, run, status):
    run(Options(prefix="drifts/known/a"))
    before = dict(store._objects)
    shown, tally = [], Tally()
    reconcile(store, dry(store, shown.append), Options(), tally, dry_run=True)
    assert shown == ["drifts/known/b.csv", "drifts/unknown/a.csv"]
    assert tally.endings == {Ending.DUE: 2}
    assert store._objects == before


def test_a_dry_run_names_no_file_that_has_its_verdict_after_all(store, run):
    run()
    verdict = store._objects[keys.verdict("drifts/known/a.csv")][1]
    store.wait(-1200)
    store.drop(keys.verdict("drifts/known/a.csv"), verdict)  # older than the file, by the listing
    shown, tally = [], Tally()
    reconcile(store, dry(store, shown.append), Options(), tally, dry_run=True)
    assert (shown, tally.endings) == ([], {Ending.CONFIRMED: 1})
