"""What a folder as the bucket does beyond the contract of every store."""

import pytest

from common.errors import Fate, StoreUnavailable
from common.events import ObjectCreated
from common.folder_store import FolderStore
from functions.score import batch
from functions.score.handler import score_object


@pytest.fixture
def store(tmp_path):
    store = FolderStore(tmp_path)
    for folder in ("baselines", "drifts"):
        (tmp_path / folder).mkdir()
    return store


def test_a_file_that_grows_while_it_is_read_is_read_again_later(store):
    path = store.root / "drifts" / "a.csv"
    path.write_text("text\none\n")

    def read_while_it_grows():
        with store.open("drifts/a.csv") as opened:
            opened.stream.read()
            path.write_text("text\none\ntwo\n")

    with pytest.raises(StoreUnavailable, match="written to while it was read") as caught:
        read_while_it_grows()
    assert caught.value.fate is Fate.RETRY


def test_a_file_that_is_replaced_while_it_is_read_is_the_old_one(store):
    path = store.root / "drifts" / "a.csv"
    path.write_text("text\none\n")
    with store.open("drifts/a.csv") as opened:
        aside = store.root / "aside"
        aside.write_text("text\nother\n")
        aside.replace(path)
        assert opened.stream.read() == b"text\none\n"


def test_no_verdict_is_written_on_half_a_file(store, make_tools, monkeypatch):
    (store.root / "baselines" / "a.csv").write_text("text\n" + "a cat\na dog\n" * 10)
    path = store.root / "drifts" / "a.csv"
    path.write_text('text\na cat\n"a do')
    tools = make_tools(store)
    read = batch.read

    def read_while_it_grows(key, stream, limits):
        try:
            return read(key, stream, limits)
        finally:
            if key == "drifts/a.csv":
                path.write_text('text\na cat\n"a dog"\n')

    event = ObjectCreated(store.bucket, "drifts/a.csv", sequencer="0A")
    monkeypatch.setattr(batch, "read", read_while_it_grows)
    with pytest.raises(StoreUnavailable):
        score_object(event, tools)
    assert not list(store.list("results/"))
    monkeypatch.undo()
    assert score_object(event, tools).verdict.status == "ok"
