import io

import pytest

from common import keys
from common.errors import WriteConflict
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from common.verdict.document import Problem
from functions.score.verdict.stored import Stored, is_up_to_date, repair_report, stored_verdict, write_verdict

DRIFT = "drifts/a.csv"


def event(etag="e1", sequencer="0A", **more):
    return ObjectCreated("ml-drift-datasets", DRIFT, etag=etag, sequencer=sequencer, **more)


@pytest.mark.parametrize(
    ("seen", "up_to_date"),
    [
        (event(), True),  # the second copy
        (event(sequencer="09", etag="e0"), True),  # an older version
        (event(sequencer="0B", etag="e2"), False),  # a newer version
        (event(sequencer="0B"), False),  # the same content, written again later
        (event(sequencer=None), True),  # a store without sequencers, the same content
        (event(sequencer=None, etag="e2"), False),
        (event(sequencer=None, etag=None), False),  # a job by hand asks for the work
        (event(etag=None), True),  # a second copy from a store whose events have no etag
        (event(etag=None, sequencer="0B"), False),
        (event(baseline_key="baselines/a.csv"), True),
        (event(baseline_key="baselines/other.csv"), False),
    ],
)
def test_for_which_events_a_verdict_is_up_to_date(make_verdict, seen, up_to_date):
    assert is_up_to_date(make_verdict(etag="e1", sequencer="0A"), seen) is up_to_date


def test_a_verdict_without_baseline_is_scored_again_but_not_by_an_older_event(make_verdict):
    waiting = make_verdict(status="no_baseline", etag="e1", sequencer="0A")
    assert not is_up_to_date(waiting, event())
    assert is_up_to_date(waiting, event(sequencer="09"))


def test_a_file_is_scored_again_if_its_baseline_was_at_fault_and_not_if_it_was_itself(make_verdict):
    def at_fault(key):
        return make_verdict(
            status="error", error=Problem(type="no_rows", message="", key=key, row=None, column=None)
        )

    assert not is_up_to_date(at_fault("baselines/a.csv"), event())
    assert is_up_to_date(at_fault(DRIFT), event())


def test_no_verdict_is_not_up_to_date():
    assert not is_up_to_date(None, event())


def test_a_verdict_is_written_as_latest_and_per_version(make_verdict):
    store = MemoryStore()
    verdict = make_verdict(etag="e1", sequencer="0A")
    assert write_verdict(store, verdict, Stored(None, None)) is verdict
    for key in (keys.latest_verdict(DRIFT), keys.verdict_of_version(DRIFT, "e1")):
        with store.open(key) as opened:
            assert opened.stream.read() == verdict.to_json()


def test_a_late_older_verdict_does_not_overwrite_a_newer_one(make_verdict):
    store = MemoryStore()
    newer = make_verdict(etag="e2", sequencer="0B")
    write_verdict(store, newer, Stored(None, None))
    stale_view = Stored(None, None)  # what this worker saw before the other one wrote
    assert write_verdict(store, make_verdict(etag="e1", sequencer="0A"), stale_view) == newer
    assert stored_verdict(store, DRIFT).verdict == newer
    assert [info.key for info in store.list("results/")] == [
        "results/a.csv.json",
        "results/a.csv/e1.json",
        "results/a.csv/e2.json",
    ]


def test_without_sequencers_the_verdict_on_the_current_object_is_newer(make_verdict):
    store = MemoryStore()
    now = store.put(DRIFT, io.BytesIO(b"now"), 3).etag
    current = make_verdict(etag=now, sequencer=None)
    write_verdict(store, current, Stored(None, None))
    late = make_verdict(etag="before", sequencer="0A")
    assert write_verdict(store, late, stored_verdict(store, DRIFT)) == current
    assert write_verdict(store, current, stored_verdict(store, DRIFT)) == current


def test_if_two_workers_score_the_same_event_the_first_one_writes(make_verdict):
    store = MemoryStore()
    first, second = make_verdict(timing_ms={"encode": 1}), make_verdict(timing_ms={"encode": 2})
    nothing = Stored(None, None)  # what both saw before they scored
    assert write_verdict(store, first, nothing) is first
    assert write_verdict(store, second, nothing) == first
    assert stored_verdict(store, DRIFT).verdict == first


def page_of(store):
    with store.open(keys.latest_report(DRIFT)) as opened:
        return opened.stream.read()


class DyingError(Exception):
    """A worker ends before it has written the latest page."""


class Dying(MemoryStore):
    """Where workers die at the last moment, while `dies` says so."""

    dies = False

    def put(self, key, *args, **more):
        if self.dies and key == keys.latest_report(DRIFT):
            raise DyingError
        return super().put(key, *args, **more)


def test_the_page_of_an_earlier_verdict_on_the_same_version_is_replaced(make_verdict):
    store = Dying()
    write_verdict(store, make_verdict(status="no_baseline"), Stored(None, None), b"waits")
    real = make_verdict(scored_at="2026-11-23T10:00:01Z")
    store.dies = True
    with pytest.raises(DyingError):
        write_verdict(store, real, stored_verdict(store, DRIFT), b"drifted")
    store.dies = False
    assert page_of(store) == b"waits"
    repair_report(store, stored_verdict(store, DRIFT).verdict)
    assert page_of(store) == b"drifted"


def test_a_worker_that_did_not_write_the_verdict_writes_a_missing_page(make_verdict):
    store = MemoryStore()
    verdict = make_verdict()
    write_verdict(store, verdict, Stored(None, None))
    write_verdict(store, verdict, Stored(None, None), b"page")
    assert page_of(store) == b"page"


def test_a_verdict_on_ten_thousand_columns_is_read_as_it_was_written(make_verdict):
    store = MemoryStore()
    verdict = make_verdict(reasons=[f"column {number}: " + "x" * 5_000 for number in range(10_000)])
    write_verdict(store, verdict, Stored(None, None))
    assert stored_verdict(store, DRIFT).verdict == verdict


def test_a_provisional_verdict_does_not_replace_a_final_one_on_the_same_version(make_verdict):
    store = MemoryStore()
    real = make_verdict()
    write_verdict(store, real, Stored(None, None))
    assert write_verdict(store, make_verdict(status="no_baseline"), Stored(None, None)) == real
    with store.open(keys.verdict_of_version(DRIFT, real.drift.etag)) as opened:
        assert opened.stream.read() == real.to_json()
    assert write_verdict(store, real, stored_verdict(store, DRIFT)) == real


def test_another_object_under_the_key_of_a_verdict_is_replaced(make_verdict):
    store = MemoryStore()
    store.put(keys.latest_verdict(DRIFT), io.BytesIO(b"hello"), 5)
    stored = stored_verdict(store, DRIFT)
    assert stored.verdict is None
    assert stored.etag is not None
    verdict = make_verdict()
    write_verdict(store, verdict, stored)
    assert stored_verdict(store, DRIFT).verdict == verdict


def test_endless_conflicts_are_retried_later(make_verdict):
    class Contended(MemoryStore):
        def replace(self, key, *_, **__):
            raise WriteConflict(key)

    with pytest.raises(WriteConflict, match="kept changing"):
        write_verdict(Contended(), make_verdict(), Stored(None, None))
