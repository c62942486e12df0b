"""Which drift files have no verdict, and when a person has to look."""

import io
from datetime import UTC, datetime, timedelta

import pytest

from common import keys
from common.checks import State
from common.stores.memory import MemoryStore
from functions.operations import unscored
from functions.operations.unscored import PATIENCE, Unscored

NOW = datetime(2026, 11, 28, 6, 0, tzinfo=UTC)
LONG = f"drifts/{'x' * 255}"  # its verdict has a hashed name


def put(store, *names):
    for name in names:
        store.put(name, io.BytesIO(b""), 0)


def test_files_are_counted_and_the_oldest_without_a_verdict_is_named():
    store = MemoryStore()
    put(store, "drifts/b.csv", "drifts/a.csv", "drifts/c/", LONG, "drifts/done.csv", "drifts/old.csv")
    put(store, *map(keys.verdict, ("drifts/done.csv", "drifts/old.csv", LONG)))
    put(store, "drifts/old.csv")  # again, after its verdict
    counts = unscored.unscored(store)
    assert (counts.files, counts.without) == (5, 3)
    assert counts.oldest.key == "drifts/b.csv"


def test_a_folder_counts_once_and_only_with_its_marker():
    store = MemoryStore()
    put(store, "drifts/a/part-0.csv", "drifts/a/_SUCCESS", "drifts/b/day=1/x.csv", "drifts/c/_started_1")
    counts = unscored.unscored(store)
    assert (counts.files, counts.without, counts.oldest.key) == (1, 1, "drifts/a/_SUCCESS")


def test_an_empty_bucket_has_no_file_without_a_verdict():
    assert unscored.unscored(MemoryStore()) == Unscored(0, 0)
    assert unscored.files(Unscored(0, 0), None, NOW).state is State.OK


@pytest.mark.parametrize(
    ("age", "waiting", "state"),
    [
        (PATIENCE - timedelta(seconds=1), 0, State.OK),  # may still be on its way
        (PATIENCE, 3, State.OK),  # in the queue
        (PATIENCE, 2, State.PROBLEM),
        (PATIENCE, 0, State.PROBLEM),
        (PATIENCE, None, State.PROBLEM),  # the broker does not answer
    ],
)
def test_files_that_wait_too_long_without_an_event_need_a_person(age, waiting, state):
    store = MemoryStore()
    put(store, "drifts/a b.csv")
    oldest = store.stat("drifts/a b.csv")
    check = unscored.files(Unscored(9, 3, oldest), waiting, oldest.modified + age)
    assert check.state is state
    assert "3 of 9 drift files without a verdict, the oldest 'drifts/a b.csv'" in check.detail
    assert check.values["oldest"] == "drifts/a b.csv"
    if state is State.PROBLEM:
        assert "driftline reconcile" in check.fix
        assert "doctor 'drifts/a b.csv'" in check.fix


def test_the_last_complete_sweep_is_named():
    store = MemoryStore()
    assert unscored.last_sweep(store, NOW).detail == "none was complete yet"
    lease = f'{{"holder": null, "turn": 3, "swept": "{(NOW - timedelta(minutes=4)).isoformat()}"}}'.encode()
    store.put(keys.SWEEP, io.BytesIO(lease), len(lease))
    check = unscored.last_sweep(store, NOW)
    assert check.detail == "the last complete one began 2026-11-28 05:56:00 UTC, 4 minutes ago"
    assert check.state is State.OK
