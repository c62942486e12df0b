"""Versions of Iceberg tables, which pyiceberg writes, as batches."""

import io
import sys
from types import SimpleNamespace

import pyarrow as pa
import pytest
from pyiceberg.catalog import load_catalog
from pyiceberg.manifest import DataFileContent, ManifestFile
from pyiceberg.types import DoubleType

from common.errors import BatchError, IgnoreEvent
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score import batch
from functions.score.batch import Limits
from functions.score.batch.snapshots import latest_commit
from functions.score.handler import score_object

ROWS = {"id": [0, 1], "text": ["a cat", "a dog"]}


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def table(tmp_path):
    catalog = load_catalog("test", type="in-memory", warehouse=f"file://{tmp_path}")
    catalog.create_namespace("db")
    made = catalog.create_table("db.t", schema=pa.table(ROWS).schema)
    yield made
    catalog.destroy_tables()
    catalog.engine.dispose()


@pytest.fixture
def upload(store, tmp_path):
    """Put all files of the table into the bucket; return the keys of its commits, the first first."""

    def put(root="drifts/t"):
        for path in sorted((tmp_path / "db/t").rglob("*")):
            if path.is_file():
                data = path.read_bytes()
                key = f"{root}/{path.relative_to(tmp_path / 'db/t').as_posix()}"
                store.put(key, io.BytesIO(data), len(data))
        return [info.key for info in store.list(f"{root}/metadata/") if info.key.endswith(".metadata.json")]

    return put


@pytest.fixture
def read(store):
    def version(key):
        with batch.open_stored(store, key) as opened:
            return batch.read_opened(opened, Limits())

    return version


@pytest.fixture
def refused(read):
    def fault_of(key):
        with pytest.raises(BatchError) as caught:
            read(key)
        assert caught.value.key == key
        assert "\n" not in caught.value.message
        return caught.value

    return fault_of


def test_each_commit_is_a_batch_of_the_whole_table_at_that_version(table, upload, read, refused, store):
    table.append(pa.table(ROWS))
    table.append(pa.table({"id": [2, 3], "text": ["a cow", "an owl"]}))
    table.delete("id = 3")
    created, *versions = upload()
    assert refused(created).kind == "no_rows"
    assert [sorted(read(key).frame["id"]) for key in versions] == [[0, 1], [0, 1, 2, 3], [0, 1, 2]]
    assert read(versions[1]).notes == ("version 2 of an Iceberg table: 2 files",)
    assert latest_commit(store, "drifts/t/").key == versions[-1]


def test_a_column_that_came_later_is_missing_before_and_a_removed_one_is_not_read(table, upload, read):
    table.append(pa.table(ROWS))
    with table.update_schema() as change:
        change.add_column("more", DoubleType())
    table.append(pa.table({**ROWS, "more": [1.5, 2.5]}))
    with table.update_schema(allow_incompatible_changes=True) as change:
        change.delete_column("id")
    commits = upload()
    assert read(commits[-2]).frame["more"].isna().tolist().count(True) == 2
    assert read(commits[-1]).columns == ["text", "more"]


def test_renamed_and_replaced_columns_are_refused(table, upload, refused):
    table.append(pa.table(ROWS))
    with table.update_schema() as change:
        change.rename_column("text", "sentence")
    error = refused(upload()[-1])
    assert error.kind == "broken_file"
    assert error.message == "the table renamed or replaced columns (sentence, text), which is not read"


def test_the_tables_address_may_be_another_than_the_buckets(table, upload, read, refused, store, tmp_path):
    table.append(pa.table(ROWS))
    *_, last = upload()
    content = store._objects[last][1]
    moved = content.replace(f"file://{tmp_path}/db/t".encode(), b"s3a://elsewhere/warehouse/t")
    store.put(last, io.BytesIO(moved), len(moved))
    error = refused(last)  # the lists of files still have the old address
    assert (error.kind, "outside of its folder" in error.message) == ("broken_file", True)
    slashes = content.replace(
        f'"location":"file://{tmp_path}'.encode(), f'"location":"file:{tmp_path}'.encode()
    )
    assert slashes != content
    store.put(last, io.BytesIO(slashes), len(slashes))
    assert len(read(last).frame) == 2


def test_a_version_whose_files_were_removed_is_a_fault(table, upload, refused, store):
    table.append(pa.table(ROWS))
    *_, last = upload()
    data = next(info.key for info in store.list("drifts/t/data/"))
    del store._objects[data]
    assert refused(last).message.endswith("the table refers to this file, but it was removed")


def test_a_version_whose_lists_were_removed_is_a_fault(table, upload, refused, store):
    table.append(pa.table(ROWS))
    *_, last = upload()
    lists = next(info.key for info in store.list("drifts/t/metadata/snap-"))
    del store._objects[lists]
    assert refused(last).message.endswith(f"cannot be read: it refers to {lists!r}, but that was removed")


def test_rows_that_are_deleted_in_files_of_their_own_are_refused(table, upload, refused, monkeypatch):
    table.append(pa.table(ROWS))
    *_, last = upload()
    right = ManifestFile.fetch_manifest_entry

    def with_deletes(manifest, files, **more):
        entries = right(manifest, files, **more)
        file = SimpleNamespace(content=DataFileContent.POSITION_DELETES)
        return [*entries, SimpleNamespace(data_file=file)]

    monkeypatch.setattr(ManifestFile, "fetch_manifest_entry", with_deletes)
    assert refused(last).message.startswith("the table has deleted rows in files of their own")


@pytest.mark.parametrize("content", [b"", b"{", b"hello", b"{}", b'{"format-version": 9}', b"\xff"])
def test_a_broken_metadata_file_is_a_fault(store, refused, content):
    key = "drifts/t/metadata/v3.metadata.json"
    store.put(key, io.BytesIO(content), len(content))
    error = refused(key)
    assert error.kind == "broken_file"
    assert error.message.startswith("version 3 of the Iceberg table cannot be read: ")


def test_a_commit_is_scored_against_the_latest_version_of_a_baseline_table(table, upload, store, make_tools):
    texts = [f"the cat number {row} sat on the mat" for row in range(30)]
    table.append(pa.table({"id": list(range(10)), "text": texts[:10]}))
    table.append(pa.table({"id": list(range(10, 30)), "text": texts[10:]}))
    baseline, commits = upload("baselines/t")[-1], upload()
    tools = make_tools(store)
    for info in list(store.list("drifts/t/")):
        if info.key not in commits:
            with pytest.raises(IgnoreEvent):
                score_object(ObjectCreated(store.bucket, info.key), tools)
    verdict = score_object(ObjectCreated(store.bucket, commits[-1]), tools).verdict
    assert (verdict.status, verdict.drifted, verdict.drift.rows) == ("ok", False, 30)
    assert verdict.baseline.key == baseline
    assert score_object(ObjectCreated(store.bucket, commits[1]), tools).verdict.drift.rows == 10


def test_without_the_extra_the_verdict_says_what_to_install(upload, table, refused, monkeypatch):
    commits = upload()
    monkeypatch.setitem(sys.modules, "pyiceberg", None)
    error = refused(commits[0])
    assert error.kind == "missing_package"
    assert "pip install 'driftline[iceberg]'" in error.message
