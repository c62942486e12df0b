"""Reading a Parquet file takes limited memory, or raises an error that names the limit."""

import errno
import io
import os
import re
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from attack.footers import Footer, get

from common.errors import BatchError
from functions.score import batch
from functions.score.batch import Limits
from functions.score.batch.large.reservoir import priorities, sample_numbers
from functions.score.batch.parquet import pages as parquet_pages
from functions.score.batch.parquet.costs import Costs
from functions.score.batch.parquet.row_sample import RowSample

File = pq.ParquetFile
ROWS = 20_000
COLUMNS = {
    "text": [f"text {row} " * 5 for row in range(ROWS)],
    "n": range(ROWS),
    "a.b": [f"{row % 7}" for row in range(ROWS)],
    "v": [[1]] * ROWS,
}
ONE_PAGE = {"data_page_size": 2**30, "use_dictionary": False}
if int(pa.__version__.partition(".")[0]) >= 23:  # the first pyarrow that limits the rows of a page
    ONE_PAGE["max_rows_per_page"] = 2**30


def parquet(columns, **options):
    stored = io.BytesIO()
    pq.write_table(pa.table(columns), stored, **options)
    return stored.getvalue()


def read(content, **limits):
    return batch.read("drifts/a.parquet", io.BytesIO(content), Limits(**limits))


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"data_page_version": "2.0"},
        {"write_page_index": True, "write_page_checksum": True},
        {"compression": "none", "use_dictionary": False},
        {"compression": "zstd", "write_statistics": False},
        {"data_page_size": 1000},
        {"row_group_size": 100},
    ],
)
def test_the_sizes_of_all_pages_add_up_to_those_in_the_footer(options):
    file = io.BytesIO(parquet(COLUMNS, **options))
    metadata = pq.ParquetFile(file).metadata
    columns = 0
    paths = [metadata.schema.column(number).path for number in range(metadata.num_columns)]
    for group in parquet_pages.row_groups(file, paths, range(len(paths))):
        for number, (pages, packed) in group.columns.items():
            expected = metadata.row_group(group.number - 1).column(number)
            assert sum(page.header + page.packed for page in pages) == packed
            assert packed == expected.total_compressed_size
            assert sum(page.header + page.unpacked for page in pages) == expected.total_uncompressed_size
            values = sum(page.values for page in pages if page.kind != parquet_pages.DICTIONARY)
            assert values == expected.num_values
            columns += 1
    assert columns == metadata.num_row_groups * metadata.num_columns


def test_a_page_header_may_be_longer_than_the_first_read():
    long = ["x" * 2 * parquet_pages.FIRST_READ, "y" * 2 * parquet_pages.FIRST_READ]
    assert read(parquet({"text": long})).frame["text"].tolist() == long


def test_the_error_about_large_pages_names_row_group_column_and_limit():
    columns = {"n": range(ROWS), "text": COLUMNS["text"]}
    pages = parquet(columns, data_page_size=1000, use_dictionary=False)
    assert read(pages, max_bytes_at_once=600_000).rows == ROWS
    with pytest.raises(BatchError) as caught:
        read(parquet(columns, compression="zstd", **ONE_PAGE), max_bytes_at_once=600_000)
    error = caught.value
    assert (error.kind, error.key, error.column) == ("file_too_large", "drifts/a.parquet", "text")
    setting = "DRIFTLINE_MAX_BYTES_AT_ONCE"
    for part in ("row group 1 (20000 rows", "column 'text'", "at most 600000", "pages of 1 MiB", setting):
        assert part in error.message


def test_only_pages_of_columns_that_are_read_count():
    file = io.BytesIO(parquet(COLUMNS))

    def check(*names):
        Costs(file, pq.ParquetFile(file), names, Limits(max_bytes_at_once=1)).rows_at_once(10**6)

    check("other")
    with pytest.raises(BatchError, match=r"'v'"):
        check("v")  # a list: its path is v.list.element
    with pytest.raises(BatchError, match=r"'a\.b'"):
        check("a.b")


def test_a_row_group_is_read_page_by_page(tmp_path):
    size, cells = 128 * 1024**2, 500_000  # bytes, in one row group of one column
    random = np.random.default_rng(1).integers(ord("a"), ord("z"), size, dtype=np.uint8)
    offsets = pa.array(np.arange(0, size + 1, size // cells)[: cells + 1], pa.int32()).buffers()[1]
    texts = pa.StringArray.from_buffers(cells, offsets, pa.py_buffer(random))
    pq.write_table(pa.table({"text": texts}), tmp_path / "large.parquet", row_group_size=2**30)
    pq.write_table(pa.table({"text": texts[:5000]}), tmp_path / "small.parquet")
    program = """
import re, sys
from functions.score import batch
limits = batch.Limits(whole_bytes=2**20, sample_rows=1000)
for name in sys.argv[1:]:
    with open(name, "rb") as stream:
        rows = batch.read(name, stream, limits).total_rows
    with open("/proc/self/status") as status:  # getrusage would count what this process was forked from
        print(rows, int(re.search(r"VmHWM:\\s+(\\d+) kB", status.read())[1]) * 1024)
"""
    names = [str(tmp_path / f"{name}.parquet") for name in ("small", "large")]
    run = subprocess.run([sys.executable, "-c", program, *names], capture_output=True, text=True, check=True)
    (_, before), (rows, after) = (map(int, line.split()) for line in run.stdout.splitlines())
    assert rows == cells
    assert after - before < size / 2, f"{(after - before) >> 20} MiB more"


def test_a_small_file_that_unpacks_to_a_large_one_is_sampled():
    columns = {"text": [f"text {row % 10} " * 20 for row in range(ROWS)], "n": range(ROWS)}
    content = parquet(columns, compression="zstd")
    assert len(content) < 200_000
    sampled = read(content, whole_bytes=200_000, sample_rows=500)
    numbers = sampled.sample.numbers
    assert (sampled.rows, sampled.total_rows) == (500, ROWS)
    assert sampled.frame["n"].tolist() == list(numbers)
    assert sampled.frame["text"].tolist() == [columns["text"][number] for number in numbers]
    assert read(content).sample is None


@pytest.mark.parametrize("reason", [errno.ENOSPC, errno.EDQUOT, errno.ENOENT])
def test_a_large_file_that_does_not_fit_on_the_disk(monkeypatch, reason):
    class Full(io.BytesIO):
        def write(self, data):
            if self.tell() > 100_000:
                raise OSError(reason, os.strerror(reason))
            return super().write(data[:150_000])

    def make():
        if reason == errno.ENOENT:
            raise FileNotFoundError(reason, "No usable temporary directory found")
        return Full()

    monkeypatch.setattr("tempfile.TemporaryFile", make)
    content = parquet(COLUMNS, use_dictionary=False, compression="none")
    with pytest.raises(BatchError) as caught:
        read(content, whole_bytes=150_000)
    assert caught.value.kind == "file_too_large"
    assert re.fullmatch(
        r"the file, which has more than 15000\d bytes, does not fit on this machine's disk",
        caught.value.message,
    )
    assert read(content, max_bytes=10**8).sample is None  # a small file needs no disk


def test_a_small_file_is_sampled_without_the_disk(monkeypatch):
    def make():
        pytest.fail("a file on disk")

    monkeypatch.setattr("tempfile.TemporaryFile", make)
    content = parquet({"text": ["the same text " * 20] * ROWS})
    assert read(content, whole_bytes=200_000).sample.total == ROWS


def test_the_sample_shrinks_if_rows_are_larger_than_estimated():
    rows, limits = 4000, Limits(sample_rows=3000, sample_bytes=100_000)
    sample = RowSample(5, rows, 1, limits)
    assert len(sample.numbers) == 3000
    for first in range(0, rows, 250):
        numbers = range(first, first + 250)
        sample.offer(pa.RecordBatch.from_pydict({"n": numbers, "text": ["x" * 1000] * 250}))
    kept = pa.Table.from_batches(sample.kept)
    assert kept["n"].to_pylist() == sample.numbers.tolist()
    assert 50_000 < kept.nbytes < 250_000
    assert sample.numbers.tolist() == sample_numbers(5, rows, len(sample.numbers)).tolist()


def test_sample_numbers_are_the_records_with_the_smallest_random_numbers(monkeypatch):
    monkeypatch.setattr("functions.score.batch.large.reservoir.BLOCK", 64)
    expected = np.sort(np.argsort(priorities(9, 0, 1000))[:100])
    assert sample_numbers(9, 1000, 100).tolist() == expected.tolist()
    assert sample_numbers(9, 30, 100).tolist() == list(range(30))


def test_many_dictionaries_are_measured_in_a_file_that_is_opened_once(monkeypatch):
    words = [f"{'a long word ' * 100}{number}" for number in range(30)]
    content = parquet({f"c{number}": words for number in range(40)}, row_group_size=10)
    opened = []
    monkeypatch.setattr(
        pq, "ParquetFile", lambda *args, **options: opened.append(1) or File(*args, **options)
    )
    assert read(content).frame["c39"].tolist() == words
    assert len(opened) == 2


def test_decimals_that_are_written_as_bytes_are_numbers():
    cells = pa.array([(number * 25).to_bytes(8, "big") for number in range(ROWS * 2)], pa.binary())
    written = Footer.of(parquet({"d": cells}, store_schema=False, dictionary_pagesize_limit=2**30))
    schema = get(written.struct, 2)[1][1]
    schema += [[6, 5, 5], [7, 5, 2], [8, 5, 18]]  # decimals with two of 18 digits behind the point
    assert read(written.file()).frame["d"].tolist()[:3] == [0.0, 0.25, 0.5]
