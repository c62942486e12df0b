"""bzip2, xz, Zstandard and ZIP: read like gzip, within the same limits."""

import bz2
import gzip
import io
import lzma
import os
import zipfile
import zlib

import pyarrow as pa
import pytest
import table_files

from common.errors import BatchError
from functions.score import batch
from functions.score.batch import unpacking

CONTENT = b"text\n" + b"".join(b"hello world %d\n" % number for number in range(5000))
ENDINGS = [".bz2", ".xz", ".zst", ".zip"]
OTHERS = [".gz", *ENDINGS]


def packed(ending, content=CONTENT):
    return table_files.COMPRESSIONS[ending](content)


def read(content, ending, **limits):
    return batch.read(f"x.csv{ending}", io.BytesIO(content), batch.Limits(**limits))


def error_of(content, ending, **limits):
    with pytest.raises(BatchError) as caught:
        read(content, ending, **limits)
    assert caught.value.key == f"x.csv{ending}"
    return caught.value


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("name", ["x.csv", "x.tsv"])
def test_a_large_file_is_read_in_chunks(ending, name):
    limits = batch.Limits(whole_bytes=1000, chunk_bytes=1000)
    read_in_chunks = batch.read(name + ending, io.BytesIO(packed(ending)), limits)
    assert (read_in_chunks.total_rows, read_in_chunks.sample is not None) == (5000, True)


@pytest.mark.parametrize("ending", [".bz2", ".xz", ".zst"])
def test_several_members_are_one_file(ending):
    assert read(packed(ending, b"text\na\n") + packed(ending, b"b\n"), ending).rows == 2


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("kept", [8, 40, -1, -8])
def test_truncated_data(ending, kept):
    error = error_of(packed(ending)[:kept], ending)
    assert error.kind == "broken_compression"
    assert "truncated" in error.message


@pytest.mark.parametrize("ending", ENDINGS)
def test_corrupt_data(ending):
    stored = bytearray(packed(ending))
    stored[20:60] = bytes(40)  # not a bit: Zstandard need not have a checksum
    error = error_of(bytes(stored), ending)
    assert error.kind == "broken_compression"
    assert "corrupt" in error.message


@pytest.mark.parametrize("ending", [".bz2", ".xz", ".zst"])
def test_data_after_the_end_is_corrupt(ending):
    error = error_of(packed(ending) + b"something else", ending)
    assert (error.kind, "corrupt" in error.message) == ("broken_compression", True)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("content", [b"text\na\nb\n", gzip.compress(CONTENT)])
def test_a_file_of_another_kind_than_its_name_says(ending, content):
    error = error_of(content, ending)
    assert error.kind == "broken_compression"
    assert f"remove {ending} from its name" in error.message


@pytest.mark.parametrize("ending", OTHERS)
def test_a_file_that_was_compressed_twice(ending):
    error = error_of(packed(ending, packed(ending)), ending)
    assert "twice: unpack it once" in error.message


@pytest.mark.parametrize("ending", OTHERS)
def test_empty_files(ending):
    assert error_of(b"", ending).kind == "empty_file"
    assert error_of(packed(ending, b""), ending).kind == "empty_file"


@pytest.mark.parametrize("ending", ENDINGS)
def test_unpacking_stops_at_the_limit(ending):
    bomb = packed(ending, b"text\n" + b"\n" * 3_000_000)
    error = error_of(bomb, ending, max_bytes=1_000_000)
    assert error.kind == "file_too_large"
    assert "after unpacking" in error.message


@pytest.mark.parametrize("ending", [".bz2", ".xz", ".zst"])
def test_unpacking_stops_at_a_ratio_that_no_table_has(ending, monkeypatch):
    monkeypatch.setattr(unpacking, "RATIO_CHECKED_FROM_BYTES", 10**6)
    bomb = packed(ending, b"text\n" + b"\n" * 3_000_000)
    assert "over 200 times as many" in error_of(bomb, ending, whole_bytes=10**6).message


@pytest.mark.parametrize("ending", ENDINGS)
def test_errors_of_the_store_are_raised_unchanged(ending):
    class Stalling(io.RawIOBase):
        stored = io.BytesIO(packed(ending, CONTENT))

        def read(self, size=-1):
            if self.stored.tell():
                raise OSError(f"connection reset before {size} bytes")
            return self.stored.read(min(size, 50))

    with pytest.raises(OSError, match="connection reset"):
        batch.read(f"x.csv{ending}", Stalling(), batch.Limits())


def test_xz_that_asks_for_much_memory_is_refused():
    stored = bytearray(lzma.compress(CONTENT))
    place = stored.index(b"\x21\x01") + 2  # the size of the dictionary, in the header of the block
    stored[place] = 40  # 4 GiB
    stored[20:24] = zlib.crc32(stored[12:20]).to_bytes(4, "little")
    assert error_of(bytes(stored), ".xz").kind == "broken_compression"


def archive(members, method=zipfile.ZIP_DEFLATED):
    stored = io.BytesIO()
    with zipfile.ZipFile(stored, "w", method) as written:
        for name, content in members.items():
            written.writestr(name, content)
    return stored.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_archive_in_a_folder_with_what_archive_programs_add(method):
    members = {
        "data/": b"",
        "data/table.csv": CONTENT,
        "__MACOSX/data/._table.csv": b"x",
        "data/.DS_Store": b"x",
    }
    assert read(archive(members, method), ".zip").rows == 5000


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"a.csv": b"text\na\n", "b.csv": b"text\nb\n"}, "has 2 files (a.csv, b.csv): put one file into it"),
        ({"folder/": b""}, "has 0 files"),
        ({}, "has 0 files"),
    ],
)
def test_a_zip_archive_of_other_than_one_file(members, message):
    error = error_of(b"PK\x03\x04" + archive(members) if not members else archive(members), ".zip")
    assert error.kind == "broken_compression"
    assert message in error.message


def test_a_zip_archive_with_another_compression_is_refused():
    assert "deflate" in error_of(archive({"a.csv": CONTENT}, zipfile.ZIP_LZMA), ".zip").message


def test_a_zip_archive_with_a_password_is_refused():
    stored = bytearray(archive({"a.csv": CONTENT}))
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        stored[stored.index(signature) + place] |= 1
    assert "password" in error_of(bytes(stored), ".zip").message


def test_a_zip_archive_of_very_many_files_is_refused_before_they_are_listed():
    stored = archive({f"{number}{'x' * 100}.csv": b"" for number in range(8000)})
    assert "too many files" in error_of(stored, ".zip").message


def test_a_zip_archive_larger_than_the_memory_is_copied_to_disk():
    rows = b"text\n" + b"".join(os.urandom(20).hex().encode() + b"\n" for _ in range(2000))
    limits = batch.Limits(whole_bytes=20_000, chunk_bytes=10_000)
    assert batch.read("x.csv.zip", io.BytesIO(packed(".zip", rows)), limits).total_rows == 2000


def test_zstandard_of_other_programs():
    # Several frames, and one that may be skipped, as of parallel programs.
    skipped = b"\x50\x2a\x4d\x18" + (4).to_bytes(4, "little") + b"note"
    frames = [pa.compress(part, "zstd", asbytes=True) for part in (b"text\na\n", b"b\nc\n")]
    assert read(frames[0] + skipped + frames[1], ".zst").rows == 3


def test_bzip2_of_parallel_programs():
    assert read(b"".join(bz2.compress(line + b"\n") for line in (b"text", b"a", b"b")), ".bz2").rows == 2
