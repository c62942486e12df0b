"""gzip, and the size of a file before and after unpacking."""

import gzip
import io

import pytest

from common.errors import BatchError
from functions.score import batch


def read(content, key="x.csv.gz", **limits):
    return batch.read(key, io.BytesIO(content), batch.Limits(**limits))


def error_of(content, key="x.csv.gz", **limits):
    with pytest.raises(BatchError) as caught:
        read(content, key, **limits)
    assert caught.value.key == key
    return caught.value


CONTENT = b"text\n" + b"hello world, \n".replace(b",", b"") * 5000


def test_several_gzip_members_are_one_file():
    assert read(gzip.compress(b"text\na\n") + gzip.compress(b"b\n")).rows == 2


@pytest.mark.parametrize("kept", [3, 15, 40, -1, -8])
def test_truncated_gzip(kept):
    error = error_of(gzip.compress(CONTENT)[:kept])
    assert error.kind == "broken_gzip"
    assert "truncated" in error.message


def test_corrupt_gzip():
    stored = bytearray(gzip.compress(CONTENT))
    stored[-6] ^= 1  # the checksum
    assert "corrupt" in error_of(bytes(stored)).message
    assert error_of(gzip.compress(CONTENT) + b"junk").kind == "broken_gzip"


def test_a_file_named_gz_that_is_not_gzip():
    error = error_of(b"text\na\nb\n")
    assert error.kind == "broken_gzip"
    assert "remove .gz from its name" in error.message


def test_gzip_inside_gzip():
    error = error_of(gzip.compress(gzip.compress(CONTENT)))
    assert (error.kind, error.message) == (
        "broken_gzip",
        "the file was compressed with gzip twice: unpack it once",
    )


def test_empty_files():
    assert error_of(b"").kind == "empty_file"
    assert error_of(gzip.compress(b"")).kind == "empty_file"


def test_unpacking_stops_at_the_limit():
    reads = 0

    class Endless(io.RawIOBase):
        packed = gzip.compress(b"\n" * 10_000_000)

        def read(self, size=-1):
            nonlocal reads
            reads += 1
            return self.packed[:size]

    with pytest.raises(BatchError) as caught:
        batch.read("x.csv.gz", Endless(), batch.Limits(max_bytes=1_000_000))
    assert caught.value.kind == "file_too_large"
    assert "after unpacking" in caught.value.message
    assert reads < 200


def test_reading_stops_at_the_limit():
    stored = io.BytesIO(b"text\n" + b"a\n" * 50_000_000)
    with pytest.raises(BatchError) as caught:
        batch.read("x.csv", stored, batch.Limits(max_bytes=1000))
    assert caught.value.kind == "file_too_large"
    assert "1000 bytes as stored" in caught.value.message
    assert stored.tell() <= 2 * 1024**2
    assert read(b"text\n" + b"ab\n" * 100, "x.csv", max_bytes=305).rows == 100


def test_errors_of_the_store_are_raised_unchanged():
    class Stalled(io.RawIOBase):
        def read(self, size=-1):
            raise OSError(f"connection reset before {size} bytes")

    for key in ("x.csv", "x.csv.gz", "x.parquet", "x.jsonl"):
        with pytest.raises(OSError, match="connection reset"):
            batch.read(key, Stalled(), batch.Limits())


def test_a_stream_may_return_less_than_requested():
    class Trickle(io.BytesIO):
        def read(self, size=-1):
            return super().read(min(size, 7) if size > 0 else 7)

    stored = gzip.compress(b"text\n" + b"some words\n" * 1000)
    assert batch.read("x.csv.gz", Trickle(stored), batch.Limits()).rows == 1000
