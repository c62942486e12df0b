"""The handler and the history: a line per verdict, and no verdict less."""

import io
from concurrent.futures import ThreadPoolExecutor

import pytest

from common import keys
from common.errors import BatchError, StoreRefused
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score.handler import report_fault, score_object
from functions.score.history import HistoryLine

BASELINE = "baselines/a.csv"
HISTORY = keys.history(BASELINE)
CALM = ("size\n" + "".join(f"{row % 50}.5\n" for row in range(300))).encode()
MOVED = ("size\n" + "".join(f"{row % 50 + 40}.5\n" for row in range(300))).encode()


@pytest.fixture
def store():
    made = MemoryStore()
    made.put(BASELINE, io.BytesIO(CALM), len(CALM))
    return made


@pytest.fixture
def tools(store, make_tools):
    return make_tools(store)


def drop(store, name, data=CALM):
    store.put(f"drifts/a/{name}.csv", io.BytesIO(data), len(data))
    return ObjectCreated(store.bucket, f"drifts/a/{name}.csv")


def test_each_verdict_has_its_line(store, tools):
    verdicts = [
        score_object(drop(store, name, data), tools).verdict for name, data in (("1", CALM), ("2", MOVED))
    ]
    lines = tools.histories.read(BASELINE).lines
    assert lines == tuple(map(HistoryLine.of, verdicts))
    assert [line.drifted for line in lines] == [False, True]


def test_a_file_that_is_put_again_has_one_line(store, tools):
    score_object(drop(store, "1"), tools)
    score_object(drop(store, "1", MOVED), tools)
    (line,) = tools.histories.read(BASELINE).lines
    assert line.drifted


def test_copies_of_an_event_write_the_line_once(store, tools):
    event = drop(store, "1")
    score_object(event, tools)
    written = store.stat(HISTORY)
    for _ in range(3):
        assert not score_object(event, tools).fresh
    assert store.stat(HISTORY) == written


def test_a_worker_that_died_before_the_line_is_made_up_for_by_the_next_copy_of_the_event(store, tools):
    event = drop(store, "1")
    verdict = score_object(event, tools).verdict
    del store._objects[HISTORY]
    assert not score_object(event, tools).fresh
    assert tools.histories.read(BASELINE).lines == (HistoryLine.of(verdict),)


def test_a_file_at_fault_has_no_line_and_asks_for_no_history(store, tools):
    assert score_object(drop(store, "1", b"size\n"), tools).verdict.status == "error"
    report_fault(drop(store, "2"), BatchError("too_costly", "too much"), tools)
    assert list(store.list(keys.HISTORY)) == []


@pytest.mark.parametrize(
    "data", [b"\x00" * 100, b'{"v":9,"key":"drifts/a/1.csv","modified":null,"written":"",}\n', b"[" * 10**6]
)
def test_whatever_is_in_place_of_the_history_the_verdict_is_written(store, tools, data):
    store.put(HISTORY, io.BytesIO(data), len(data))
    scored = score_object(drop(store, "2"), tools)
    assert (scored.fresh, scored.verdict.status) == (True, "ok")
    assert [line.key for line in tools.histories.read(BASELINE).lines] == ["drifts/a/2.csv"]


def test_without_the_right_to_write_it_the_verdict_is_written(make_tools, caplog):
    class Strict(MemoryStore):
        def open(self, key):
            if key.startswith(keys.HISTORY):
                raise StoreRefused("AccessDenied")
            return super().open(key)

    store = Strict()
    store.put(BASELINE, io.BytesIO(CALM), len(CALM))
    assert score_object(drop(store, "1"), make_tools(store)).fresh
    warnings = [record.message for record in caplog.records if record.levelname == "WARNING"]
    assert warnings == ["drifts/a/1.csv is missing in its dataset's history: AccessDenied"]


def test_many_workers_on_one_dataset_write_every_line(store, make_tools):
    events = [drop(store, f"{number:02d}") for number in range(24)]
    with ThreadPoolExecutor(8) as workers:
        list(workers.map(lambda event: score_object(event, make_tools(store)), events * 2))
    history = make_tools(store).histories.read(BASELINE)
    assert sorted(line.key for line in history.lines) == [event.key for event in events]
    modified = [line.modified for line in history.lines]
    assert modified == sorted(modified)
