import io

import pytest

from common.errors import BatchError, ObjectGone, StoreRefused, StoreUnavailable
from common.stores.memory import MemoryStore
from functions.upload.handler import UploadedFile, store_batch
from functions.upload.naming import Place

PLACE = Place("drifts/uploads/1-d.csv", "baselines/uploads/1-d.csv")
LIMIT = 1000


class WatchedStore(MemoryStore):
    """Records the order of writes, and fails at the keys in `failing`."""

    def __init__(self, failing=None):
        super().__init__()
        self.order = []
        self.failing = failing or {}

    def put(self, key, stream, size, **more):
        self.order.append(key)
        if key in self.failing:
            raise self.failing[key]
        return super().put(key, stream, size, **more)


def sent(field, name="d.csv", data=b"text\nhello\n"):
    return UploadedFile(field, name, io.BytesIO(data), len(data))


def content(store, key):
    with store.open(key) as opened:
        return opened.stream.read()


def test_the_baseline_is_stored_first_and_both_are_unchanged():
    store = WatchedStore()
    store_batch(store, PLACE, sent("drift", data=b"new"), sent("baseline", data=b"old"), max_bytes=LIMIT)
    assert store.order == [PLACE.baseline_key, PLACE.drift_key]
    assert content(store, PLACE.drift_key) == b"new"
    assert content(store, PLACE.baseline_key) == b"old"


def test_without_a_baseline_only_the_drift_file_is_stored():
    store = WatchedStore()
    store_batch(store, Place(PLACE.drift_key, None), sent("drift"), None, max_bytes=LIMIT)
    assert store.order == [PLACE.drift_key]


@pytest.mark.parametrize("field", ["drift", "baseline"])
@pytest.mark.parametrize(
    ("name", "data", "kind", "named"),
    [
        ("d.pdf", b"x", "unknown_extension", r"'d\.pdf': .*save the table as CSV.*\.parquet"),
        ("noextension", b"x", "unknown_extension", "'noextension'"),
        ("d.csv", b"", "empty_file", "0 bytes"),
        ("d.csv", b"x" * (LIMIT + 1), "file_too_large", "1001 bytes; at most 1000"),
        ("d.csv.gz", b"text\nhello\n", "broken_gzip", "compressed as '.gz' says: leave that out"),
        ("d.jsonl.gz", b"\x1f", "broken_gzip", "d.jsonl.gz"),
        ("d.tsv.zip", b"\x1f\x8b and more", "broken_compression", "compressed as '.zip' says"),
        ("d.parquet", b"text\nhello\n", "broken_parquet", "first bytes are not"),
        ("d.avro", b"PAR1 and more", "broken_file", "first bytes are not"),
        ("d.xlsx", b"text\nhello\n", "broken_file", "first bytes are not"),
    ],
)
def test_a_file_that_cannot_be_scored_is_refused_and_nothing_is_stored(field, name, data, kind, named):
    store = WatchedStore()
    files = {"drift": sent("drift"), "baseline": sent("baseline"), field: sent(field, name, data)}
    with pytest.raises(BatchError, match=f"(?s){field}.*{named}") as caught:
        store_batch(store, PLACE, files["drift"], files["baseline"], max_bytes=LIMIT)
    assert caught.value.kind == kind
    assert not store.order


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("d.csv", b"x" * LIMIT),
        ("d.CSV", b"a\0b"),
        ("d.tsv.gz", b"\x1f\x8b and more"),
        ("d.parquet", b"PAR1 and more"),
        ("d.ods", b"PK\x03\x04 and more"),
        ("d.json.zst", b"\x28\xb5\x2f\xfd and more"),
    ],
)
def test_a_possible_batch_is_stored_unchanged(name, data):
    store = WatchedStore()
    store_batch(store, PLACE, sent("drift", name, data), None, max_bytes=LIMIT)
    assert content(store, PLACE.drift_key) == data


@pytest.mark.parametrize("error", [StoreUnavailable, StoreRefused])
def test_a_failure_after_the_baseline_names_the_stored_baseline(error):
    store = WatchedStore({PLACE.drift_key: error("gone")})
    with pytest.raises(error) as caught:
        store_batch(store, PLACE, sent("drift"), sent("baseline"), max_bytes=LIMIT)
    assert "baselines/uploads/1-d.csv" in caught.value.__notes__[0]
    assert "send both again" in caught.value.__notes__[0]


def test_if_the_baseline_fails_the_drift_file_is_not_stored():
    store = WatchedStore({PLACE.baseline_key: StoreUnavailable("gone")})
    with pytest.raises(StoreUnavailable) as caught:
        store_batch(store, PLACE, sent("drift"), sent("baseline"), max_bytes=LIMIT)
    assert not hasattr(caught.value, "__notes__")
    with pytest.raises(ObjectGone):
        store.stat(PLACE.drift_key)


def test_a_failure_without_a_baseline_does_not_mention_one():
    store = WatchedStore({PLACE.drift_key: StoreUnavailable("gone")})
    with pytest.raises(StoreUnavailable) as caught:
        store_batch(store, Place(PLACE.drift_key, None), sent("drift"), None, max_bytes=LIMIT)
    assert not hasattr(caught.value, "__notes__")
