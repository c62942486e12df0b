"""A file read in chunks gives the same batch as a file read whole."""

import gzip
import io
import json
import random

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from common.errors import BatchError
from functions.score import batch
from functions.score.batch import Limits
from functions.score.batch.large.reservoir import Reservoir, priorities

WHOLE = Limits()
# Small enough that a file of a few kilobytes takes many chunks.
CHUNKS = Limits(whole_bytes=1000, chunk_bytes=300, sample_rows=10_000, max_bytes=10**7)


def read(name, content, limits):
    data = content if isinstance(content, bytes) else content.encode()
    return batch.read(f"drifts/{name}", io.BytesIO(data), limits)


def both(name, content):
    whole, chunks = read(name, content, WHOLE), read(name, content, CHUNKS)
    assert whole.sample is None
    assert chunks.total_rows == whole.rows
    assert list(chunks.sample.numbers) == list(range(whole.rows))
    return whole, chunks


def error_of(name, content, limits=CHUNKS):
    with pytest.raises(BatchError) as caught:
        read(name, content, limits)
    return caught.value


def csv_of(rows, end="\n", header="id,text,score,seen,day"):
    lines = [
        f'{row},"said ""{row}"", then{end}left",{row / 7:.3f},{row % 2 == 0},2024-01-{1 + row % 28:02d}'
        if row % 5 == 0
        else f"{row},plain text {row},{row / 7:.3f},{row % 2 == 0},2024-01-{1 + row % 28:02d}"
        for row in range(rows)
    ]
    return end.join([header, *lines]) + end


@pytest.mark.parametrize(
    ("end", "tail"),
    [
        *((end, tail) for end in ("\n", "\r\n") for tail in ("", "\n\n", "500,last,1.0,True,2024-01-01")),
        ("\r", ""),
        ("\r", "500,last,1.0,True,2024-01-01"),
    ],
)
def test_csv_in_chunks(end, tail):
    whole, chunks = both("a.csv", csv_of(500, end) + tail)
    pd.testing.assert_frame_equal(whole.frame, chunks.frame)
    assert whole.frame.dtypes.to_dict() == chunks.frame.dtypes.to_dict()


def test_the_row_of_an_error_in_a_file_whose_lines_end_with_returns():
    content = "a,b\r" + "1,2\r" * 300 + "3\r" + "1,2\r" * 300
    assert error_of("a.csv", content).row == error_of("a.csv", content, WHOLE).row == 302
    assert read("a.jsonl", '{"a": 1}\r' * 300, CHUNKS).total_rows == 300


def test_a_first_chunk_that_ends_within_a_line_end_has_no_lone_return():
    content = "a" * (CHUNKS.chunk_bytes - 3) + ",b\r\n" + "x,2\r\n" * 300
    whole, chunks = both("a.csv", content)
    pd.testing.assert_frame_equal(whole.frame, chunks.frame)


def test_quoted_cells_longer_than_a_chunk():
    cell = "\n".join(f"line {number}" for number in range(200))
    whole, chunks = both("a.csv", f'a,b\n1,"{cell}"\n2,"{cell}"\n3,x\n')
    pd.testing.assert_frame_equal(whole.frame, chunks.frame)


def test_a_quote_inside_an_unquoted_cell_is_a_character():
    whole, chunks = both("a.csv", "a,b\n" + "".join(f'{row},a 5" pipe\n' for row in range(300)))
    pd.testing.assert_frame_equal(whole.frame, chunks.frame)


@pytest.mark.parametrize("cells", [("1", "x"), ("1", "2.5"), ("true", "1"), ("2024-01-01", "1"), ("NA", "7")])
@pytest.mark.parametrize("odd_one_last", [True, False])
def test_the_type_of_a_column_follows_from_the_whole_file(cells, odd_one_last):
    rows = [cells[0]] * 400
    rows[-1 if odd_one_last else 0] = cells[1]
    whole, chunks = both("a.csv", "a,b\n" + "".join(f"{cell},{row}\n" for row, cell in enumerate(rows)))
    pd.testing.assert_frame_equal(whole.frame, chunks.frame)


def test_a_sample_of_numbers_is_text_if_another_row_is_not_a_number():
    lines = ["a,b\n", *(f"00{row},t\n" for row in range(2000)), "x,t\n"]
    limits = Limits(whole_bytes=1000, chunk_bytes=300, sample_rows=20)
    sampled = read("a.csv", "".join(lines), limits)
    numbers = sampled.sample.numbers
    assert 2000 not in numbers, "this test needs another seed"
    assert sampled.frame["a"].tolist() == [f"00{number}" for number in numbers]


def test_json_lines_in_chunks():
    records = [{"text": f"tëxt {row}", "n": row, "f": row / 3} for row in range(300)]
    records[250]["n"] = "many"
    records[280]["late"] = True
    records.append({"f": None, "nested": ["x"]})
    content = "".join(json.dumps(record) + "\n\n" for record in records)
    whole, chunks = both("a.jsonl", content)
    pd.testing.assert_frame_equal(whole.frame, chunks.frame)
    assert whole.ignored == chunks.ignored == {"nested": "lists of text"}


def test_parquet_in_chunks(tmp_path):
    frame = pd.DataFrame(
        {
            "text": [f"text {row}" for row in range(3000)],
            "kind": pd.Categorical(["a", "b", "c"] * 1000),
            "n": np.arange(3000) / 7,
            "when": pd.date_range("2024-01-01", periods=3000, freq="h"),
        }
    )
    frame.to_parquet(tmp_path / "a.parquet", row_group_size=700)
    content = (tmp_path / "a.parquet").read_bytes()
    whole, chunks = both("a.parquet", content)
    pd.testing.assert_frame_equal(whole.frame, chunks.frame)
    few = read("a.parquet", content, Limits(whole_bytes=1000, sample_rows=50))
    assert few.total_rows == 3000
    assert few.frame["text"].tolist() == [f"text {number}" for number in few.sample.numbers]
    assert error_of("a.parquet", content[:-10]).kind == "broken_parquet"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(encoding):
    content = csv_of(200).replace("plain text", "café blèu").encode(encoding)
    whole, chunks = both("a.csv", content)
    pd.testing.assert_frame_equal(whole.frame, chunks.frame)


def test_gzip():
    whole, chunks = both("a.csv.gz", gzip.compress(csv_of(300).encode()))
    pd.testing.assert_frame_equal(whole.frame, chunks.frame)


@pytest.mark.parametrize(
    ("broken", "kind"),
    [
        ("7,too,many,cells,here,now\n", "broken_csv"),
        ("7,few\n", "broken_csv"),
        ('7,"open,1,True,2024-01-01\n', "broken_csv"),
        ('7,"a"b,1,True,2024-01-01\n', "broken_csv"),
        (f"7,{'long' * 30_000},1,True,2024-01-01\n", "cell_too_long"),
        ("7,nul\0,1,True,2024-01-01\n", "nul_bytes"),
    ],
)
@pytest.mark.parametrize("quoted", [True, False])
def test_an_error_names_the_same_row_as_in_a_file_read_whole(broken, kind, quoted):
    rows = csv_of(120) if quoted else csv_of(0) + "".join(f"{n},t,1,True,2024-01-01\n" for n in range(200))
    content = rows + "\n" + broken + "8,fine,1,True,2024-01-01\n"
    whole, chunks = error_of("a.csv", content, WHOLE), error_of("a.csv", content)
    assert whole.kind == chunks.kind == kind
    assert whole.row == chunks.row
    assert whole.message == chunks.message


def test_the_error_about_a_byte_that_is_not_utf8_names_its_row():
    content = csv_of(300).encode() + "é,".encode() * 40 + b"\xff\n"
    error = error_of("a.csv", content)
    assert (error.kind, error.row) == ("wrong_encoding", csv_of(300).count("\n") + 1)
    assert "0xFF" in error.message


def test_the_error_about_broken_json_names_its_row():
    content = '{"a": 1}\n' * 300 + "[1]\n" + '{"a": 1}\n' * 10
    whole, chunks = error_of("a.jsonl", content, WHOLE), error_of("a.jsonl", content)
    assert whole.message == chunks.message


def test_dates_before_times_in_one_column():
    content = "id,until\n" + "".join(f"{row},9999-12-31\n" for row in range(100))
    content += "".join(f"{row},2026-01-01 10:00:00\n" for row in range(100, 200))
    whole, chunks = both("a.csv", content)
    assert whole.frame["until"].astype(str).tolist() == chunks.frame["until"].astype(str).tolist()


def test_a_fraction_outside_the_sample_makes_the_column_floating():
    rows = [f"{2**60 + row},text {row}" for row in range(2_000)]
    limits = Limits(whole_bytes=1000, chunk_bytes=1000, sample_rows=20, max_bytes=10**7)
    sampled = read("a.csv", "\n".join(["id,text", *rows, "1.5,last"]) + "\n", limits)
    assert sampled.frame["id"].dtype == np.float64


@pytest.mark.parametrize(
    ("name", "content", "kind", "row"),
    [
        ("a.csv", csv_of(100) + '7,"never closed\n' + "and on\n" * 2_000, "broken_csv", 101 + 20 + 1),
        ("a.jsonl", '{"text": "one"}\n[' + '{"text": "in an array"}, ' * 2_000, "broken_json", 2),
    ],
)
def test_reading_stops_at_a_record_that_does_not_end(name, content, kind, row):
    limits = Limits(whole_bytes=1000, chunk_bytes=300, max_cell_characters=40, max_bytes=10**7)
    error = error_of(name, content, limits)
    assert (error.kind, error.row) == (kind, row)
    assert "does not end within" in error.message


def test_gzip_that_unpacks_to_far_more_is_rejected(monkeypatch):
    monkeypatch.setattr("functions.score.batch.unpacking.RATIO_CHECKED_FROM_BYTES", 100_000)
    content = gzip.compress(b"a,b\n" + b"1,2\n" * 3_000_000)
    error = error_of("a.csv.gz", content, Limits(whole_bytes=1000))
    assert error.kind == "file_too_large"
    assert "over 200 times as many" in error.message


def test_a_sample_has_the_rows_of_the_file_in_its_order():
    content = "a,b\n" + "".join(f"{row},text {row}\n" for row in range(400))
    limits = Limits(whole_bytes=1000, chunk_bytes=300, sample_rows=100)
    sampled = read("a.csv", content, limits)
    assert (sampled.rows, sampled.total_rows, sampled.shape) == (100, 400, (400, 2))
    assert sampled.frame["a"].tolist() == list(sampled.sample.numbers)
    texts = batch.texts(sampled, "b")
    assert texts.texts == [f"text {row}" for row in texts.rows]
    assert texts.total == 400


def test_bottom_k_is_a_simple_random_sample():
    runs, rows, size = 3000, 40, 10
    counts = np.zeros(rows)
    pairs = 0
    for seed in range(runs):
        reservoir = Reservoir(seed * 7919, size, 10**6)
        for start in range(0, rows, 8):
            reservoir.offer(pa.array([str(number) for number in range(start, start + 8)]))
        numbers, records = reservoir.sample()
        assert records.to_pylist() == [str(number) for number in numbers]
        counts[numbers] += 1
        pairs += 0 in numbers and 1 in numbers
    expected = runs * size / rows
    assert np.abs(counts - expected).max() < 4.5 * np.sqrt(expected * (1 - size / rows))
    expected_pairs = runs * size * (size - 1) / (rows * (rows - 1))
    assert abs(pairs - expected_pairs) < 4 * np.sqrt(expected_pairs)


def test_the_sample_does_not_depend_on_the_chunks():
    records = [f"record {number}" for number in range(1000)]
    random.seed(3)
    samples = []
    for _ in range(5):
        reservoir, place = Reservoir(17, 50, 10**6), 0
        while place < len(records):
            size = random.randint(1, 200)  # noqa: S311
            reservoir.offer(pa.array(records[place : place + size]))
            place += size
        samples.append(reservoir.sample())
    assert all(sample == samples[0] for sample in samples)


def test_the_size_of_the_sample_is_limited_too():
    reservoir = Reservoir(1, 1000, 5000)
    for _ in range(50):
        reservoir.offer(pa.array(["x" * 100] * 20))
    numbers, records = reservoir.sample()
    assert len(numbers) == len(records) == 50
    assert reservoir.seen == 1000


def test_priorities_depend_only_on_seed_and_number():
    whole = priorities(5, 0, 100)
    assert np.array_equal(whole[30:40], priorities(5, 30, 10))
    assert len(set(whole.tolist())) == 100
    assert not np.array_equal(whole, priorities(6, 0, 100))
