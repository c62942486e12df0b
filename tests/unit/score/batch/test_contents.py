"""Files of another format than their names say: the error names the format and what to do."""

import io
import pickle

import numpy as np
import pytest
import table_files

from common.errors import BatchError
from functions.score import batch


def read(content, name="a.csv"):
    return batch.read(name, io.BytesIO(content), batch.Limits())


def error_of(content, name="a.csv"):
    with pytest.raises(BatchError) as caught:
        read(content, name)
    return caught.value


def pickled(version):
    return pickle.dumps({"a": [1.5] * 50}, version)


def numpy_array():
    stored = io.BytesIO()
    np.save(stored, np.arange(50))
    return stored.getvalue()


@pytest.mark.parametrize("compression", [".gz", ".bz2", ".xz", ".zst", ".zip"])
@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.jsonl", "a.json"])
def test_compressed_text_without_the_ending(compression, name):
    error = error_of(table_files.content(f".csv{compression}"), name)
    assert error.kind == "wrong_encoding"
    assert error.message.endswith(f"add {compression} to its name")


@pytest.mark.parametrize(
    ("format_", "renamed"),
    [
        (".parquet", ".parquet"),
        (".feather", ".arrow"),
        (".arrow", ".arrow"),
        (".orc", ".orc"),
        (".avro", ".avro"),
        (".xlsx", ".xlsx"),
        (".xls", ".xls"),
        (".ods", ".ods"),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.parquet", "a.avro", "a.xlsx"])
def test_tables_under_another_name(format_, renamed, name):
    content = table_files.content(format_)
    if name.endswith(format_) or {name[1:], format_} <= {".xlsx", ".xls", ".ods"}:
        assert len(read(content, name).columns) == 5
        return
    error = error_of(content, name)
    assert error.message.endswith(f"rename it to {renamed}")
    assert f"not {name[1:]} but a" in error.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\n", "a PDF"),
        (b"\x89HDF\r\n\x1a\n" + bytes(90), "an HDF5 file"),
        (b"SQLite format 3\x00" + bytes(90), "an SQLite database"),
        (pickled(2), "a pickle"),
        (pickled(5), "a pickle"),
        (numpy_array(), "a NumPy array"),
        (b"<!DOCTYPE html>\n<html><body>Please log in</body></html>\n", "HTML"),
        (b"\xef\xbb\xbf\n<html>\n<table><tr><td>1</td></tr></table>\n", "HTML"),
        (b'<?xml version="1.0"?>\n<rows>\n<row a="1"/></rows>\n', "HTML or XML"),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.jsonl", "a.xls", "a.parquet"])
def test_formats_that_are_not_read(content, words, name):
    error = error_of(content, name)
    assert words in error.message
    assert error.message.endswith("save its table as CSV in UTF-8")


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        (b'{"a": 1, "b": 2}\n{"a": 3, "b": 4}\n', ".jsonl"),
        (b'[{"a": 1, "b": 2},\n {"a": 3, "b": 4}]\n', ".json"),
        (b'{\n  "data": [\n {"a": 1}]}\n', ".json"),
        (b"[[1, 2],\n [3, 4]]\n", ".json"),
    ],
)
def test_json_is_no_csv(content, ending):
    error = error_of(content)
    assert (error.kind, error.message) == (
        "broken_csv",
        f"the file is not .csv but JSON: rename it to {ending}",
    )


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.parquet", "a.feather", "a.avro"])
def test_text_under_the_name_of_another_format(name):
    assert error_of(b"id\ttext\n1\ta\n2\tb\n", name).message.endswith("but text: rename it to .csv or .tsv")


@pytest.mark.parametrize(
    "header", ["PAR1,b", "ORC,b", "ARROW1,b", "BZh1,b", "[id],[b]", "{id},b", "<5,b", "id,<table>", "Obj,b"]
)
def test_names_of_columns_that_look_like_first_bytes(header):
    assert list(read(f"{header}\n1,x\n2,y\n".encode()).frame.columns) == header.split(",")
