"""JSON Lines, Parquet, gzip, extensions and the size of a file."""

import datetime as dt
import gzip
import io

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from common import keys
from common.errors import BATCH_ERROR_TYPES, BatchError
from functions.score import batch

TEXTS = {"id": [1, 2, 3], "text": ["a b", None, "c"]}


def read(content, key, **limits):
    stored = content.encode() if isinstance(content, str) else content
    return batch.read(key, io.BytesIO(stored), batch.Limits(**limits))


def error_of(content, key, **limits):
    with pytest.raises(BatchError) as caught:
        read(content, key, **limits)
    assert caught.value.key == key
    assert caught.value.kind in BATCH_ERROR_TYPES
    return caught.value


def parquet(columns, **options):
    stored = io.BytesIO()
    pq.write_table(columns if isinstance(columns, pa.Table) else pa.table(columns), stored, **options)
    return stored.getvalue()


@pytest.mark.parametrize("extension", keys.EXTENSIONS)
def test_every_extension_that_keys_promises_is_read(extension):
    content = {
        ".csv": b"id,text\n1,a b\n2,\n3,c\n",
        ".tsv": b"id\ttext\n1\ta b\n2\t\n3\tc\n",
        ".jsonl": b'{"id":1,"text":"a b"}\n{"id":2}\n{"id":3,"text":"c"}\n',
        ".parquet": parquet(TEXTS),
    }
    content[".ndjson"] = content[".jsonl"]
    plain = content[extension.removesuffix(".gz")]
    stored = gzip.compress(plain) if extension.endswith(".gz") else plain
    frame = read(stored, f"drifts/Reviews{extension.upper()}").frame
    assert frame["id"].tolist() == [1, 2, 3]
    assert frame["text"].isna().tolist() == [False, True, False]
    assert frame["text"].tolist()[::2] == ["a b", "c"]


def test_an_unknown_extension_names_the_nearest_and_all_others():
    error = error_of(b"text\n", "drifts/reviews.cvs")
    assert error.kind == "unknown_extension"
    assert "did you mean '.csv'?" in error.message
    assert all(extension in error.message for extension in keys.EXTENSIONS)
    assert error_of(b"text\n", "drifts/reviews").kind == "unknown_extension"


class TestJsonLines:
    def test_a_key_that_a_row_lacks_is_a_missing_cell(self):
        frame = read('{"text":"a"}\r\n\r\n{"n":1,"text":"b"}', "x.jsonl").frame
        assert frame["text"].tolist() == ["a", "b"]
        assert frame["n"].isna().tolist() == [True, False]

    def test_types(self):
        content = '{"i":1,"f":1,"b":true,"s":"2026-01-31"}\n{"i":2,"f":2.5,"b":false,"s":"x"}\n'
        frame = read(content, "x.jsonl").frame
        assert [str(frame[name].dtype) for name in "ifb"] == ["int64", "float64", "bool"]
        assert frame["s"].tolist() == ["2026-01-31", "x"]

    def test_mixed_cells_are_text_as_json_spells_them(self):
        frame = read('{"a":1}\n{"a":"x"}\n{"a":true}\n{"a":null}', "x.jsonl").frame
        assert frame["a"].tolist()[:3] == ["1", "x", "true"]
        assert frame["a"].isna().tolist() == [False, False, False, True]

    def test_numbers_beyond_64_bits_stay_as_written_and_others_become_floats(self):
        frame = read(f'{{"a":{10**30},"b":1.5}}\n{{"a":1,"b":{2**60 + 1}}}', "x.jsonl").frame
        assert frame["a"].tolist() == [str(10**30), "1"]
        assert frame["b"].tolist() == [1.5, float(2**60)]

    def test_nested_columns_are_named_and_not_read(self):
        found = read('{"text":"a","tags":["x"]}\n{"text":"b","by":{"id":1}}', "x.jsonl")
        assert (found.columns, found.ignored) == (["text"], ("tags", "by"))
        error = error_of('{"tags":["x"]}\n{"tags":[]}', "x.jsonl")
        assert error.kind == "no_text_column"
        assert "tags" in error.message

    def test_line_separators_of_unicode_end_no_row(self):
        assert read('{"a":"x\u2028y"}\n{"a":"z\x85"}', "x.jsonl").frame["a"].tolist() == ["x\u2028y", "z\x85"]

    @pytest.mark.parametrize(
        ("content", "row", "words"),
        [
            ('{"a":1}\n\n{"a":1\n', 3, "character 7"),
            ('{"a":1}\n[1]\n', 2, "an array"),
            ('{"a":1}\n"x"\n', 2, "a string"),
            ('{"a":1}\nnull\n', 2, "null"),
            ('[\n{"a":1},\n{"a":2}\n]', 1, "one JSON object"),
            ('{"a":1}\n{"a":"\x01"}', 2, "control character"),
            ('{"a":1}\n{"a":' + "1" * 5000 + "}", 2, "too long"),
            ("[" * 100_000, 1, "too deep"),
            ('{"a":"x"}\n{"a":"\\ud83d"}', 2, "half a character"),
            ('{"a":"x"}\n{"\\ud83d":1}', 2, "half a character"),
        ],
    )
    def test_a_broken_row_is_named(self, content, row, words):
        error = error_of(content, "x.jsonl")
        assert (error.kind, error.row) == ("broken_json", row)
        assert words in error.message

    def test_limits_name_their_row(self):
        error = error_of('{"a":"x"}\n\n{"a":"xxx"}', "x.jsonl", max_cell_characters=2)
        assert (error.kind, error.row, error.column) == ("cell_too_long", 3, "a")
        error = error_of('{"a":1}\n{"b":1,"c":1}', "x.jsonl", max_columns=2)
        assert (error.kind, error.row) == ("too_many_columns", 2)

    def test_missing_cells_cannot_fill_the_memory(self):
        content = '{"a":1,"b":1,"c":1,"d":1,"e":1}\n' + "{}\n" * 100
        assert error_of(content, "x.jsonl", max_bytes=len(content)).kind == "file_too_large"


class TestParquet:
    def test_types_become_text_numbers_booleans_and_times(self):
        columns = {
            "text": pa.array(["a", "", None], pa.large_string()),
            "word": pa.array(["x", "y", "x"]).dictionary_encode(),
            "price": pa.array([1, 2, None], pa.decimal128(5, 2)),
            "flag": [True, None, False],
            "day": [dt.date(2026, 1, 31)] * 3,
            "at": pa.array([0, 3600, None], pa.timestamp("s", "Europe/Berlin")),
            "clock": pa.array([0, 61, None], pa.time32("s")),
        }
        frame = read(parquet(columns), "x.parquet").frame
        assert frame["text"].isna().tolist() == [False, True, True]
        assert frame["word"].tolist() == ["x", "y", "x"]
        assert frame["price"].tolist()[:2] == [1.0, 2.0]
        assert frame["flag"].tolist() == [True, None, False]
        assert str(frame["day"].iloc[0]) == "2026-01-31 00:00:00"
        assert str(frame["at"].iloc[1]) == "1970-01-01 01:00:00"
        assert frame["clock"].tolist()[:2] == ["00:00:00.000", "00:01:01.000"]

    def test_nested_and_binary_columns_are_named_and_not_read(self):
        columns = {"v": [[1.0], [2.0]], "text": ["a", "b"], "s": [{"x": 1}] * 2, "raw": [b"\xff", b""]}
        found = read(parquet(columns), "x.parquet")
        assert (found.columns, found.ignored) == (["text"], ("v", "s", "raw"))
        assert error_of(parquet({"v": [[1], [2]]}), "x.parquet").kind == "no_text_column"

    def test_the_index_of_a_filtered_pandas_frame_is_no_column(self):
        found = read(parquet({"text": ["a", "b"], "__index_level_0__": [4, 7]}), "x.parquet")
        assert (found.columns, found.ignored) == (["text"], ())

    def test_several_row_groups_are_one_table(self):
        numbers = list(range(1000))
        found = read(parquet({"n": numbers}, row_group_size=90), "x.parquet")
        assert found.frame["n"].tolist() == numbers

    @pytest.mark.parametrize("kept", [3, 4, 11, 200, -1])
    def test_truncated(self, kept):
        error = error_of(parquet(TEXTS)[:kept], "x.parquet")
        assert error.kind == "broken_parquet"

    def test_what_is_not_parquet(self):
        assert "not Parquet" in error_of(b"id,text\n1,a\n2,b\n", "x.parquet").message
        middle = parquet(TEXTS)
        assert error_of(middle[:20] + b"\xff" * 40 + middle[60:], "x.parquet").kind == "broken_parquet"
        assert error_of(b"", "x.parquet").kind == "empty_file"

    def test_strings_that_are_no_utf8(self):
        offsets = pa.array([0, 2, 4], pa.int32()).buffers()[1]
        texts = pa.StringArray.from_buffers(2, offsets, pa.py_buffer(b"\xff\xfeab"))
        assert error_of(parquet({"text": texts}), "x.parquet").kind == "broken_parquet"

    def test_zero_rows_and_one(self):
        empty = pa.table(TEXTS).slice(0, 0)
        assert error_of(parquet(empty), "x.parquet").kind == "no_rows"
        assert error_of(parquet(pa.table(TEXTS).slice(0, 1)), "x.parquet").kind == "too_few_rows"

    def test_duplicate_and_too_many_columns(self):
        twice = pa.table([[1, 2], [3, 4]], names=["a", "a"])
        assert error_of(parquet(twice), "x.parquet").kind == "duplicate_column"
        assert error_of(parquet(TEXTS), "x.parquet", max_columns=1).kind == "too_many_columns"

    @pytest.mark.parametrize("packed", [True, False])
    def test_a_long_cell_is_named_with_its_record(self, packed):
        texts = pa.array(["a"] * 300 + ["x" * 101] + ["b"] * 10)
        content = parquet({"text": texts.dictionary_encode() if packed else texts})
        error = error_of(content, "x.parquet", max_cell_characters=100)
        assert (error.kind, error.row, error.column) == ("cell_too_long", 301, "text")

    @pytest.mark.parametrize("packed", [True, False])
    def test_a_small_file_cannot_unpack_without_end(self, packed):
        texts = pa.array(["x" * 1000] * 100_000)
        content = parquet({"text": texts.dictionary_encode() if packed else texts})
        assert len(content) < 100_000
        error = error_of(content, "x.parquet", max_bytes=1_000_000)
        assert error.kind == "file_too_large"
        assert "after unpacking" in error.message

    def test_missing_cells_cannot_fill_the_memory(self):
        content = parquet({"n": pa.nulls(2_000_000)})
        assert error_of(content, "x.parquet", max_bytes=1_000_000).kind == "file_too_large"


class TestGzip:
    CONTENT = b"text\n" + b"hello world, \n".replace(b",", b"") * 5000

    def test_members_that_follow_each_other_are_one_file(self):
        assert read(gzip.compress(b"text\na\n") + gzip.compress(b"b\n"), "x.csv.gz").rows == 2

    @pytest.mark.parametrize("kept", [3, 15, 40, -1, -8])
    def test_truncated(self, kept):
        error = error_of(gzip.compress(self.CONTENT)[:kept], "x.csv.gz")
        assert error.kind == "broken_gzip"
        assert "stops in the middle" in error.message

    def test_damaged(self):
        stored = bytearray(gzip.compress(self.CONTENT))
        stored[-6] ^= 1  # the checksum
        assert "damaged" in error_of(bytes(stored), "x.csv.gz").message
        assert error_of(gzip.compress(self.CONTENT) + b"junk", "x.csv.gz").kind == "broken_gzip"

    def test_not_gzip_behind_gz(self):
        error = error_of(b"text\na\nb\n", "x.csv.gz")
        assert error.kind == "broken_gzip"
        assert "drop .gz" in error.message

    def test_empty(self):
        assert error_of(b"", "x.csv.gz").kind == "empty_file"
        assert error_of(gzip.compress(b""), "x.csv.gz").kind == "empty_file"

    def test_content_without_end_stops_at_the_limit(self):
        taken = 0

        class Endless(io.RawIOBase):
            packed = gzip.compress(b"\n" * 10_000_000)

            def read(self, size=-1):
                nonlocal taken
                taken += 1
                return self.packed[:size]

        with pytest.raises(BatchError) as caught:
            batch.read("x.csv.gz", Endless(), batch.Limits(max_bytes=1_000_000))
        assert caught.value.kind == "file_too_large"
        assert "after unpacking" in caught.value.message
        assert taken < 200


def test_a_file_over_the_limit_is_not_read_to_its_end():
    stored = io.BytesIO(b"text\n" + b"a\n" * 50_000_000)
    with pytest.raises(BatchError) as caught:
        batch.read("x.csv", stored, batch.Limits(max_bytes=1000))
    assert caught.value.kind == "file_too_large"
    assert "1000 bytes as stored" in caught.value.message
    assert stored.tell() <= 2 * 1024**2
    assert read(b"text\n" + b"ab\n" * 100, "x.csv", max_bytes=305).rows == 100


def test_what_the_store_raises_passes_through():
    class Stalled(io.RawIOBase):
        def read(self, size=-1):
            raise OSError(f"connection reset before {size} bytes")

    for key in ("x.csv", "x.csv.gz", "x.parquet", "x.jsonl"):
        with pytest.raises(OSError, match="connection reset"):
            batch.read(key, Stalled(), batch.Limits())


def test_a_stream_may_give_less_than_it_is_asked_for():
    class Trickle(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 7) if size > 0 else 7)

    stored = gzip.compress(b"text\n" + b"some words\n" * 1000)
    assert batch.read("x.csv.gz", Trickle(stored), batch.Limits()).rows == 1000


def test_views_of_strings_in_parquet_are_texts():
    content = parquet({"text": pa.array(["a cat", "", "a dog"], pa.string_view()), "k": [1, 2, 3]})
    frame = read(content, "drifts/a.parquet").frame
    assert frame["text"].fillna("missing").tolist() == ["a cat", "missing", "a dog"]
