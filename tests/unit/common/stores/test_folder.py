"""What a folder as the bucket does beyond the contract of all stores."""

import io
import os
import threading

import pytest

from common.errors import Outcome, SetupError, StoreRefused, StoreUnavailable
from common.events import ObjectCreated
from common.stores.folder import FolderStore, open_file
from functions.score.baseline import settings as dataset
from functions.score.batch import reading
from functions.score.handler import score_object

WHOLE = "text\n" + "a cat\na dog\n" * 10


@pytest.fixture
def store(tmp_path):
    store = FolderStore(tmp_path)
    for folder in ("baselines", "drifts"):
        (tmp_path / folder).mkdir()
    return store


def test_a_file_that_grows_while_it_is_read_is_retried(store):
    path = store.root / "drifts" / "a.csv"
    path.write_text("text\none\n")

    def read_while_it_grows():
        with store.open("drifts/a.csv") as opened:
            opened.stream.read()
            path.write_text("text\none\ntwo\n")

    with pytest.raises(StoreUnavailable, match="written to while it was read") as caught:
        read_while_it_grows()
    assert caught.value.outcome is Outcome.RETRY


def test_of_a_file_that_is_replaced_while_it_is_read_the_old_one_is_read(store):
    path = store.root / "drifts" / "a.csv"
    path.write_text("text\none\n")
    with store.open("drifts/a.csv") as opened:
        replacement = store.root / "replacement"
        replacement.write_text("text\nother\n")
        replacement.replace(path)
        assert opened.stream.read() == b"text\none\n"


@pytest.mark.parametrize("grows", ["drifts/a.csv", "baselines/a.csv"])
@pytest.mark.parametrize("half", ['text\na cat\n"a do', "text\na cat\na dog\n"], ids=["at fault", "good"])
def test_no_verdict_is_written_on_half_a_file(store, make_tools, monkeypatch, grows, half):
    for key in ("drifts/a.csv", "baselines/a.csv"):
        (store.root / key).write_text(half if key == grows else WHOLE)
    tools = make_tools(store)
    read = reading.read

    def read_while_it_grows(key, stream, *more):
        try:
            return read(key, stream, *more)
        finally:
            if key == grows:
                (store.root / key).write_text(WHOLE)

    event = ObjectCreated(store.bucket, "drifts/a.csv", sequencer="0A")
    monkeypatch.setattr(reading, "read", read_while_it_grows)
    with pytest.raises(StoreUnavailable, match=f"'{grows}' was written to"):
        score_object(event, tools)
    assert not list(store.list("results/"))
    monkeypatch.undo()
    verdict = score_object(event, tools).verdict
    assert (verdict.status, verdict.drift.rows, verdict.baseline.rows) == ("ok", 20, 20)


def test_half_a_settings_file_is_not_used(store, make_tools, monkeypatch):
    for key in ("drifts/a.csv", "baselines/a.csv"):
        (store.root / key).write_text(WHOLE)
    path = store.root / "baselines" / "a.csv.driftline.toml"
    path.write_text("alpha = ")
    parse = dataset.parse

    def parse_while_it_grows(key, data):
        path.write_text("alpha = 0.01")
        return parse(key, data)

    monkeypatch.setattr(dataset, "parse", parse_while_it_grows)
    event = ObjectCreated(store.bucket, "drifts/a.csv", sequencer="0A")
    with pytest.raises(StoreUnavailable, match=r"a\.csv\.driftline\.toml"):
        score_object(event, make_tools(store))
    assert not list(store.list("results/"))


def test_a_file_on_the_command_line_that_grows_must_be_scored_again(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("text\none\n")

    def read_while_it_grows():
        with open_file(path) as opened:
            opened.stream.read()
            path.write_text("text\none\ntwo\n")

    with pytest.raises(SetupError, match=r"a\.csv' was written to while it was read: score it again"):
        read_while_it_grows()


def test_a_pipe_on_the_command_line_may_change(tmp_path):
    path = tmp_path / "a.csv"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(WHOLE.encode(),))
    writer.start()
    with open_file(path) as opened:
        assert opened.stream.read().decode() == WHOLE
    writer.join()


@pytest.mark.parametrize("characters", [245, 246, 250])
def test_files_with_the_longest_names_of_verdicts_can_have_user_metadata(store, characters):
    key = "results/" + "n" * (characters + 5)
    store.put(key, io.BytesIO(b"page"), 4, metadata={"report-of": "e1"})
    assert store.stat(key).metadata == {"report-of": "e1"}
    store.put(key, io.BytesIO(b"page"), 4)
    assert store.stat(key).metadata == {}


def test_a_folder_in_the_place_of_a_file_refuses_every_write(store):
    key = "results/d.csv.json"
    (store.root / key).mkdir(parents=True)
    reason = r"'results/d\.csv\.json' cannot be a file: it is a folder"
    with pytest.raises(StoreRefused, match=reason):
        store.put(key, io.BytesIO(b"x"), 1, metadata={"baseline": "x"})
    with pytest.raises(StoreRefused, match=reason):
        store.replace(key, b"x", expected=None, content_type="application/json")
    assert not list(store.list("results/"))


def test_a_path_that_is_too_long_for_the_file_system_is_refused_and_not_retried(store):
    with pytest.raises(StoreRefused, match="too long"):
        store.put("/".join(["folder" * 30] * 40), io.BytesIO(b"x"), 1)


def test_a_version_is_later_than_the_one_it_replaces_whatever_the_clock_says(store):
    """Two of one size and one time would have one etag, and a writer would replace one it has never read."""
    store.replace("history/a.jsonl", b"0", expected=None, content_type="x")
    future = store.stat("history/a.jsonl").modified.timestamp() + 3600
    os.utime(store.root / "history" / "a.jsonl", (future, future))
    etag = store.stat("history/a.jsonl").etag
    written = store.replace("history/a.jsonl", b"1", expected=etag, content_type="x")
    assert int(written.etag.partition("-")[0], 16) == int(etag.partition("-")[0], 16) + 1


def test_links_that_lead_out_of_the_folder_are_no_objects(tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text("a\n1\n")
    store = FolderStore(tmp_path / "bucket")
    put_drift = tmp_path / "bucket/drifts"
    put_drift.mkdir(parents=True)
    (put_drift / "a.csv").write_text("a\n1\n")
    (put_drift / "inside.csv").symlink_to("a.csv")
    (put_drift / "link.csv").symlink_to(outside / "secret.csv")
    (put_drift / "folder").symlink_to(outside)
    (put_drift / "up.csv").symlink_to("../../outside/secret.csv")
    assert [info.key for info in store.list("drifts/")] == ["drifts/a.csv", "drifts/inside.csv"]
    for key in ("drifts/link.csv", "drifts/folder/secret.csv", "drifts/up.csv"):
        with pytest.raises(StoreRefused, match="a link leads out of it"):
            store.stat(key)
        with pytest.raises(StoreRefused), store.open(key):
            pass
        with pytest.raises(StoreRefused):
            store.put(key, io.BytesIO(b"x"), 1)
    assert list(store.list("drifts/folder/")) == []
    assert (outside / "secret.csv").read_text() == "a\n1\n"
    assert [path.name for path in outside.iterdir()] == ["secret.csv"]


def test_a_file_whose_name_is_not_utf_8_is_listed(tmp_path):
    (tmp_path / "drifts").mkdir()
    (tmp_path / "drifts" / os.fsdecode(b"\xff.csv")).write_text("a\n1\n")
    assert [info.key for info in FolderStore(tmp_path).list("drifts/")] == ["drifts/\udcff.csv"]


@pytest.mark.parametrize("written", ["5", "[1]", '[["a", "b"]]', "null", "not JSON"])
def test_a_file_of_metadata_that_has_none_is_empty(store, written):
    store.put("drifts/a.csv", io.BytesIO(b"x"), 1, metadata={"baseline": "x"})
    (path,) = [each for each in store.root.rglob("*.json") if "baseline" in each.read_text()]
    path.write_text(written)
    assert store.stat("drifts/a.csv").metadata == {}
    path.write_text('{"baseline": 5, "team": "a"}')
    assert store.stat("drifts/a.csv").metadata == {"team": "a"}


def refusing(monkeypatch, folder, error):
    """Let a folder be unreadable, also for root, who runs the tests."""
    scan = os.scandir

    def refuse(path):
        if os.fspath(path) == str(folder):
            raise error(1, "it cannot be read", str(folder))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)


@pytest.mark.parametrize("error", [PermissionError, OSError])
def test_a_folder_that_cannot_be_read_is_an_error_and_not_empty(store, monkeypatch, error):
    store.put("drifts/sales/a.csv", io.BytesIO(b"x"), 1)
    refusing(monkeypatch, store.root / "drifts/sales", error)
    with pytest.raises((StoreRefused, StoreUnavailable), match="drifts/sales"):
        list(store.list("drifts/"))


def test_a_folder_that_is_removed_while_it_is_listed_is_empty(store, monkeypatch):
    store.put("drifts/sales/a.csv", io.BytesIO(b"x"), 1)
    refusing(monkeypatch, store.root / "drifts/sales", FileNotFoundError)
    assert list(store.list("drifts/")) == []
