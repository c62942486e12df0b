import io
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from common import keys
from common.errors import IgnoreEvent, WriteConflict
from common.stores.memory import MemoryStore
from common.stores.store import StoredObject
from common.verdict.document import DriftFile, Problem
from functions.score.verdict.stored import Stored, is_up_to_date, read_stored, write_verdict

DRIFT = "drifts/a.csv"
# A store like MinIO gives times in whole seconds.
PUT = datetime(2026, 11, 28, 10, 0, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def drift(etag="e1", modified=PUT, version_id=None):
    return StoredObject(DRIFT, etag, 10, modified, version_id)


def about(etag="e1", modified=PUT, version_id=None):
    return DriftFile(
        bucket="b", key=DRIFT, etag=etag, version_id=version_id, sequencer=None, rows=2, modified=modified
    )


class Coarse(MemoryStore):
    """A bucket like those of most stores: descriptions have whole seconds, listings milliseconds."""

    def stat(self, key):
        return in_seconds(super().stat(key))

    @contextmanager
    def open(self, key):
        with super().open(key) as opened:
            yield replace(opened, info=in_seconds(opened.info))


def in_seconds(info):
    return replace(info, modified=info.modified.replace(microsecond=0))


def at(store, key, written):
    """Pretend that an object was written at this time."""
    info, data = store._objects[key]
    store._objects[key] = (replace(info, modified=written), data)


def settled(verdict, now, written=PUT + SECOND, put_at=None):
    """Tell whether a verdict that was written at this time is up to date about a drift file."""
    store = Coarse()
    put(store, verdict.to_json())
    at(store, keys.verdict(DRIFT), written)
    put(store, b"text", DRIFT)
    at(store, DRIFT, put_at or now.modified)
    return is_up_to_date(store, read_stored(store, DRIFT), now)


def put(store, data, key=None):
    return store.put(key or keys.verdict(DRIFT), io.BytesIO(data), len(data))


def page_of(store):
    with store.open(keys.report(DRIFT)) as opened:
        return opened.stream.read()


@pytest.mark.parametrize(
    ("now", "up_to_date"),
    [
        (drift(), True),
        (drift(etag="e2"), False),
        (drift(modified=PUT + SECOND), False),  # put again, unchanged
        (drift(modified=PUT - 1200 * SECOND), False),  # put again, after the store's clock was set back
    ],
)
def test_a_verdict_is_up_to_date_if_it_names_this_write_of_the_object(make_verdict, now, up_to_date):
    assert settled(make_verdict(drift=about()), now) is up_to_date


def test_a_store_whose_clock_was_set_back_before_the_verdict_does_not_make_it_outdated(make_verdict):
    assert settled(make_verdict(drift=about()), drift(), written=PUT - 1200 * SECOND)


@pytest.mark.parametrize(("put_again_at", "up_to_date"), [(0.1, True), (0.5, False)])
def test_of_two_writes_in_one_second_the_listing_tells_which_came_later(
    make_verdict, put_again_at, up_to_date
):
    written, put_at = PUT + 0.3 * SECOND, PUT + put_again_at * SECOND
    assert settled(make_verdict(drift=about()), drift(), written, put_at) is up_to_date


def test_a_version_tells_writes_in_one_second_apart(make_verdict):
    verdict = make_verdict(drift=about(version_id="v1"))
    assert settled(verdict, drift(version_id="v1"), PUT, PUT + SECOND)
    assert not settled(verdict, drift(version_id="v2"))


@pytest.mark.parametrize(
    ("written", "up_to_date"), [(PUT + SECOND, True), (PUT, True), (PUT - SECOND, False)]
)
def test_a_verdict_that_does_not_say_when_the_file_was_written_must_not_be_older(
    make_verdict, written, up_to_date
):
    assert settled(make_verdict(drift=about(modified=None)), drift(), written) is up_to_date


@pytest.mark.parametrize(
    ("at_fault", "kind", "up_to_date"),
    [("baselines/a.csv", "no_rows", False), (DRIFT, "no_rows", True), (DRIFT, "internal_error", False)],
)
def test_a_file_is_scored_again_if_its_baseline_or_driftline_was_at_fault(
    make_verdict, at_fault, kind, up_to_date
):
    problem = Problem(type=kind, message="", key=at_fault, row=None, column=None)
    assert settled(make_verdict(status="error", error=problem, drift=about()), drift()) is up_to_date


def test_a_file_without_baseline_is_scored_again(make_verdict):
    assert not settled(make_verdict(status="no_baseline", drift=about()), drift())


def test_no_verdict_is_not_up_to_date():
    store = MemoryStore()
    assert not is_up_to_date(store, read_stored(store, DRIFT), drift())


def test_the_verdict_of_a_newer_driftline_is_left_alone():
    newer = b'{"schema": "driftline.verdict/2", "drift": {"etag": "e1", "modified": "2026-11-28T10:00:00Z"}}'
    store = MemoryStore()
    put(store, newer)
    with pytest.raises(IgnoreEvent, match=r"newer Driftline \(driftline.verdict/2\)"):
        is_up_to_date(store, read_stored(store, DRIFT), drift())
    assert not is_up_to_date(store, read_stored(store, DRIFT), drift(etag="e2"))


@pytest.mark.parametrize("garbage", [b"hello", b"[]", b'{"schema": 2}', b"[" * 100_000, b"\xff"])
def test_another_object_under_the_key_of_a_verdict_is_replaced_with_one_log_line(
    make_verdict, caplog, garbage
):
    store = MemoryStore()
    put(store, garbage)
    with caplog.at_level("WARNING", "functions"):
        found = read_stored(store, DRIFT)
    assert not is_up_to_date(store, found, drift())
    assert [record.getMessage()[:32] for record in caplog.records] == ["results/a.csv.json is replaced: "]
    verdict = make_verdict()
    assert write_verdict(store, verdict, found, None)
    assert read_stored(store, DRIFT).verdict == verdict


def test_a_verdict_and_its_report_are_the_only_objects_of_a_file(make_verdict):
    store = MemoryStore()
    for number in range(3):
        verdict = make_verdict(drift=about(etag=f"e{number}"))
        assert write_verdict(store, verdict, read_stored(store, DRIFT), b"page %d" % number)
    assert [info.key for info in store.list("")] == ["results/a.csv.html", "results/a.csv.json"]
    assert (page_of(store), read_stored(store, DRIFT).verdict) == (b"page 2", verdict)


def test_the_same_answer_is_not_written_twice(make_verdict):
    store = MemoryStore()
    write_verdict(store, make_verdict(sequencer="0A"), Stored(), b"page")
    again = make_verdict(sequencer=None, timing_ms={"encode": 1}, scored_at="2026-11-29T10:00:00Z")
    assert not write_verdict(store, again, read_stored(store, DRIFT), b"page")


@pytest.mark.parametrize(("put_again_at", "written"), [(0.1, False), (0.5, True)])
def test_the_same_answer_is_written_again_if_the_file_was_put_again_in_the_second_of_its_verdict(
    make_verdict, put_again_at, written
):
    """Otherwise the listings would call the verdict outdated for ever."""
    store, verdict = Coarse(), make_verdict(drift=about())
    put(store, verdict.to_json())
    at(store, keys.verdict(DRIFT), PUT + 0.3 * SECOND)
    put(store, b"text", DRIFT)
    at(store, DRIFT, PUT + put_again_at * SECOND)
    assert write_verdict(store, verdict, read_stored(store, DRIFT), None) is written


@pytest.mark.parametrize("first_to_write", ["report", "verdict"])
def test_a_worker_that_looked_before_another_one_wrote_writes_nothing(make_verdict, first_to_write):
    store = MemoryStore()
    late_view = read_stored(store, DRIFT)
    if first_to_write == "report":
        put(store, b"the other page", keys.report(DRIFT))
    else:
        write_verdict(store, make_verdict(), Stored(), None)
    before = [(info.key, info.etag) for info in store.list("")]
    with pytest.raises(WriteConflict):
        write_verdict(
            store, make_verdict(etag="e0"), late_view, b"page" if first_to_write == "report" else None
        )
    assert [(info.key, info.etag) for info in store.list("")] == before


def test_a_verdict_on_ten_thousand_columns_is_read_as_it_was_written(make_verdict):
    store = MemoryStore()
    verdict = make_verdict(reasons=[f"column {number}: " + "x" * 5_000 for number in range(10_000)])
    write_verdict(store, verdict, Stored(), None)
    assert read_stored(store, DRIFT).verdict == verdict
