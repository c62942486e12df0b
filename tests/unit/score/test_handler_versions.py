"""A verdict is about what the bucket contains now, whatever events say and whoever writes meanwhile."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest

from common import keys
from common.errors import BatchError, IgnoreEvent, ObjectGone, WriteConflict
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score.handler import report_fault, score_object
from functions.score.verdict.stored import read_stored

CALM = ("text\n" + "".join(f"the cat number {row} sat on the mat\n" for row in range(40))).encode()
OTHER = ("text\n" + "".join(f"bond yields rose by {row} points again\n" for row in range(40))).encode()
BASELINE, DRIFT = "baselines/reviews.csv", "drifts/reviews.csv"
EVENT = ObjectCreated("ml-drift-datasets", DRIFT)


class Overwriting(MemoryStore):
    """A bucket in which `meanwhile` happens as soon as an object is opened, once for each entry."""

    def __init__(self, when=DRIFT):
        super().__init__()
        self.when = when
        self.meanwhile = []
        self.write(BASELINE, CALM)

    def write(self, key, data, **more):
        return self.put(key, io.BytesIO(data), len(data), **more)

    def open(self, key):
        opened = super().open(key)
        if key == self.when and self.meanwhile:
            opened = _entered(opened)
            self.meanwhile.pop(0)()
        return opened


def _entered(opened):
    """Return an object that is open already: what happens next does not change its bytes."""
    inside = opened.__enter__()

    class Open:
        def __enter__(self):
            return inside

        def __exit__(self, *error):
            return opened.__exit__(*error)

    return Open()


def verdict_of(store, key=DRIFT):
    return read_stored(store, key).verdict


def test_a_baseline_overwritten_after_it_was_found_is_kept_as_what_it_is(make_tools):
    """When the first baseline comes back, with the etag that was found, the other's profile is not its."""
    store = Overwriting(when=BASELINE)
    tools = make_tools(store)
    verdicts = []
    for number in range(2):
        found = store.write(BASELINE, CALM).etag
        key = f"drifts/reviews/{number}.csv"
        store.write(key, CALM)
        if number == 0:
            store.when, store.meanwhile = key, [lambda: store.write(BASELINE, OTHER)]
        verdicts.append(score_object(ObjectCreated(store.bucket, key), tools).verdict)
    first, second = verdicts
    assert (first.drifted, first.baseline.etag == found) == (True, False)
    assert (second.drifted, second.baseline.etag == found) == (False, True)


@pytest.mark.parametrize("sequencer", ["FFFFFFFFFFFFFFFF", "0", None, "not hexadecimal"])
@pytest.mark.parametrize("etag", ["another", '"quoted"', None])
def test_what_an_event_says_about_the_object_decides_nothing(make_tools, sequencer, etag):
    store = Overwriting()
    tools = make_tools(store)
    store.write(DRIFT, OTHER)
    event = ObjectCreated(store.bucket, DRIFT, sequencer=sequencer, etag=etag, version_id="7")
    assert [score_object(event, tools).fresh for _ in range(2)] == [True, False]
    store.write(DRIFT, CALM)
    assert score_object(ObjectCreated(store.bucket, DRIFT, sequencer="01"), tools).fresh
    assert not verdict_of(store).drifted


def test_a_file_that_is_put_again_unchanged_is_scored_again(make_tools):
    store = Overwriting()
    tools = make_tools(store)
    store.write(DRIFT, CALM)
    score_object(EVENT, tools)
    store.write(BASELINE, OTHER)
    assert not score_object(EVENT, tools).fresh
    store.write(DRIFT, CALM)
    assert score_object(EVENT, tools).fresh
    assert verdict_of(store).drifted


def test_a_file_that_is_overwritten_while_it_is_scored_is_looked_at_again(make_tools):
    store = Overwriting()
    tools = make_tools(store)
    store.write(DRIFT, CALM)
    store.meanwhile = [lambda: store.write(DRIFT, OTHER)]
    scored = score_object(EVENT, tools)
    assert scored.fresh
    assert scored.verdict.drift.etag == store.stat(DRIFT).etag
    assert verdict_of(store) == scored.verdict
    assert scored.verdict.drifted


def test_a_file_that_is_removed_while_it_is_scored_keeps_its_verdict(make_tools):
    store = Overwriting()
    store.write(DRIFT, CALM)
    store.meanwhile = [lambda: store._objects.pop(DRIFT)]
    assert score_object(EVENT, make_tools(store)).fresh
    with pytest.raises(ObjectGone):
        score_object(EVENT, make_tools(store))


def test_the_verdict_that_another_worker_wrote_meanwhile_is_enough(make_tools):
    store = Overwriting()
    store.write(DRIFT, CALM)
    store.meanwhile = [lambda: score_object(EVENT, make_tools(store))]
    scored = score_object(EVENT, make_tools(store))
    assert not scored.fresh
    assert scored.verdict == verdict_of(store)


def test_a_late_worker_replaces_neither_verdict_nor_report_of_the_newer_content(make_tools):
    store = Overwriting()
    store.write(DRIFT, CALM)

    def another_worker_scores_the_next_version():
        store.write(DRIFT, OTHER)
        score_object(EVENT, make_tools(store))

    store.meanwhile = [another_worker_scores_the_next_version]
    score_object(EVENT, make_tools(store))
    assert verdict_of(store).drifted
    with store.open(keys.report(DRIFT)) as opened:
        assert b"bond yields" in opened.stream.read()


def test_a_file_that_never_stops_changing_is_retried_later(make_tools):
    store = Overwriting()
    store.write(DRIFT, CALM)
    store.meanwhile = [lambda: store.write(DRIFT, OTHER), lambda: store.write(DRIFT, CALM)] * 10
    with pytest.raises(WriteConflict, match="kept changing"):
        score_object(EVENT, make_tools(store))


def test_many_workers_at_once_write_one_verdict(make_tools):
    class Counting(MemoryStore):
        written = 0

        def replace(self, key, *given, **more):
            info = super().replace(key, *given, **more)
            self.written += key == keys.verdict(DRIFT)
            return info

    store = Counting()
    for key, data in ((BASELINE, CALM), (DRIFT, OTHER)):
        store.put(key, io.BytesIO(data), len(data))
    with ThreadPoolExecutor(8) as pool:
        scored = list(pool.map(lambda _: score_object(EVENT, make_tools(store)), range(8)))
    assert store.written == 1
    assert sum(each.fresh for each in scored) == 1


def test_a_raw_key_is_tried_if_the_decoded_one_does_not_exist(make_tools):
    store = Overwriting()
    raw = "drifts/é+a%20.csv"
    store.write(raw, CALM)
    store.write("baselines/baseline.csv", CALM)
    event = ObjectCreated(store.bucket, "drifts/é a .csv", raw_key=raw)
    assert score_object(event, make_tools(store)).verdict.drift.key == raw


def test_if_both_keys_exist_both_are_looked_at(make_tools):
    store = Overwriting()
    for key in ("drifts/a+b.csv", "drifts/a b.csv", "baselines/baseline.csv"):
        store.write(key, CALM)
    tools = make_tools(store)
    event = ObjectCreated(store.bucket, "drifts/a b.csv", raw_key="drifts/a+b.csv")
    assert score_object(event, tools).fresh
    assert verdict_of(store, "drifts/a+b.csv").drift.key == "drifts/a+b.csv"
    assert verdict_of(store, "drifts/a b.csv").drift.key == "drifts/a b.csv"
    store.write("drifts/a+b.csv", OTHER)
    assert score_object(event, tools).verdict.drift.key == "drifts/a+b.csv"


def test_the_verdict_on_a_key_that_looks_like_a_versions_does_not_touch_another_file(make_tools):
    store = Overwriting()
    etag = store.write(DRIFT, CALM).etag
    score_object(EVENT, make_tools(store))
    before = verdict_of(store)
    store.write(f"{DRIFT}/{etag}", OTHER)
    score_object(ObjectCreated(store.bucket, f"{DRIFT}/{etag}"), make_tools(store))
    assert verdict_of(store) == before


def test_a_job_scores_a_file_again_although_its_verdict_is_up_to_date(make_tools):
    store = Overwriting()
    store.write(DRIFT, CALM)
    again = ObjectCreated(store.bucket, DRIFT, again=True)
    assert score_object(EVENT, make_tools(store)).fresh
    replaced = store.write(BASELINE, OTHER)
    assert not score_object(EVENT, make_tools(store)).fresh
    assert score_object(again, make_tools(store)).fresh
    assert verdict_of(store).baseline.etag == replaced.etag
    assert not score_object(again, make_tools(store)).fresh  # the answer is the same


def test_a_fault_is_reported_without_reading_the_file(make_tools):
    store = Overwriting()
    store.write(DRIFT, CALM)
    error = BatchError("too_costly", "scoring ended twice for want of memory", key=DRIFT)
    scored = report_fault(EVENT, error, make_tools(store))
    assert (scored.fresh, scored.verdict.error.type) == (True, "too_costly")
    assert not score_object(EVENT, make_tools(store)).fresh  # final, until the file is put again
    with pytest.raises(IgnoreEvent):
        report_fault(ObjectCreated(store.bucket, "baselines/a.csv"), error, make_tools(store))


def test_a_fault_is_reported_on_one_write_of_one_object(make_tools):
    store = Overwriting()
    put = store.write(DRIFT, CALM)
    tools, error = make_tools(store), BatchError("too_costly", "scoring ended twice for want of memory")
    other = store.write("drifts/a+b.csv", CALM)
    event = ObjectCreated(store.bucket, "drifts/a b.csv", raw_key=other.key)
    assert report_fault(event, error, tools, other).verdict.drift.key == other.key
    store.write(DRIFT, OTHER)
    with pytest.raises(IgnoreEvent, match="overwritten"):
        report_fault(EVENT, error, tools, put)
    assert score_object(EVENT, tools).verdict.status == "ok"


@pytest.mark.parametrize("want", [MemoryError(), RuntimeError("RUNTIME_EXCEPTION : std::bad_alloc")])
def test_want_of_memory_is_the_files_fault(make_tools, monkeypatch, want):
    def hungry(*_, **__):
        raise want

    store = Overwriting()
    store.write(DRIFT, CALM)
    monkeypatch.setattr("functions.score.scoring.compare", hungry)
    verdict = score_object(EVENT, make_tools(store)).verdict
    assert (verdict.status, verdict.error.type) == ("error", "too_costly")
    assert verdict.reasons[0].startswith("the drift file could not be scored: scoring needs too much memory")


def test_a_fault_does_not_replace_the_verdict_of_an_earlier_copy_of_the_event(make_tools):
    store = Overwriting()
    store.write(DRIFT, CALM)
    first = score_object(EVENT, make_tools(store)).verdict
    error = BatchError("too_costly", "scoring ended twice for want of memory", key=DRIFT)
    scored = report_fault(EVENT, error, make_tools(store))
    assert (scored.fresh, scored.verdict) == (False, first)
