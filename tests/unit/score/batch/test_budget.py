"""Small files that took gigabytes are refused, or read in small parts, by what they really unpack to."""

import gzip
import io

import pytest
from attack import files, footers

from common.errors import BatchError
from functions.score import batch
from functions.score.batch import Limits
from functions.score.batch.text.json_memory import parsed_bytes


def read(name, content, **limits):
    return batch.read(f"drifts/{name}", io.BytesIO(content), Limits(**limits))


def error_of(name, content, **limits):
    with pytest.raises(BatchError) as caught:
        read(name, content, **limits)
    return caught.value


@pytest.mark.parametrize("make", [files.shared_value, files.shared_prefix, files.long_pages])
def test_a_value_counts_as_often_as_it_is_repeated(make):
    error = error_of(*make())
    assert (error.kind, error.row) == ("cell_too_long", 1)


def test_columns_of_a_row_group_are_those_of_the_file():
    assert error_of(*files.renamed_path()).kind == "broken_parquet"


@pytest.mark.parametrize("claimed", [0, 1, 3, 7, 1000])
def test_a_file_has_as_many_rows_as_it_says(claimed):
    changed = footers.Footer.of(footers.parquet({"l": [[1, 2], [3]], "t": ["a", "b"]}))
    footers.put(changed.struct, footers.NUM_ROWS, claimed)
    assert error_of("a.parquet", changed.file()).kind == "broken_parquet"


@pytest.mark.parametrize("make", [files.lying_rows, files.arrow_nulls])
def test_cells_without_bytes_are_counted(make):
    error = error_of(*make())
    assert error.kind == "file_too_large"
    assert error.message.endswith("split the file, or ask for a higher DRIFTLINE_MAX_CELLS")


@pytest.mark.parametrize("make", [files.sparse, files.sparse_keys_below, files.sparse_array])
def test_rows_of_few_keys_have_a_cell_in_every_column(make):
    error = error_of(*make(), max_cells=2_000_000)
    assert error.kind == "file_too_large"
    assert "at most 2000000 are allowed" in error.message


def test_rows_that_take_too_much_as_a_whole_are_read_in_parts():
    lines = b'{"t":"a","n":1}\n' * 1000 + b'{"n":1,"t":"b"}\n' * 50_000 + b'{"z":1}\n' * 1000
    rows = read("a.jsonl", lines, max_bytes_at_once=4 * 2**20, chunk_bytes=2**16)
    assert rows.total_rows == 52_000
    assert 1000 < rows.rows < rows.total_rows
    assert rows.columns == ["t", "n", "z"]


def test_a_sample_of_empty_objects_keeps_its_columns():
    rows = read(
        "a.jsonl.gz", gzip.compress(b'{"t":"a"}\n' + b"{}\n" * 300_000), whole_bytes=1000, sample_rows=9
    )
    assert (rows.rows, rows.total_rows, rows.columns) == (9, 300_001, ["t"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", b'{"t":"a","l":[' + b'{"":0},' * 100_000 + b"0]}\n"),
        ("a.json", b'[{"t":"a","l":[' + b'{"":0},' * 100_000 + b"0]}]\n"),
        ("b.json", b'{"t":"a","l":[' + b'{"":0},' * 100_000 + b'0]}\n{"t":"b"}'),
    ],
)
def test_nested_values_are_counted_before_they_are_parsed(monkeypatch, name, content):
    monkeypatch.setattr("json.loads", lambda _: pytest.fail("it was parsed"))
    error = error_of(name, content, max_bytes_at_once=10_000_000)
    assert error.kind == "file_too_large"
    assert error.message.endswith("DRIFTLINE_MAX_BYTES_AT_ONCE")


def test_the_memory_of_json_is_not_underestimated():
    import json
    import tracemalloc

    for text in (
        '{"":0}',
        "{}",
        "[]",
        '{"a":[],"b":[{}]}',
        "[0.5,[],1000000,12]",
        '{"a":1,"b":2,"c":3,"d":4}',
    ):
        line = f"[{','.join([text] * 10_000)}]"
        tracemalloc.start()
        value = json.loads(line)
        taken = tracemalloc.get_traced_memory()[0]
        tracemalloc.stop()
        assert value
        assert taken < parsed_bytes(line) < 12 * taken, text


def test_text_of_delimiters_alone_is_read_in_parts():
    rows = read("a.csv", b"a,b,c\n" + b",,\n" * 30_000 + b"1,2,3\n", max_cells=30_000, chunk_bytes=2**14)
    assert (rows.total_rows, rows.rows) == (30_001, 10_000)


def test_one_wide_character_does_not_make_a_whole_file_wide():
    text = "text,n\n😀,2\n" + "the cat,1\n" * 10_000
    rows = read("a.csv", text.encode(), whole_bytes=150_000, chunk_bytes=2**14)
    assert rows.total_rows == 10_001
    assert rows.sample is not None
