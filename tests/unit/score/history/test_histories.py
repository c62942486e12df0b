"""The histories of a bucket: nothing that is wrong with them stops a verdict."""

import io
from contextlib import contextmanager
from datetime import timedelta

import pytest

from common import keys
from common.errors import StoreRefused, StoreUnavailable, WriteConflict
from common.stores.folder import FolderStore
from common.stores.memory import MemoryStore
from common.stores.store import OpenedObject, StoredObject
from functions.score.history import Histories, HistoryLine, histories

BASELINE = "baselines/a.csv"
KEY = keys.history(BASELINE)


@pytest.fixture(params=["memory", "folder"])
def store(request, tmp_path):
    return MemoryStore() if request.param == "memory" else FolderStore(tmp_path)


@pytest.fixture
def kept(store):
    return Histories(store, 1000)


@pytest.fixture
def quick(monkeypatch):
    """Give up soon."""
    monkeypatch.setattr(histories, "PATIENCE_SECONDS", 0.05)


def etags(history):
    return [line.etag for line in history.lines]


def version_of(store):
    return store.stat(KEY).etag


def test_a_history_is_read_as_it_was_written(store, kept, make_line):
    assert kept.read(BASELINE).lines == ()
    assert kept.read(BASELINE).etag == ""
    lines = tuple(map(make_line, range(3)))
    kept.merge(BASELINE, lines)
    history = kept.read(BASELINE)
    assert (history.key, history.etag, history.lines) == (KEY, version_of(store), lines)


def test_merging_the_same_again_writes_nothing(store, kept, make_line):
    kept.merge(BASELINE, [make_line(1)])
    version = version_of(store)
    for _ in range(3):
        kept.merge(BASELINE, [make_line(1, written=make_line(2).written)])
    assert version_of(store) == version


def test_a_history_may_be_deleted_at_any_time(tmp_path, make_line):
    kept = Histories(FolderStore(tmp_path), 1000)
    kept.merge(BASELINE, [make_line(1)])
    (tmp_path / KEY).unlink()
    assert kept.read(BASELINE).lines == ()
    kept.merge(BASELINE, [make_line(2)])
    assert etags(kept.read(BASELINE)) == ["e2"]


def test_a_history_that_is_deleted_between_read_and_write_begins_again(tmp_path, make_line):
    store = FolderStore(tmp_path)
    kept = Histories(store, 1000)
    kept.merge(BASELINE, [make_line(1)])
    replace, deleted = store.replace, []

    def replace_after_deletion(key, *given, **more):
        if not deleted:
            deleted.append((tmp_path / KEY).unlink())
        return replace(key, *given, **more)

    store.replace = replace_after_deletion
    kept.merge(BASELINE, [make_line(2)])
    assert etags(kept.read(BASELINE)) == ["e2"]


def test_without_lines_to_keep_nothing_is_read_or_written(make_line):
    none = Histories(store=None, most=0)
    assert none.read(BASELINE).lines == ()
    assert none.merge(BASELINE, [make_line(1)]).lines == ()


def test_datasets_are_apart_and_a_renamed_one_begins_anew(kept, make_line):
    kept.merge(BASELINE, [make_line(1)])
    kept.merge("baselines/renamed.csv", [make_line(2)])
    assert etags(kept.read(BASELINE)) == ["e1"]
    assert etags(kept.read("baselines/renamed.csv")) == ["e2"]


class Huge(MemoryStore):
    """A bucket in which the history has a gigabyte that nobody may read."""

    @contextmanager
    def open(self, key):
        with super().open(key) as opened:
            if opened.info.size < 100:
                described = StoredObject(key, opened.info.etag, 1024**3, opened.info.modified)
                yield OpenedObject(described, stream=None)
            else:
                yield opened


def test_an_object_of_a_gigabyte_is_not_read_and_is_replaced(make_line, caplog):
    store = Huge()
    store.put(KEY, io.BytesIO(b"x" * 50), 50)
    kept = Histories(store, 1000)
    assert kept.read(BASELINE).lines == ()
    (record,) = caplog.records
    assert record.message == f"{KEY} is ignored: it has 1073741824 bytes, the limit is 16777216"
    kept.merge(BASELINE, [make_line(1)])
    assert etags(kept.read(BASELINE)) == ["e1"]


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\x00" * 1000, b"PAR1", b'{"v":2}\n', b"[" * 10**6])
def test_a_foreign_object_is_replaced(store, kept, make_line, data, caplog):
    store.put(KEY, io.BytesIO(data), len(data))
    assert kept.read(BASELINE).lines == ()
    assert len(caplog.records) == bool(data.strip())
    kept.merge(BASELINE, [make_line(1)])
    assert etags(kept.read(BASELINE)) == ["e1"]
    with store.open(KEY) as opened:
        assert opened.stream.read() == make_line(1).to_json() + b"\n"


def failing(name, error):
    store = MemoryStore()

    def fail(*_, **__):
        raise error

    return type("Failing", (MemoryStore,), {name: fail})(), store


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("open", StoreRefused("AccessDenied")),
        ("open", StoreUnavailable("away")),
        ("replace", StoreRefused("AccessDenied")),
        ("replace", StoreUnavailable("away")),
        ("replace", WriteConflict("always")),
        ("replace", RuntimeError("a bug")),
    ],
)
def test_a_history_that_cannot_be_written_is_one_warning(make_verdict, name, error, caplog, quick):
    store, _ = failing(name, error)
    Histories(store, 1000).add(make_verdict())
    (record,) = caplog.records
    assert record.message == f"drifts/a.csv is missing in its dataset's history: {error}"
    assert (record.exc_info is not None) == isinstance(error, RuntimeError)


def test_a_history_that_the_store_refuses_is_empty_and_one_that_is_away_is_tried_again(caplog):
    store, _ = failing("open", StoreRefused("AccessDenied"))
    assert Histories(store, 1000).read(BASELINE).lines == ()
    assert [record.message for record in caplog.records] == [f"{KEY} is ignored: AccessDenied"]
    store, _ = failing("open", StoreUnavailable("away"))
    with pytest.raises(StoreUnavailable):
        Histories(store, 1000).read(BASELINE)


def test_a_conflict_is_tried_again_and_loses_no_line(make_line):
    class Busy(MemoryStore):
        others = 5

        def replace(self, key, data, **more):
            if self.others:
                self.others -= 1
                line = make_line(100 + self.others).to_json() + b"\n"
                before = self._objects[key][1] if key in self._objects else b""
                self.put(key, io.BytesIO(before + line), len(before + line))
            return super().replace(key, data, **more)

    kept = Histories(Busy(), 1000)
    kept.merge(BASELINE, [make_line(1)])
    assert sorted(etags(kept.read(BASELINE))) == sorted(["e1", *(f"e{number}" for number in range(100, 105))])


def test_a_verdict_that_compared_nothing_is_not_added(make_verdict):
    store = MemoryStore()
    for status in ("error", "no_baseline"):
        Histories(store, 1000).add(make_verdict(status=status))
    assert list(store.list("")) == []


def test_accepting_returns_whether_the_file_was_not_accepted_before(store, kept, make_line):
    alarms = [make_line(day, drifted=True, finding="drift") for day in range(3)]
    kept.merge(BASELINE, alarms)
    assert kept.accept(BASELINE, alarms[1].key)
    version = version_of(store)
    assert not kept.accept(BASELINE, alarms[1].key)
    assert version_of(store) == version
    assert kept.accept(BASELINE, alarms[2].key)


def test_accepting_is_taken_back_for_one_file_and_once(store, kept, make_line):
    alarms = [make_line(day, drifted=True, finding="drift") for day in range(3)]
    kept.merge(BASELINE, alarms)
    for line in alarms[1:]:
        kept.accept(BASELINE, line.key)
    assert kept.accept(BASELINE, alarms[1].key, undo=True)
    version = version_of(store)
    for key in (alarms[0].key, alarms[1].key, "drifts/other.csv"):
        assert not kept.accept(BASELINE, key, undo=True)
    assert version_of(store) == version
    assert [line.accepted for line in kept.read(BASELINE).lines] == [False, False, True]
    assert kept.accept(BASELINE, alarms[1].key)


def test_the_line_of_a_verdict_is_added(store, kept, make_verdict):
    verdict = make_verdict()
    kept.add(verdict)
    assert kept.read(BASELINE).lines == (HistoryLine.of(verdict),)
    kept.add(verdict.model_copy(update={"scored_at": verdict.scored_at + timedelta(days=1)}))
    assert kept.read(BASELINE).lines == (HistoryLine.of(verdict),)


@pytest.fixture
def reads(monkeypatch):
    """Return a list of the keys that were opened."""
    opened = []

    def counting(self, key, *, original=MemoryStore.open):
        opened.append(key)
        return original(self, key)

    monkeypatch.setattr(MemoryStore, "open", counting)
    return opened


def test_a_history_that_was_read_a_moment_ago_is_not_read_again(make_line, reads):
    kept = Histories(MemoryStore(), 1000)
    kept.merge(BASELINE, [make_line(1)])
    known = kept.read(BASELINE)
    reads.clear()
    kept.merge(BASELINE, [make_line(2)], known)
    assert reads == []
    kept.merge(BASELINE, [make_line(3)], known)  # no longer: it was written since
    assert reads == [KEY]
    assert etags(kept.read(BASELINE)) == ["e1", "e2", "e3"]


def test_a_part_of_a_history_or_another_is_read_again(make_line, reads):
    kept = Histories(MemoryStore(), 1000)
    kept.merge(BASELINE, [make_line(1), make_line(2)])
    part = kept.read(BASELINE).before(make_line(2).key, make_line(2).modified)
    kept.merge(BASELINE, [make_line(3)], part)
    kept.merge(BASELINE, [make_line(4)], kept.read("baselines/other.csv"))
    assert etags(kept.read(BASELINE)) == ["e1", "e2", "e3", "e4"]
