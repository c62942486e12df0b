"""What a history costs: the store that counts, the histories, one file, the threads and the section."""

import io
from dataclasses import replace

import pytest
from streams import appending, overhead, overhead_section
from streams.counted_store import CountedStore
from streams.plan import FULL

from common.errors import ObjectGone, WriteConflict
from functions.score.history import Histories, History


def test_a_store_counts_every_request_and_every_conflict():
    store = CountedStore()
    etag = store.put("a", io.BytesIO(b"1"), 1).etag
    assert store.stat("a").etag == etag
    with store.open("a") as opened:
        assert opened.stream.read() == b"1"
    assert [info.key for info in store.list("")] == ["a"]
    store.replace("a", b"2", expected=etag, content_type="text/plain")
    with pytest.raises(WriteConflict):
        store.replace("a", b"3", expected=etag, content_type="text/plain")
    with pytest.raises(ObjectGone), store.open("b"):
        pass
    assert (store.requests, store.conflicts) == (7, 1)


@pytest.fixture
def quick(monkeypatch):
    monkeypatch.setattr(overhead, "TEMPLATES", 2)
    monkeypatch.setattr(overhead, "LENGTHS", {"no history": 0, "30 lines": 30})


def test_a_history_can_be_as_long_as_one_likes(diamonds, quick):
    handler = overhead.Handler(diamonds)
    history = History.from_bytes(overhead.HISTORY, "", handler.history(45))
    assert len(history.lines) == 45
    assert len({line.key for line in history.lines}) == 45
    assert sum(bool(line.columns) for line in history.lines) == 45


def test_a_history_is_one_read_and_one_write_for_a_file(diamonds, quick):
    measured = overhead.measure(diamonds, 1)
    assert measured["bytes"]["no history"] == 0
    for case in overhead.CASES:
        without, with_lines = (measured["cases"][case][name] for name in overhead.LENGTHS)
        assert with_lines["requests"] == without["requests"] + 2
        assert with_lines["seconds"] > 0


@pytest.fixture
def few(quick, monkeypatch):
    monkeypatch.setattr(appending, "THREADS", 8)
    monkeypatch.setattr(appending, "BEFORE", 20)
    monkeypatch.setattr(appending, "DELAY", 0.001)


def test_threads_that_append_to_one_history_lose_no_line(diamonds, few):
    answered = appending.measure(diamonds)
    assert (answered["appended"], answered["lost"]) == (16, 0)
    # A line takes a read and a write, and as much again for each conflict; the last read is not counted.
    assert answered["requests"] == 2 * (16 + answered["conflicts"])


def test_a_lost_line_is_counted(diamonds, few, monkeypatch):
    def forgetful(histories, baseline, lines, known=None):
        return merge(histories, baseline, [line for line in lines if not line.key.endswith("3.csv")], known)

    merge = Histories.merge
    monkeypatch.setattr(Histories, "merge", forgetful)
    assert appending.measure(diamonds)["lost"] == 4


def test_the_section_compares_each_length_with_no_history():
    cost = {
        name: {"seconds": seconds, "requests": requests}
        for name, seconds, requests in zip(overhead.LENGTHS, (0.05, 0.055, 0.06), (9, 11, 11), strict=True)
    }
    results = {
        "one file": {
            "bytes": dict(zip(overhead.LENGTHS, (0, 84_785, 847_850), strict=True)),
            "cases": {"unchanged": cost, "changed": cost},
        },
        "threads": {
            "appended": 100, "took": 8.6, "requests": 754, "conflicts": 277, "lost": 0,
        },
    }  # fmt: skip
    text = overhead_section.overhead(replace(FULL, cost_files=4), results)
    assert "median of 4 files" in text
    assert "| 1,000 lines | 848 kB | 60.0 (1.20x) | 11 | 60.0 (1.20x) | 11 |" in text
    assert "50 threads append 100 lines" in text
    assert "277 writes conflicted and were retried, and 0 lines" in text
