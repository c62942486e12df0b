"""Objects are taken apart into columns with dotted names, alike in every format."""

import io
import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from functions.score import batch
from functions.score.batch import nested
from functions.score.batch.cell_types import MIXED, OBJECTS

ORDERS = [
    {"id": 1, "buyer": {"name": "Ana", "address": {"city": "Porto", "zip": 4000}}},
    {"id": 2, "buyer": {"name": "Bo", "address": None}},
    {"id": 3, "buyer": None},
    {"id": 4, "buyer": {"name": "Cy", "address": {"city": "Lund"}}},
]
COLUMNS = ["id", "buyer.name", "buyer.address.city", "buyer.address.zip"]


def lines(records):
    return "".join(json.dumps(record) + "\n" for record in records).encode()


def read_lines(records, **limits):
    return batch.read("a.jsonl", io.BytesIO(lines(records)), batch.Limits(**limits))


def stored(table):
    content = io.BytesIO()
    pq.write_table(table, content)
    return content.getvalue()


def read_parquet(table, **limits):
    return batch.read("a.parquet", io.BytesIO(stored(table)), batch.Limits(**limits))


def test_every_format_takes_objects_apart_alike():
    table = pa.Table.from_pylist(ORDERS)
    files = (
        read_lines(ORDERS),
        read_parquet(table),
        batch.from_table("a", table, batch.Limits()),
        batch.from_dataframe("a", pd.DataFrame(ORDERS), batch.Limits()),
    )
    for file in files:
        assert file.columns == COLUMNS
        assert file.frame["buyer.name"].fillna("").tolist() == ["Ana", "Bo", "", "Cy"]
        assert file.frame["buyer.address.city"].fillna("").tolist() == ["Porto", "", "", "Lund"]
        assert file.frame["buyer.address.zip"].isna().tolist() == [False, True, True, True]
        assert file.ignored == {}


def test_a_dotted_name_that_is_taken_is_written_with_slashes():
    file = read_lines([{"a.b": 1.5, "a": {"b": "x", "c": "z"}}] * 3)
    assert file.columns == ["a.b", "a/b", "a.c"]
    assert (file.frame["a.b"][0], file.frame["a/b"][0]) == (1.5, "x")
    names = [
        leaf.name
        for leaf in nested.leaves(pa.Table.from_pylist([{"a/b": 1, "a.b": 2, "a": {"b": 3}}]).schema)
    ]
    assert names == ["a/b", "a.b", "a//b"]


def test_objects_with_many_keys_or_levels_are_named_and_left_whole():
    changing = [
        {"n": row, "by": {f"user {row} {key}": 1 for key in range(3)}} for row in range(nested.MAX_KEYS)
    ]
    deep = {"n": 1, "a": {"b": {"c": {"d": {"e": {"f": {"g": 1}}, "s": "x"}}}}}
    for read in (read_lines, lambda records: read_parquet(pa.Table.from_pylist(records))):
        file = read(changing)
        assert (file.columns, file.ignored) == (["n"], {"by": OBJECTS})
        file = read([deep] * 2)
        assert (file.columns, file.ignored) == (["n", "a.b.c.d.s"], {"a.b.c.d.e.f": OBJECTS})


def test_objects_mixed_with_other_values_and_empty_ones():
    file = read_lines([{"n": 1, "user": "ana", "none": {}}, {"n": 2, "user": {"name": "bo"}, "none": {}}])
    assert (file.columns, file.ignored) == (["n"], {"user": MIXED})


def test_keys_of_a_parquet_struct_that_are_not_read_are_not_unpacked(monkeypatch):
    table = pa.table(
        {"n": [1, 2], "image": [{"bytes": b"\xff" * 1000, "path": "a"}, {"bytes": b"", "path": "b"}]}
    )
    file = read_parquet(table)
    assert (file.columns, file.ignored) == (["n", "image.path"], {"image.bytes": "binary data"})
    opened = []
    from functions.score.batch.parquet import reader

    costs = reader.Costs
    monkeypatch.setattr(
        reader, "Costs", lambda file, described, paths, limits: (
            opened.append(paths) or costs(file, described, paths, limits)
        )
    )  # fmt: skip
    read_parquet(table)
    assert opened == [["n", "image.path"]]


@pytest.mark.parametrize(
    "read", [read_lines, lambda records, **limits: read_parquet(pa.Table.from_pylist(records), **limits)]
)
def test_a_large_file_is_taken_apart_like_a_small_one(read):
    rng = np.random.default_rng(3)
    records = [
        {
            "n": row,
            "user": {"country": "FR" if row % 3 else "DE", "tags": ["x"], "at": {"lat": row / 7}},
            "vector": rng.normal(size=9).tolist(),
            "late": {"key": row} if row > 250 else None,
        }
        for row in range(400)
    ]
    whole = read(records)
    chunks = read(records, whole_bytes=2000, chunk_bytes=5000)
    assert chunks.sample is not None
    assert whole.ignored == chunks.ignored == {"user.tags": "lists of text"}
    pd.testing.assert_frame_equal(whole.frame, chunks.frame)
    np.testing.assert_array_equal(whole.vectors["vector"].cells, chunks.vectors["vector"].cells)


def test_an_object_in_one_part_of_a_large_file_and_text_in_another_is_left_out():
    records = [{"n": row, "user": {"name": "ana"} if row < 300 else "ana"} for row in range(400)]
    for limits in ({}, {"whole_bytes": 2000, "chunk_bytes": 3000}):
        file = read_lines(records, **limits)
        assert (file.columns, file.ignored) == (["n"], {"user": MIXED})


def test_settings_name_an_object_or_one_of_its_keys():
    columns = ["user.id", "user.name", "price"]
    assert nested.with_keys(["user"], columns) == {"user", "user.id", "user.name"}
    assert nested.with_keys(["user.id"], columns) == {"user.id"}
    assert nested.with_keys(["price"], ["price", "price.unit"]) == {"price"}
