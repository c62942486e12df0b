"""The sweep on a real MinIO: lost events, late baselines, long names, foreign objects, and the lease."""

import contextlib
import io
import json
import uuid
from functools import partial
from time import monotonic

import pytest

from common import keys, settings
from common.verdict.document import Verdict
from functions.score.triggers.settling import settle_event
from functions.score.triggers.sweep import Ending, Options, Sweeper, Tally, reconcile
from functions.score.triggers.sweep.lease import PERIOD_SECONDS
from functions.upload.verdicts import current_verdict

pytestmark = pytest.mark.real

CALM = b"text\n" + b"".join(b"the cat number %d sat on the mat\n" % row for row in range(20))
OTHER = b"text\n" + b"".join(b"bond yields rose by %d points again\n" % row for row in range(20))


@pytest.fixture
def store(minio_store):
    fresh = minio_store(f"sweep-{uuid.uuid4().hex[:12]}")
    fresh.create_bucket()
    return fresh


@pytest.fixture
def put(store):
    return lambda key, data=CALM: store.put(key, io.BytesIO(data), len(data))


@pytest.fixture
def read(store):
    def content(key):
        with store.open(key) as opened:
            return opened.stream.read()

    return content


@pytest.fixture
def verdict(read):
    return lambda key: Verdict.from_json(read(keys.verdict(key)))


@pytest.fixture
def swept(store, make_tools):
    """Return a function that sweeps once and returns what was done."""
    settle = partial(settle_event, tools=make_tools(store), last_attempt=False)

    def once(**options):
        tally = Tally()
        reconcile(store, settle, Options(**options), tally)
        return tally.endings

    return once


def test_a_file_without_an_event_is_scored_once_and_again_when_it_is_overwritten(put, swept, verdict):
    put("baselines/a/baseline.csv")
    first = put("drifts/a/1.csv")
    put("drifts/a/2.csv")
    put("drifts/folder/", b"")
    assert swept() == {Ending.SCORED: 2}
    assert verdict("drifts/a/1.csv").drift.etag == first.etag
    assert swept() == {}
    overwritten = put("drifts/a/1.csv", OTHER)
    assert swept() == {Ending.SCORED: 1}
    assert verdict("drifts/a/1.csv").drift.etag == overwritten.etag
    put("drifts/a/1.csv", OTHER)  # the same content again, perhaps in the same second
    assert swept().keys() < {Ending.SCORED, Ending.CONFIRMED}
    assert swept() == {}


# MinIO lists no object below a path that is itself an object, such as drifts/a/b beside drifts/a.
ODD = [
    "\x01.csv",
    "a\nb.csv",
    "a\\b.csv",
    "&<>'\".csv",
    "%41+ .csv",
    "\uffee.csv",
    "🎈.csv",
    "a",
    "a.json",
    "a!.csv",
    "A.csv",
    "b/c.csv",
]


def test_whatever_keys_the_store_accepts_are_swept_once(put, swept, verdict):
    put("baselines/baseline.csv")
    for name in ODD:
        put(f"drifts/{name}")
    assert swept() == {Ending.SCORED: len(ODD)}
    assert [verdict(f"drifts/{name}").drift.key for name in ODD] == [f"drifts/{name}" for name in ODD]
    assert swept() == {}


def test_a_late_baseline_is_noticed_without_opening_anything_else(store, put, swept, verdict, monkeypatch):
    for key in ("drifts/a/1.csv", "drifts/b/1.csv"):
        put(key)
    assert swept() == {Ending.WAITING: 2}
    put("baselines/a.csv")
    opened = []
    right = store.open
    monkeypatch.setattr(store, "open", lambda key: opened.append(key) or right(key), raising=False)
    assert swept() == {Ending.SCORED: 1}
    assert "results/b/1.csv.json" not in opened
    assert (verdict("drifts/a/1.csv").status, verdict("drifts/b/1.csv").status) == ("ok", "no_baseline")


DEEP = "drifts/" + "/".join(["c" * 200] * 4) + "/"
LONG = [
    *(f"drifts/{'a' * (length - 4)}.csv" for length in range(250, 256)),
    f"drifts/{'é' * 125}a.csv",
    *(f"{DEEP}{'d' * (length - len(DEEP) - 4)}.csv" for length in (1012, 1023, 1024)),
    "drifts/long-names/a.csv",
]


def test_names_that_leave_no_room_for_their_verdicts_get_one_all_the_same(store, put, swept, read):
    put("baselines/baseline.csv")
    for key in LONG:
        put(key)
        assert len(key.encode()) <= 1024
    assert swept() == {Ending.SCORED: len(LONG)}
    assert swept() == {}
    for key in LONG:
        with contextlib.closing(current_verdict(store, key)) as opened:
            answer = b"".join(opened.parts())
        assert (Verdict.from_json(answer).status, Verdict.from_json(answer).drift.key) == ("ok", key)
        assert b"<html" in read(keys.report(key))
    assert len({keys.verdict(key) for key in LONG}) == len(LONG)
    put(LONG[-2], OTHER)
    assert current_verdict(store, LONG[-2]) is None
    assert swept() == {Ending.SCORED: 1}


def test_a_baseline_with_a_long_name_is_found_and_so_is_none(put, swept, verdict):
    key = f"drifts/{'a' * 251}.csv"
    put(key)
    put(LONG[-2])
    put(f"baselines/{'a' * 251}.csv")
    assert swept() == {Ending.SCORED: 1, Ending.WAITING: 1}
    assert verdict(key).status == "ok"
    assert verdict(LONG[-2]).status == "no_baseline"


def test_objects_that_are_no_verdicts_are_replaced_and_newer_ones_are_left_alone(
    put, swept, read, verdict, caplog
):
    put("baselines/baseline.csv")
    put("results/before.csv.json", b"hello")
    etags = {name: put(f"drifts/{name}.csv").etag for name in ("before", "after", "newer", "right")}
    put("results/after.csv.json", b"\xff\xfe")
    put("results/right.csv.html", b"no page")
    newer = json.dumps({"schema": "driftline.verdict/2", "drift": {"etag": etags["newer"]}}).encode()
    put("results/newer.csv.json", newer)
    caplog.set_level("INFO")
    endings = swept(verify=True)
    assert endings == {Ending.SCORED: 3, Ending.LEFT: 1}
    assert read("results/newer.csv.json") == newer
    for name in ("before", "after", "right"):
        assert verdict(f"drifts/{name}.csv").status == "ok"
    for name in (
        "results/before.csv.json is replaced",
        "results/after.csv.json is replaced",
        "newer.csv is left",
    ):
        assert len([line for line in caplog.messages if name in line]) == 1


class Clock:
    def __init__(self):
        self.ahead = 0.0

    def __call__(self):
        return monotonic() + self.ahead


@pytest.fixture
def worker(store, make_tools):
    """Return a function that makes the sweeper of a worker, and its clock."""
    settle = partial(settle_event, tools=make_tools(store), last_attempt=False)

    def make():
        clock = Clock()
        configured = settings.load({"DRIFTLINE_SWEEP_AGE_SECONDS": "0"})
        return Sweeper(store, settle, configured, clock=clock), clock

    return make


def test_of_two_workers_one_sweeps_and_a_dead_one_is_replaced(put, read, worker, verdict, monkeypatch):
    monkeypatch.setattr("functions.score.triggers.sweep.sweeper.TURN_SECONDS", 0.0)
    put("baselines/baseline.csv")
    for number in range(5):
        put(f"drifts/{number}.csv")
    (ann, _), (bob, bobs_clock) = worker(), worker()
    assert ann.turn() == 0.0
    holder = json.loads(read(keys.SWEEP))["holder"]
    assert bob.turn() > PERIOD_SECONDS - 1
    bobs_clock.ahead += PERIOD_SECONDS  # ann does nothing in that time
    assert bob.turn() == 0.0
    assert json.loads(read(keys.SWEEP))["holder"] not in (None, holder)
    while bob.turn() == 0.0:
        pass
    lease = json.loads(read(keys.SWEEP))
    assert lease["holder"] is None
    assert lease["swept"]
    assert all(verdict(f"drifts/{number}.csv").status == "ok" for number in range(5))


def test_a_lease_that_is_no_lease_is_replaced(put, read, worker, caplog):
    put(keys.SWEEP, b"hello")
    sweeper, _ = worker()
    while sweeper.turn() == 0.0:
        pass
    assert json.loads(read(keys.SWEEP))["swept"]
    assert caplog.messages == [f"{keys.SWEEP} is replaced: it is no lease"]
