"""Versions of Delta tables, which delta-rs writes, as batches."""

import io
import json
import string
import struct
import sys
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable, Field, Schema, write_deltalake

from common.errors import BatchError, IgnoreEvent
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score import batch
from functions.score.batch import Limits
from functions.score.handler import score_object


def commit(version, root="drifts/t"):
    return f"{root}/_delta_log/{version:020}.json"


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def table(tmp_path):
    """Return a function that writes rows to a table on disk, and its folder."""

    def write(rows, **more):
        write_deltalake(tmp_path / "table", pa.table(rows), **more)
        return tmp_path / "table"

    return write


@pytest.fixture
def upload(store):
    """Put all files of a folder on disk into the bucket; return their keys."""

    def put(folder: Path, root="drifts/t"):
        names = []
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                names.append(f"{root}/{path.relative_to(folder).as_posix()}")
                data = path.read_bytes()
                store.put(names[-1], io.BytesIO(data), len(data))
        return names

    return put


@pytest.fixture
def read(store):
    def version(number, root="drifts/t"):
        with batch.open_stored(store, commit(number, root)) as opened:
            return batch.read_opened(opened, Limits())

    return version


@pytest.fixture
def refused(read):
    def fault_of(number):
        with pytest.raises(BatchError) as caught:
            read(number)
        assert caught.value.key == commit(number)
        return caught.value

    return fault_of


def test_each_commit_is_a_batch_of_the_whole_table_at_that_version(table, upload, read):
    for mode, first in (("append", 0), ("append", 2), ("overwrite", 4)):
        folder = table({"id": [first, first + 1], "text": ["a cat", "a dog"]}, mode=mode)
    upload(folder)
    assert [sorted(read(version).frame["id"]) for version in range(3)] == [[0, 1], [0, 1, 2, 3], [4, 5]]
    assert read(1).key == commit(1)
    assert read(1).notes == ("version 1 of a Delta table: 2 files",)


def test_partitions_are_columns_with_the_values_of_the_log(table, upload, read):
    days = ["2026-11-28", None, "x y/ü%"]
    upload(table({"id": [1, 2, 3], "day": days, "n": [7, 7, None]}, partition_by=["day", "n"]))
    frame = read(0).frame.sort_values("id")
    assert frame["day"].fillna("missing").tolist() == [day or "missing" for day in days]
    assert frame["n"].tolist()[:2] == [7, 7]
    assert frame["n"].isna().tolist() == [False, False, True]


def test_a_column_that_came_later_is_missing_before(table, upload, read):
    table({"id": [1, 2]})
    upload(table({"id": [3], "more": [1.5]}, mode="append", schema_mode="merge"))
    rows = read(1)
    assert rows.frame.sort_values("id")["more"].isna().tolist() == [True, True, False]
    assert rows.notes[1:] == ("only 1 of 2 files have column 'more'; in the others it is missing",)


def test_a_checkpoint_and_the_commits_after_it_are_enough(table, upload, read, store):
    for first in range(3):
        folder = table({"id": [first]}, mode="append")
    DeltaTable(folder).create_checkpoint()
    upload(table({"id": [3]}, mode="append"))
    for version in (0, 1):
        del store._objects[commit(version)]
    assert sorted(read(3).frame["id"]) == [0, 1, 2, 3]
    assert sorted(read(2).frame["id"]) == [0, 1, 2]


def test_deleted_rows_are_not_read(table, upload, read):
    folder = table({"id": [1, 2, 3, 4]})
    DeltaTable(folder).delete("id > 2")
    upload(folder)
    assert sorted(read(1).frame["id"]) == [1, 2]
    assert sorted(read(0).frame["id"]) == [1, 2, 3, 4]


def test_a_version_whose_files_were_removed_is_a_fault(table, upload, refused, store):
    names = upload(table({"id": [1, 2]}))
    data = next(name for name in names if name.endswith(".parquet"))
    del store._objects[data]
    error = refused(0)
    assert error.kind == "broken_file"
    assert error.message.endswith(".parquet: the table refers to this file, but it was removed")


@pytest.mark.parametrize("content", [b"", b"{", b"hello", b'{"add": {"path": 1}}', b'{"commitInfo": {}}'])
def test_a_broken_log_is_a_fault_of_one_line(store, refused, content):
    store.put(commit(0), io.BytesIO(content), len(content))
    error = refused(0)
    assert error.kind == "broken_file"
    assert error.message.startswith("version 0 of the Delta table cannot be read from its log: ")
    assert "\n" not in error.message


def test_a_log_without_its_beginning_is_a_fault(table, upload, refused, store):
    table({"id": [1]})
    upload(table({"id": [2]}, mode="append"))
    del store._objects[commit(0)]
    assert refused(1).kind == "broken_file"


def test_files_elsewhere_are_not_read(table, upload, refused, store):
    names = upload(table({"id": [1]}))
    log = store._objects[names[0]][1]
    path = names[1].removeprefix("drifts/t/").encode()
    for other in (
        b"s3://other/secret.parquet",
        b"/etc/secret.parquet",
        b"../b/secret.parquet",
        b"%2e%2E/b.parquet",
    ):
        content = log.replace(path, other)
        assert content != log
        store.put(names[0], io.BytesIO(content), len(content))
        error = refused(0)
        assert error.kind == "broken_file"
        assert "outside of its folder" in error.message


def edited(upload, store, table, protocol, configuration, deleted=None):
    """Put a table of one file into the bucket, with another protocol and configuration in its log."""
    names = upload(table({"id": [1, 2]}))
    lines = [json.loads(line) for line in store._objects[names[0]][1].splitlines()]
    for line in lines:
        if "protocol" in line:
            line["protocol"] = protocol
        if "metaData" in line:
            line["metaData"]["configuration"] = configuration
        if "add" in line:
            line["add"]["deletionVector"] = deleted
    content = "\n".join(map(json.dumps, lines)).encode()
    store.put(names[0], io.BytesIO(content), len(content))


def test_a_table_that_renames_columns_is_refused(table, upload, refused, store):
    edited(
        upload,
        store,
        table,
        {"minReaderVersion": 2, "minWriterVersion": 5},
        {"delta.columnMapping.mode": "name", "delta.columnMapping.maxColumnId": "1"},
    )
    error = refused(0)
    assert error.kind == "broken_file"
    assert "column" in error.message


FEATURES = {
    "minReaderVersion": 3,
    "minWriterVersion": 7,
    "readerFeatures": ["deletionVectors"],
    "writerFeatures": ["deletionVectors"],
}


def inline(row):
    """Return a deletion vector of one row: a bitmap in Z85, as Delta's protocol has it."""
    bitmap = struct.pack("<IIHHIH", 12346, 1, 0, 0, 16, row)  # one container with one value
    data = struct.pack("<IQI", 1681511377, 1, 0) + bitmap
    padded = data + bytes(-len(data) % 4)
    alphabet = string.digits + string.ascii_lowercase + string.ascii_uppercase + ".-:+=^!/*?&<>()[]{}@%$#"
    letters = [
        alphabet[struct.unpack(">I", padded[at : at + 4])[0] // 85**power % 85]
        for at in range(0, len(padded), 4)
        for power in (4, 3, 2, 1, 0)
    ]
    return {
        "storageType": "i", "pathOrInlineDv": "".join(letters), "sizeInBytes": len(data), "cardinality": 1,
    }  # fmt: skip


def test_a_table_of_which_rows_are_only_marked_as_deleted_is_refused(table, upload, refused, store):
    edited(upload, store, table, FEATURES, {"delta.enableDeletionVectors": "true"}, inline(1))
    error = refused(0)
    assert error.kind == "broken_file"
    assert error.message == "the table marks deleted rows in deletion vectors, which are not read: purge it"


def test_a_table_that_only_could_mark_deleted_rows_is_read(table, upload, read, store):
    edited(upload, store, table, FEATURES, {"delta.enableDeletionVectors": "true"})
    assert read(0).frame["id"].tolist() == [1, 2]


def test_a_table_without_files_has_no_rows(tmp_path, upload, refused):
    DeltaTable.create(tmp_path / "empty", schema=Schema([Field("id", "long")]))
    upload(tmp_path / "empty")
    assert refused(0).kind == "no_rows"


def test_a_commit_is_scored_against_the_latest_version_of_a_baseline_table(table, upload, store, make_tools):
    texts = [f"the cat number {row} sat on the mat" for row in range(30)]
    table({"text": texts[:10]})
    folder = table({"text": texts[10:]}, mode="append")
    upload(folder, "baselines/t")
    names = upload(folder)
    tools = make_tools(store)
    for name in names:
        if "_delta_log" not in name:
            with pytest.raises(IgnoreEvent):
                score_object(ObjectCreated(store.bucket, name), tools)
    verdict = score_object(ObjectCreated(store.bucket, commit(1)), tools).verdict
    assert (verdict.status, verdict.drifted, verdict.drift.rows) == ("ok", False, 30)
    assert verdict.baseline.key == commit(1, "baselines/t")
    assert not score_object(ObjectCreated(store.bucket, commit(1)), tools).fresh
    first = score_object(ObjectCreated(store.bucket, commit(0)), tools).verdict
    assert first.drift.rows == 10
    results = [info.key for info in store.list("results/") if info.key.endswith(".json")]
    assert results == [f"results/t/_delta_log/{version:020}.json.json" for version in range(2)]


def test_without_the_extra_the_verdict_says_what_to_install(table, upload, refused, monkeypatch):
    upload(table({"id": [1, 2]}))
    monkeypatch.setitem(sys.modules, "deltalake", None)
    error = refused(0)
    assert error.kind == "missing_package"
    assert "pip install 'driftline[delta]'" in error.message
