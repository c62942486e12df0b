"""What a file asks of the store, and in which order: a worker may die between any two requests."""

import io
from importlib.metadata import version

import pytest

import common.version
from common import keys
from common.errors import IgnoreEvent
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score.handler import score_object
from functions.score.history import Histories
from functions.score.policy import CalibratedPolicy, Learning

KEY = "drifts/reviews/1.csv"
CONTENT = ("text\n" + "".join(f"the cat number {row} sat on the mat\n" for row in range(40))).encode()
BASELINE = "baselines/reviews.csv"
SETTINGS = keys.dataset_settings(BASELINE)


class Recording(MemoryStore):
    """A bucket that keeps what it is asked for."""

    def __init__(self):
        super().__init__()
        self.asked = []

    def stat(self, key, **more):
        self.asked.append(("stat", key))
        return super().stat(key, **more)

    def open(self, key, **more):
        self.asked.append(("open", key))
        return super().open(key, **more)

    def put(self, key, *given, **more):
        self.asked.append(("put", key))
        return super().put(key, *given, **more)

    def replace(self, key, *given, **more):
        self.asked.append(("replace", key))
        return super().replace(key, *given, **more)

    def list(self, prefix):
        self.asked.append(("list", prefix))
        return super().list(prefix)


@pytest.fixture
def store():
    made = Recording()
    made.put(BASELINE, io.BytesIO(CONTENT), len(CONTENT))
    return made


def asked_for(store, tools, key=KEY, **more):
    """Score a file and return what it asked of the store."""
    store.put(key, io.BytesIO(CONTENT), len(CONTENT))
    store.asked.clear()
    assert score_object(ObjectCreated(store.bucket, key, **more), tools).fresh
    return list(store.asked)


# What is stored about the file already, and the file itself.
LOOKED_AT = [("stat", keys.report(KEY)), ("open", keys.verdict(KEY)), ("open", KEY)]
WRITTEN = [("replace", keys.report(KEY)), ("replace", keys.verdict(KEY)), ("stat", KEY)]
HISTORY = keys.history(BASELINE)
REMEMBERED = [("open", HISTORY), ("replace", HISTORY)]


def test_a_file_with_an_embedded_baseline_makes_no_request_twice_and_writes_in_order(store, make_tools):
    tools = make_tools(store)
    asked_for(store, tools, "drifts/reviews/0.csv")  # from here on the baseline is known
    asked = asked_for(store, tools)
    listed = [("list", f"baselines/{stem}.") for stem in ("reviews/1", "reviews/baseline", "reviews")]
    assert asked == [*LOOKED_AT, *listed, *WRITTEN, *REMEMBERED]


def test_a_history_is_read_once_before_the_decision_and_that_copy_is_merged(store, make_tools):
    tools = make_tools(store, policy=lambda _: CalibratedPolicy(learning=Learning()))
    asked_for(store, tools, "drifts/reviews/0.csv")
    asked = asked_for(store, tools)
    assert [request for request in asked if request[1] == HISTORY] == REMEMBERED
    assert asked[-len(WRITTEN) - 2 :] == [REMEMBERED[0], *WRITTEN, REMEMBERED[1]]


def test_a_history_that_another_worker_writes_meanwhile_is_read_again_and_loses_no_line(
    store, make_tools, monkeypatch
):
    tools = make_tools(store, policy=lambda _: CalibratedPolicy(learning=Learning()))
    asked_for(store, tools, "drifts/reviews/0.csv")
    (line,) = tools.histories.read(BASELINE).lines
    read = Histories.read

    def read_before_another_writes(histories, baseline_key):
        history = read(histories, baseline_key)
        histories.merge(baseline_key, [line.model_copy(update={"key": "drifts/reviews/other.csv"})])
        store.asked.clear()
        return history

    monkeypatch.setattr(Histories, "read", read_before_another_writes)
    store.put(KEY, io.BytesIO(CONTENT), len(CONTENT))
    score_object(ObjectCreated(store.bucket, KEY), tools)
    assert store.asked == [*WRITTEN, REMEMBERED[1], *REMEMBERED]
    monkeypatch.undo()
    names = [line.key for line in tools.histories.read(BASELINE).lines]
    assert names == ["drifts/reviews/0.csv", "drifts/reviews/other.csv", KEY]


def test_without_a_history_there_is_no_request_for_it(store, make_tools):
    asked = asked_for(store, make_tools(store, history_lines=0))
    assert asked[-len(WRITTEN) :] == WRITTEN
    assert not [key for _, key in asked if key.startswith(keys.HISTORY)]


def test_settings_are_only_read_if_the_listing_has_them(store, make_tools):
    tools = make_tools(store)
    asked_for(store, tools, "drifts/reviews/0.csv")
    store.put(SETTINGS, io.BytesIO(b""), 0)
    asked = asked_for(store, tools)
    assert ("open", SETTINGS) in asked


def test_settings_of_a_requested_baseline_are_always_requested(store, make_tools):
    asked = asked_for(store, make_tools(store), baseline_key=BASELINE)
    assert ("stat", BASELINE) in asked
    assert ("open", SETTINGS) in asked


def test_the_second_copy_of_an_event_does_not_look_for_a_baseline(store, make_tools):
    tools = make_tools(store)
    asked_for(store, tools)
    store.asked.clear()
    assert not score_object(ObjectCreated(store.bucket, KEY), tools).fresh
    assert store.asked == [*LOOKED_AT, ("open", HISTORY)]


def test_the_version_is_looked_up_once(store, make_tools, monkeypatch):
    looked_up = []

    def counted(name):
        looked_up.append(name)
        return version(name)

    monkeypatch.setattr(common.version, "version", counted)
    common.version.own_version.cache_clear()
    tools = make_tools(store)
    for number in range(3):
        asked_for(store, tools, f"drifts/reviews/{number}.csv")
    assert looked_up == ["driftline"]


def test_a_part_asks_for_the_markers_of_its_folders_alone(store, make_tools):
    store.put("drifts/a/day=1/x.csv", io.BytesIO(CONTENT), len(CONTENT))
    store.asked.clear()
    with pytest.raises(IgnoreEvent):
        score_object(ObjectCreated(store.bucket, "drifts/a/day=1/x.csv"), make_tools(store))
    assert store.asked == [("stat", f"drifts/{path}_SUCCESS") for path in ("a/day=1/", "a/", "")]


def test_a_folder_is_described_by_two_requests_before_and_after(store, make_tools):
    part, marker = "drifts/reviews/part-0.csv", "drifts/reviews/_SUCCESS"
    store.put(part, io.BytesIO(CONTENT), len(CONTENT))
    described = [("stat", marker), ("list", "drifts/reviews/")]
    asked = [request for request in asked_for(store, make_tools(store), marker) if "drifts" in request[1]]
    assert asked == [*described, ("open", part), *described]
