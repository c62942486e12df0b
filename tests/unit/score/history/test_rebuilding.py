"""Histories from the verdicts under `results/`."""

import io
from datetime import UTC, datetime, timedelta

import pytest

from common import keys
from common.stores.memory import MemoryStore
from common.verdict.document import BaselineFile
from functions.score.history import Histories, HistoryLine, rebuilding
from functions.score.history.rebuilding import rebuild


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def histories(store):
    return Histories(store, 1000)


@pytest.fixture
def write(store, make_verdict):
    """Write the verdict on a drift file of a dataset; keywords replace its fields."""

    def write(path, dataset="baselines/a.csv", day=0, **parts):
        verdict = make_verdict(key=f"drifts/{path}", **parts)
        modified = datetime(2026, 11, 1, tzinfo=UTC) + timedelta(days=day)
        drift = verdict.drift.model_copy(update={"modified": modified})
        baseline = verdict.baseline and BaselineFile(key=dataset, etag="b1", rows=2)
        verdict = verdict.model_copy(update={"drift": drift, "baseline": baseline})
        data = verdict.to_json()
        store.put(keys.verdict(f"drifts/{path}"), io.BytesIO(data), len(data))
        return verdict

    return write


def content(store, key):
    with store.open(key) as opened:
        return opened.stream.read()


def test_a_history_that_was_deleted_is_rebuilt_byte_for_byte(store, histories, write):
    verdicts = [write(f"a/{day}.csv", day=day) for day in range(12)]
    for verdict in verdicts[::2] + verdicts[::-2]:
        histories.add(verdict)
    before = content(store, "history/a.csv.jsonl")
    del store._objects["history/a.csv.jsonl"]
    done = rebuild(histories)
    assert content(store, "history/a.csv.jsonl") == before
    assert (done.verdicts, done.unread, done.lines) == (12, 0, {"history/a.csv.jsonl": 12})


def test_a_second_rebuild_writes_nothing(store, histories, write):
    write("a/1.csv")
    rebuild(histories)
    etag = store.stat("history/a.csv.jsonl").modified
    rebuild(histories)
    assert store.stat("history/a.csv.jsonl").modified == etag


def test_each_dataset_gets_its_own_verdicts(store, histories, write):
    write("a/1.csv")
    write("a/2.csv", dataset="baselines/b.csv")
    write("b/1.csv", dataset="baselines/b.csv")
    rebuild(histories)
    for dataset, files in (("a", ["a/1"]), ("b", ["a/2", "b/1"])):
        lines = histories.read(f"baselines/{dataset}.csv").lines
        assert [line.key for line in lines] == [f"drifts/{name}.csv" for name in files]


def test_one_baseline_or_one_prefix_may_be_chosen(store, histories, write):
    write("a/1.csv")
    write("b/1.csv", dataset="baselines/b.csv")
    assert rebuild(histories, baseline_key="baselines/b.csv").lines == {"history/b.csv.jsonl": 1}
    assert [info.key for info in store.list(keys.HISTORY)] == ["history/b.csv.jsonl"]
    done = rebuild(histories, prefix="drifts/a/")
    assert (done.verdicts, done.lines) == (1, {"history/a.csv.jsonl": 1})


def test_what_is_no_verdict_on_its_own_file_is_counted_and_left_out(store, histories, write):
    verdict = write("a/1.csv").to_json()
    for key, data in (
        ("results/a/2.csv.json", b"{}"),
        ("results/a/copy.csv.json", verdict),  # of another file
        ("results/a/1.csv.html", b"<p>"),
    ):
        store.put(key, io.BytesIO(data), len(data))
    write("a/3.csv", status="error")
    done = rebuild(histories)
    assert (done.verdicts, done.unread, done.lines) == (2, 2, {"history/a.csv.jsonl": 1})


def test_what_was_accepted_and_files_without_a_verdict_stay(store, histories, write):
    verdict = write("a/1.csv", drifted=True, finding="drift", update_model=True)
    histories.add(verdict)
    gone = HistoryLine.of(verdict).model_copy(update={"key": "drifts/a/gone.csv"})
    histories.merge("baselines/a.csv", [gone])
    histories.accept("baselines/a.csv", "drifts/a/1.csv")
    rebuild(histories)
    lines = histories.read("baselines/a.csv").lines
    assert [(line.key, line.accepted) for line in lines] == [
        ("drifts/a/1.csv", True), ("drifts/a/gone.csv", False)
    ]  # fmt: skip


def test_many_verdicts_are_merged_from_time_to_time(histories, write, monkeypatch):
    monkeypatch.setattr(rebuilding, "WAITING", 3)
    for day in range(10):
        write(f"a/{day}.csv", day=day, dataset=f"baselines/{'ab'[day % 2]}.csv")
    done = rebuild(histories)
    assert done.lines == {"history/a.csv.jsonl": 5, "history/b.csv.jsonl": 5}
    assert len(histories.read("baselines/a.csv").lines) == 5
