"""Waiting for the store; a fake clock and pauses of no length."""

import threading

import pytest

from common import keys
from common.errors import Outcome, SetupError, StoreRefused, StoreRefusesAll, StoreUnavailable
from common.stores.memory import MemoryStore
from functions.score.settlement import Settlement
from functions.score.triggers.queue_worker.environment import Environment, HeldLong, Stopped

SCORED = Settlement(Outcome.ACK, "scored")
FAILED = Settlement(Outcome.DEAD_LETTER, "the store refuses 'drifts/a.csv'", store_failed=True)


class Store(MemoryStore):
    """A bucket that refuses every request as long as it has errors left."""

    def __init__(self, *errors):
        super().__init__()
        self.errors = list(errors)

    def list(self, prefix):
        if self.errors:
            raise self.errors.pop(0)
        return super().list(prefix)


pytestmark = pytest.mark.usefixtures("no_pauses")


def planned(*answers):
    """Return a function that answers as planned, and the list of answers that it still has."""
    left = list(answers)

    def score():
        answer = left.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    return score, left


def test_a_settled_file_needs_no_look_at_the_store(health, stopping):
    store = Store(StoreUnavailable("never asked"))
    assert Environment(store, stopping, health).patiently(lambda: SCORED) is SCORED
    assert store.errors


def test_a_store_that_serves_other_keys_is_not_at_fault(health, stopping, logged):
    store = Store()
    assert Environment(store, stopping, health).patiently(lambda: FAILED) is FAILED
    assert store.stat(keys.PROBE)
    assert logged == []


@pytest.mark.parametrize(
    "error", [StoreUnavailable("away"), StoreRefusesAll("wrong user"), StoreRefused("no")]
)
def test_while_the_store_is_at_fault_nothing_is_settled(health, stopping, logged, error):
    score, left = planned(FAILED, SCORED)
    seen = []

    def watched():
        seen.append(health.waits_for)
        return score()

    store = Store(*[error] * 5)
    assert Environment(store, stopping, health).patiently(watched) is SCORED
    assert (left, store.errors) == ([], [])
    assert seen == [None, str(error)]
    assert health.waits_for is None
    assert logged == [f"{error}; waiting, nothing is lost", "scoring works again"]


def test_a_process_that_cannot_start_is_waited_for(health, stopping):
    score, left = planned(SetupError("no process"), SetupError("no process"), SCORED)
    assert Environment(Store(), stopping, health).patiently(score) is SCORED
    assert left == []


def test_a_stop_ends_the_wait(health, stopping):
    store = Store(*[StoreUnavailable("away")] * 1000)
    threading.Timer(0.05, stopping.set).start()
    with pytest.raises(Stopped):
        Environment(store, stopping, health).patiently(lambda: FAILED)
    assert health.waits_for is None


def test_a_lost_connection_ends_the_wait(health, stopping):
    store = Store(*[StoreUnavailable("away")] * 10)
    with pytest.raises(Stopped):
        Environment(store, stopping, health).patiently(lambda: FAILED, lambda: len(store.errors) < 5)


def test_a_message_that_is_held_for_long_is_given_back(health, stopping):
    store = Store(*[StoreUnavailable("away")] * 1000)
    with pytest.raises(HeldLong):
        Environment(store, stopping, health, hold_seconds=0.02).patiently(lambda: FAILED)
