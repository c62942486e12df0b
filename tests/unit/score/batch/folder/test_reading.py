"""Folders of parts as one batch: their columns, their rows, their limits and their faults."""

import gzip
import io
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from common.errors import BatchError, ObjectGone, WriteConflict
from common.stores.memory import MemoryStore
from functions.score import batch
from functions.score.batch import Limits

MARKER = "drifts/daily/_SUCCESS"
A = b"id,text\n1,a cat\n2,a dog\n"
B = b"id,text\n3,a cow\n"


def parquet(**columns):
    target = io.BytesIO()
    pd.DataFrame(columns).to_parquet(target, index=False)
    return target.getvalue()


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def put(store):
    def drop(files, *, marker=True):
        for path, data in files.items():
            key = f"drifts/daily/{path}"
            store.put(key, io.BytesIO(data), len(data))
        if marker:
            store.put(MARKER, io.BytesIO(b""), 0)

    return drop


@pytest.fixture
def read(store, put):
    def read_folder(files, limits=Limits()):  # noqa: B008 - frozen
        put(files)
        with batch.open_stored(store, MARKER) as opened:
            return batch.read_opened(opened, limits)

    return read_folder


@pytest.fixture
def refused(read):
    def fault_of(files, limits=Limits()):  # noqa: B008 - frozen
        with pytest.raises(BatchError) as caught:
            read(files, limits)
        assert caught.value.key == MARKER
        return caught.value

    return fault_of


def test_the_rows_of_all_parts_are_one_batch_in_the_order_of_their_names(read):
    rows = read({"part-1.csv": B, "part-0.csv": A})
    assert rows.key == MARKER
    assert rows.frame["id"].tolist() == [1, 2, 3]
    assert rows.frame["text"].tolist() == ["a cat", "a dog", "a cow"]
    assert rows.sample is None
    assert rows.notes == ("a folder of 2 files",)


def test_parts_have_any_names_formats_and_folders(read):
    rows = read(
        {
            "a.csv": A,
            "sub/b.jsonl": b'{"id": 3, "text": "a cow"}\n',
            "sub/deep/c.parquet": parquet(id=[4], text=["a hen"]),
            "d.tsv.gz": gzip.compress(b"id\ttext\n5\ta pig\n"),
        }
    )
    assert sorted(rows.frame["id"]) == [1, 2, 3, 4, 5]


def test_files_of_the_writer_and_empty_files_are_left_out(read):
    own = {"_started_1": b"x", "_temporary/0/part-9.csv": B, ".part-0.csv.crc": b"x", "sub/_SUCCESS": b""}
    rows = read({"part-0.csv": A, "part-1.csv": b"", "part-2.csv.gz": gzip.compress(b""), **own})
    assert rows.frame["id"].tolist() == [1, 2]


def test_a_part_may_have_no_rows_or_one(read):
    rows = read({"part-0.csv": b"id,text\n", "part-1.csv": B, "part-2.csv": b"id,text\n9,a fox\n"})
    assert rows.frame["id"].tolist() == [3, 9]
    empty = parquet(id=pd.Series([], dtype="int64"), text=pd.Series([], dtype="str"))
    rows = read({"part-0.parquet": empty, "part-1.csv": B})
    assert rows.frame["text"].tolist() == ["a cow", "a fox"]


def test_other_columns_in_another_part_are_missing_cells_and_a_note(read):
    rows = read(
        {"part-0.csv": A, "part-1.csv": b"id,text,more\n3,a cow,1.5\n", "part-2.csv": b"text\nan owl\n"}
    )
    assert rows.columns == ["id", "text", "more"]
    assert rows.frame["more"].tolist()[2] == 1.5
    assert rows.frame.isna().sum().to_dict() == {"id": 1, "text": 0, "more": 3}
    assert rows.notes == (
        "a folder of 3 files",
        "only 2 of 3 files have column 'id'; in the others it is missing",
        "only 1 of 3 files have column 'more'; in the others it is missing",
    )


def test_a_column_that_is_text_in_one_part_is_text(read):
    rows = read({"part-0.csv": A, "part-1.csv": b"id,text\nx7,a cow\n"})
    assert rows.frame["id"].tolist() == ["1", "2", "x7"]
    assert rows.notes[1:] == ("column 'id' is text, because the types of its cells differ between files",)


def test_numbers_of_several_widths_and_empty_columns_are_numbers(read):
    rows = read(
        {
            "part-0.parquet": parquet(
                id=pd.Series([1, 2], dtype="int8"), x=pd.Series([1, 2], dtype="float32")
            ),
            "part-1.csv": b"id,x\n3000000000,\n",
            "part-2.csv": b"id,x\n4,7\n",
        }
    )
    assert rows.frame["id"].tolist() == [1, 2, 3_000_000_000, 4]
    assert rows.frame["x"].tolist()[3] == 7
    assert len(rows.notes) == 1


def test_objects_are_taken_apart_although_their_keys_differ_between_parts(read):
    parts = {"a.jsonl": b'{"u": {"x": 1, "y": "p"}}\n', "b.jsonl": b'{"u": {"y": "q", "z": 2}}\n'}
    rows = read(parts)
    assert rows.columns == ["u.x", "u.y", "u.z"]
    assert rows.frame["u.y"].tolist() == ["p", "q"]
    assert rows.frame["u.z"].isna().tolist() == [True, False]
    assert rows.optional == ("",)


def test_lists_of_numbers_are_vectors_in_all_parts_or_not_read(read):
    vector = [0.5] * 32
    rows = read({"a.parquet": parquet(v=[vector]), "b.parquet": parquet(v=[vector])})
    assert list(rows.vectors) == ["v"]
    rows = read({"a.parquet": parquet(v=[vector], x=[1]), "b.csv": b"v,x\ntext,2\n"})
    assert rows.columns == ["x"]
    assert list(rows.ignored) == ["v"]


@pytest.mark.parametrize(
    ("second", "words"),
    [(b"n\n2\nNA\n", {"n": "NA"}), (b"n\n2\nnull\n", {}), (b"n\n2\n", {"n": "NA"}), (b"n\nx\nNA\n", {})],
)
def test_the_word_of_missing_cells_is_known_if_all_parts_have_the_same(read, second, words):
    assert read({"a.csv": b"n\n1\nNA\n", "b.csv": second}).missing_words == words


def test_dates_and_times_are_times(read):
    rows = read({"part-0.csv": b"at\n2026-11-28\n", "part-1.csv": b"at\n2026-11-28 07:30:00\n"})
    assert rows.frame["at"].dt.hour.tolist() == [0, 7]


def test_partition_folders_two_deep_give_typed_columns(read):
    rows = read(
        {
            "region=north/month=1/part-0.csv": A,
            "region=south/month=2/part-0.csv": B,
            "region=z%C3%BCri/month=__HIVE_DEFAULT_PARTITION__/x.csv": B,
        }
    )
    assert rows.columns == ["id", "text", "region", "month"]
    assert rows.frame["region"].tolist() == ["north", "north", "south", "züri"]
    assert rows.frame["month"].tolist()[:3] == [1, 1, 2]
    assert rows.frame["month"].isna().tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    ("values", "dtype"),
    [
        (["2026-11-28", "2026-11-29"], "datetime64"),
        (["true", "false"], "bool"),
        (["1.5", "2"], "float64"),
        (["007", "8"], "int64"),
        (["x", "8"], "str"),
        (["NA", "8"], "float64"),
        (["#1", '"quoted", and more'], "str"),
    ],
)
def test_the_values_of_partitions_have_the_types_of_cells(read, values, dtype):
    rows = read({f"v={value.replace(',', '%2C')}/part-0.csv": A for value in values})
    assert str(rows.frame["v"].dtype).startswith(dtype)


def test_a_partition_replaces_a_column_of_its_name(read):
    rows = read({"id=70/part-0.csv": A})
    assert rows.frame["id"].tolist() == [70, 70]
    assert rows.columns == ["text", "id"]


def test_a_part_outside_of_the_partitions_misses_their_columns(read):
    rows = read({"part-0.csv": A, "z=1/part-0.csv": B})
    assert rows.frame["z"].isna().tolist() == [True, True, False]


def test_a_broken_part_is_named_with_its_row(refused):
    error = refused({"part-0.csv": A, "day=1/part-1.csv": b'id,text\n1,"open\n'})
    assert (error.kind, error.row) == ("broken_csv", 2)
    assert error.message.startswith("day=1/part-1.csv: row 2: ")


@pytest.mark.parametrize("data", [b"PAR1", b"", b"not parquet", parquet(x=[1, 2])[:-9] + b"12345PAR1"])
def test_a_broken_parquet_part_is_named(refused, data):
    error = refused({"part-0.parquet": parquet(x=[1, 2]), "part-1.parquet": data or b"\0"})
    assert error.kind == "broken_parquet"
    assert error.message.startswith("part-1.parquet: ")


def test_a_part_without_a_supported_extension_is_a_fault_and_another_file_a_note(read, refused):
    rows = read({"part-0.csv": A, "NOTES.md": b"x"})
    assert rows.notes[-1] == "not read, because their names have no supported extension: NOTES.md"
    error = refused({"part-0": b"x"})
    assert error.kind == "unknown_extension"
    assert error.message.startswith("part-0: the file name has no extension")


@pytest.mark.parametrize("files", [{}, {"_metadata": b"x"}, {"part-0.csv": b""}])
def test_a_folder_without_data_is_a_fault(refused, files):
    error = refused(files)
    assert error.kind == "no_rows"
    assert error.message.startswith("the folder 'drifts/daily/' has no data files")


def test_a_folder_of_other_files_says_which_formats_are_supported(refused):
    assert refused({"NOTES.md": b"x"}).kind == "unknown_extension"


def test_headers_alone_are_no_rows_and_one_row_is_too_few(refused):
    error = refused({"part-0.csv": b"id\n", "part-1.csv": b"id\n"})
    assert (error.kind, error.message) == ("no_rows", "the 2 files of the folder have no rows")
    assert refused({"part-0.csv": B, "part-1.csv": b"id,text\n"}).kind == "too_few_rows"


def test_the_limits_are_those_of_one_file(refused, monkeypatch):
    limits = Limits(max_bytes=len(A) + len(B) - 1)
    error = refused({"part-0.csv": A, "part-1.csv": B}, limits)
    assert (error.kind, error.message) == (
        "file_too_large",
        f"the 2 files have {len(A) + len(B)} bytes; at most {len(A) + len(B) - 1} are allowed",
    )
    assert refused({}, Limits(max_columns=1)).kind == "too_many_columns"
    three = {"part-2.csv": b"other\n1\n"}
    assert refused(three, Limits(max_columns=2)).kind == "too_many_columns"
    monkeypatch.setattr(batch.folder.reading, "MAX_PARTS", 2)
    assert (
        refused({}).message == "the folder 'drifts/daily/' has more than 2 files: write fewer and larger ones"
    )


def test_a_part_that_changes_meanwhile_is_noticed(store, put):
    put({"part-0.csv": A, "part-1.csv": B})
    with batch.open_stored(store, MARKER) as opened:
        store.put("drifts/daily/part-1.csv", io.BytesIO(A), len(A))
        with pytest.raises(WriteConflict, match=r"part-1.csv' was overwritten while its folder was read"):
            batch.read_opened(opened, Limits())
        del store._objects["drifts/daily/part-1.csv"]
        with pytest.raises(WriteConflict, match=r"part-1.csv' was removed while its folder was read"):
            batch.read_opened(opened, Limits())


def test_what_describes_a_folder_changes_with_each_part(store, put):
    put({"part-0.csv": A}, marker=False)
    with pytest.raises(ObjectGone):
        batch.stat(store, MARKER)
    described = []
    for files in ({}, {"part-1.csv": B}, {"part-1.csv": A}, {"_metadata": b"x"}):
        put(files, marker=not described)
        described.append(batch.stat(store, MARKER))
    etags = [info.etag for info in described]
    assert len(set(etags)) == 3
    assert etags[2] == etags[3]
    assert [info.size for info in described] == [len(A), len(A) + len(B), 2 * len(A), 2 * len(A)]
    assert described[0].modified < described[1].modified < described[2].modified
    assert replace(described[3], etag="", size=0, modified=described[0].modified) == replace(
        described[0], etag="", size=0
    )


def test_the_files_of_a_stream_have_their_numbers_of_rows(read):
    rows = read({"day-1.csv": A, "day-2.csv": B, "day-3.csv": b"id,text\n", "README.md": A})
    assert rows.files == (2, 1)
    assert rows.part(np.array([0, 2])).files == ()


@pytest.mark.parametrize(("name", "most"), [("part-2.csv", 1_000), ("day-2.csv", 40)])
def test_parts_of_a_batch_and_samples_have_no_files(read, name, most):
    assert read({"day-1.csv": A, name: B}, Limits(whole_bytes=most, sample_rows=2)).files == ()
