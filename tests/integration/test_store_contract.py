"""The promises of every ObjectStore, tested in memory, in a folder, and on three real servers.

The servers are MinIO, the S3 of MiniStack, and the Cloud Storage of fake-gcs-server.
"""

import gzip
import io
import tempfile
import threading
import tracemalloc
import uuid
from contextlib import suppress

import pytest

from common.errors import (
    ObjectGone,
    SetupError,
    StoreRefused,
    StoreRefusesAll,
    StoreUnavailable,
    WriteConflict,
)
from common.stores.folder import FolderStore
from common.stores.gcs import CHUNK_BYTES
from common.stores.memory import MemoryStore
from common.stores.minio import MinioStore

JSON = "application/json"
# Opens the shared stack by name, so the mark is set here.
MINIO = pytest.param("minio", marks=[pytest.mark.real, pytest.mark.xdist_group("stack")])

S3 = pytest.param("s3", marks=pytest.mark.real)
GCS = pytest.param("gcs", marks=pytest.mark.real)


@pytest.fixture(params=["memory", "folder", MINIO, S3, GCS])
def store(request, tmp_path):
    if request.param == "memory":
        return MemoryStore()
    if request.param == "folder":
        return FolderStore(tmp_path)
    opened = request.getfixturevalue(f"{request.param}_store")
    fresh = opened(f"contract-{uuid.uuid4().hex[:12]}")
    fresh.create_bucket()
    return fresh


def put(store, key, data=b"id,text\n1,hello\n", **more):
    return store.put(key, io.BytesIO(data), len(data), **more)


def read(store, key):
    with store.open(key) as opened:
        return opened.stream.read()


@pytest.mark.parametrize("key", ["drifts/a.csv", "drifts/re views/a+b é 100%.csv", "drifts/x/y/z.csv.gz"])
def test_an_object_is_read_back(store, key):
    put(store, key, b"hello")
    assert read(store, key) == b"hello"
    info = store.stat(key)
    assert (info.key, info.size) == (key, 5)
    assert info.modified.tzinfo is not None


def test_open_describes_the_version_that_it_reads(store):
    put(store, "drifts/a.csv", b"hello")
    with store.open("drifts/a.csv") as opened:
        assert opened.info.etag == store.stat("drifts/a.csv").etag
        assert opened.info.size == len(opened.stream.read())


def test_an_object_may_be_empty(store):
    put(store, "drifts/empty.csv", b"")
    assert store.stat("drifts/empty.csv").size == 0
    assert read(store, "drifts/empty.csv") == b""


def test_a_stream_can_be_read_in_pieces(store):
    data = bytes(range(256)) * 4096
    put(store, "drifts/a.csv", data)
    with store.open("drifts/a.csv") as opened:
        assert opened.stream.read(10) == data[:10]
        assert opened.stream.read() == data[10:]


def test_user_metadata_has_lower_case_names(store):
    put(store, "drifts/a.csv", metadata={"Baseline": "baselines/other.csv"})
    assert store.stat("drifts/a.csv").metadata == {"baseline": "baselines/other.csv"}
    with store.open("drifts/a.csv") as opened:
        assert opened.info.metadata["baseline"] == "baselines/other.csv"


def test_overwriting_removes_metadata(store):
    put(store, "drifts/a.csv", metadata={"baseline": "x"})
    put(store, "drifts/a.csv", b"other")
    assert store.stat("drifts/a.csv").metadata == {}


@pytest.mark.parametrize("key", ["drifts/none.csv", "drifts/a.csv/below", "drifts"])
def test_a_missing_object_is_gone(store, key):
    put(store, "drifts/a.csv")
    with pytest.raises(ObjectGone):
        store.stat(key)
    with pytest.raises(ObjectGone), store.open(key):
        pass


def test_overwriting_changes_the_etag(store):
    put(store, "drifts/a.csv", b"one")
    before = store.stat("drifts/a.csv").etag
    put(store, "drifts/a.csv", b"other")
    assert store.stat("drifts/a.csv").etag != before
    assert read(store, "drifts/a.csv") == b"other"


def test_an_object_that_is_overwritten_during_a_read_is_read_as_one_version_or_not_at_all(store):
    size = 16 * 1024**2  # more than any buffer on the way
    before = put(store, "drifts/a.csv", b"a" * size).etag
    # In a thread: a store may make the writer wait for the reader.
    writer = threading.Thread(target=put, args=(store, "drifts/a.csv", b"b" * (size + 1)))
    with suppress(StoreUnavailable), store.open("drifts/a.csv") as opened:
        start = opened.stream.read(1000)
        writer.start()
        writer.join(timeout=1)
        rest = opened.stream.read()
        assert start + rest == b"a" * size
        assert opened.info.etag == before
    writer.join()
    assert store.stat("drifts/a.csv").etag != before
    assert read(store, "drifts/a.csv") == b"b" * (size + 1)


def test_a_listing_is_sorted_recursive_and_by_prefix_of_the_key(store):
    for key in ("drifts/b.csv", "drifts/a/x.csv", "drifts/a.csv", "baselines/a.csv"):
        put(store, key)
    assert [info.key for info in store.list("drifts/")] == ["drifts/a.csv", "drifts/a/x.csv", "drifts/b.csv"]
    assert [info.key for info in store.list("drifts/a.")] == ["drifts/a.csv"]
    assert list(store.list("results/")) == []


def test_list_and_stat_give_the_same_etag(store):
    put(store, "drifts/a.csv")
    (listed,) = store.list("drifts/")
    described = store.stat("drifts/a.csv")
    assert (listed.etag, listed.size) == (described.etag, described.size)
    assert abs((listed.modified - described.modified).total_seconds()) < 2


def test_a_conditional_write_needs_the_expected_etag(store):
    key = "results/a.csv.json"
    first = store.replace(key, b"1", expected=None, content_type=JSON)
    assert store.stat(key).etag == first.etag
    with pytest.raises(WriteConflict):
        store.replace(key, b"2", expected=None, content_type=JSON)
    second = store.replace(key, b"22", expected=first.etag, content_type=JSON)
    with pytest.raises(WriteConflict):
        store.replace(key, b"333", expected=first.etag, content_type=JSON)
    assert read(store, key) == b"22"
    assert store.stat(key).etag == second.etag


def test_a_conditional_write_fails_if_the_object_was_removed(store):
    with pytest.raises(WriteConflict):
        store.replace("results/none.json", b"1", expected="0" * 32, content_type=JSON)


def test_of_many_conditional_writers_one_wins(store):
    results = []

    def write(number):
        try:
            store.replace("results/race.json", b"%d" % number, expected=None, content_type=JSON)
            results.append(number)
        except WriteConflict:
            pass

    writers = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(results) == 1
    assert read(store, "results/race.json") == b"%d" % results[0]


@pytest.mark.parametrize(
    "key", ["drifts/../secret", "../secret", "drifts/.hidden", "/etc/passwd", "drifts//a"]
)
def test_a_folder_store_refuses_keys_outside_the_folder(tmp_path, key):
    with pytest.raises(StoreRefused):
        put(FolderStore(tmp_path / "bucket"), key)
    assert not list(tmp_path.rglob("secret"))


def test_a_folder_store_does_not_list_its_own_files(tmp_path):
    store = FolderStore(tmp_path)
    put(store, "drifts/a.csv", metadata={"x": "y"})
    store.replace("results/a.csv.json", b"{}", expected=None, content_type=JSON)
    assert [info.key for info in store.list("")] == ["drifts/a.csv", "results/a.csv.json"]


@pytest.mark.real
def test_wrong_credentials_are_refused_without_repeating_them(minio_store):
    wrong = minio_store("contract-wrong", secret_key="not-the-secret-key")
    with pytest.raises(StoreRefusesAll) as caught:
        next(wrong.list("drifts/"), None)
    assert "not-the-secret-key" not in str(caught.value)


@pytest.mark.real
def test_an_object_put_with_a_content_encoding_is_read_as_it_is_stored(stack, minio_store, tmp_path):
    store = minio_store(stack.settings()["DRIFTLINE_BUCKET"])
    packed = gzip.compress(b"id,text\n1,hello\n")
    (tmp_path / "a.csv.gz").write_bytes(packed)
    target = f"store/{store.bucket}/baselines/encoded/a.csv.gz"
    stack.mc("cp", "--attr", "Content-Encoding=gzip", str(tmp_path / "a.csv.gz"), target)
    assert read(store, "baselines/encoded/a.csv.gz") == packed


@pytest.mark.real
def test_cloud_storage_does_not_unpack_an_object_with_a_content_encoding(gcs_store):
    store = gcs_store(f"contract-{uuid.uuid4().hex[:12]}")
    store.create_bucket()
    packed = gzip.compress(b"id,text\n1,hello\n")
    blob = store._client.bucket(store.bucket).blob("baselines/a.csv.gz")
    blob.content_encoding = "gzip"
    blob.upload_from_string(packed)
    assert read(store, "baselines/a.csv.gz") == packed


@pytest.mark.real
def test_a_large_object_of_cloud_storage_is_never_in_memory_as_a_whole(gcs_store):
    store = gcs_store(f"contract-{uuid.uuid4().hex[:12]}")
    store.create_bucket()
    size = 12 * CHUNK_BYTES
    tracemalloc.start()
    with tempfile.TemporaryFile() as file:
        file.truncate(size)
        store.put("drifts/a.csv", file, size)
    left = size
    with store.open("drifts/a.csv") as opened:
        while piece := opened.stream.read(1024**2):
            left -= len(piece)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert left == 0
    assert peak < 5 * CHUNK_BYTES


@pytest.mark.parametrize(
    "endpoint", ["127.0.0.1:9000", "http://", "http://a:b@host", "http://h:port", "ftp://h"]
)
def test_an_invalid_endpoint_is_refused_with_the_setting_and_without_secrets(endpoint):
    with pytest.raises(SetupError, match="DRIFTLINE_STORE_ENDPOINT") as caught:
        MinioStore(endpoint, "bucket", access_key="a", secret_key="b")
    assert "a:b" not in str(caught.value)


@pytest.mark.parametrize("key", ["drifts/" + "é" * 200 + ".csv", "drifts/a.csv/b.csv", "drifts/\udcff.csv"])
def test_a_key_that_cannot_be_a_file_is_refused(tmp_path, key):
    store = FolderStore(tmp_path)
    put(store, "drifts/a.csv")
    with pytest.raises(StoreRefused, match="cannot be"):
        put(store, key)


@pytest.mark.real
def test_a_missing_bucket_is_refused(minio_store):
    with pytest.raises(StoreRefusesAll, match="NoSuchBucket"):
        list(minio_store("contract-missing").list("drifts/"))


@pytest.mark.real
def test_a_missing_bucket_of_cloud_storage_is_refused(gcs_store):
    store = gcs_store("contract-missing")
    for call in (
        lambda: list(store.list("drifts/")),
        lambda: store.stat("drifts/a.csv"),
        lambda: read(store, "drifts/a.csv"),
        lambda: put(store, "drifts/a.csv"),
        lambda: store.replace("results/a.json", b"", expected=None, content_type=JSON),
    ):
        with pytest.raises(StoreRefusesAll, match="HTTP 404"):
            call()


def test_a_store_that_does_not_answer_is_unavailable():
    away = MinioStore("http://127.0.0.1:9", "away", access_key="a", secret_key="b" * 8, region="us-east-1")
    for call in (
        lambda: away.stat("a"),
        lambda: put(away, "a"),
        lambda: list(away.list("a")),
        lambda: away.replace("a", b"", expected=None, content_type=JSON),
    ):
        with pytest.raises(StoreUnavailable):
            call()
