"""An embedded baseline in the bucket is used if it is valid, and rebuilt if it is not."""

import io
import json
import logging
import re
import zipfile

import numpy as np
import pytest

from common import keys
from common.errors import StoreRefused
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score.baseline.profile_cache import ProfileCache
from functions.score.encoder.hashing import HashingEncoder
from functions.score.handler import score_object

LETTERS = (b"a", b"b", b"c", b"d", b"e", b"f")


def table(text):
    """Return 30 distinct texts; running numbers would be masked, and then all texts would be one."""
    names = [first + second for first in (b"red", b"blue", b"gold", b"grey", b"pink") for second in LETTERS]
    return b"id,text\n" + b"".join(b"R-%d,%s\n" % (n, text % name) for n, name in enumerate(names))


BASELINE, OTHER, DRIFT = (
    table(text)
    for text in (
        b"a small dog sat on mat %s",
        b"bond yields rose %s times",
        b"the %s old cats slept by the door",
    )
)


class Counting(HashingEncoder):
    """Counts the texts that it embeds."""

    def __init__(self):
        super().__init__()
        self.texts = 0

    def encode(self, texts, *, progress=None):
        self.texts += len(texts)
        return super().encode(texts, progress=progress)


def put(store, key, data):
    return store.put(key, io.BytesIO(data), len(data))


@pytest.fixture
def store():
    memory = MemoryStore()
    put(memory, "baselines/reviews.csv", BASELINE)
    return memory


@pytest.fixture
def score(store, make_tools):
    """Score a file in a new process; return its verdict and the number of texts embedded."""

    def run(data=DRIFT, name="1", encoder=None, bucket=store):
        counting = encoder or Counting()
        tools = make_tools(bucket, encoder=lambda: counting, profiles=ProfileCache())
        key = f"drifts/reviews/{name}.csv"
        event = ObjectCreated(bucket.bucket, key, etag=put(bucket, key, data).etag, sequencer="0A")
        return score_object(event, tools).verdict, counting.texts

    return run


def only_profile(store):
    (profile,) = store.list(keys.PROFILES)
    return profile.key


def content(store, key):
    with store.open(key) as opened:
        return opened.stream.read()


def without_clock(verdict):
    fields = json.loads(verdict.to_json())
    return {name: value for name, value in fields.items() if name not in ("timing_ms", "scored_at", "drift")}


def test_a_second_process_embeds_only_the_drift_file_and_gives_the_same_verdict(store, score):
    first, embedded = score()
    assert embedded == 30 + 30
    again, embedded = score(name="2")
    assert embedded == 30 + 3  # three texts of the baseline, to check the stored embeddings
    assert without_clock(again) == without_clock(first)


def test_the_key_of_a_profile_has_baseline_version_and_model(store, score):
    score()
    etag = store.stat("baselines/reviews.csv").etag
    assert only_profile(store).startswith(f"profiles/reviews.csv/{etag}-")
    assert keys.profile("baselines/a/b.csv", '"e/1"', "sha256:" + "0123456789abcdef" * 4).endswith(
        "-0123456789abcdef.npz"
    )


def test_a_new_version_of_the_baseline_is_embedded(store, score):
    score()
    put(store, "baselines/reviews.csv", OTHER)
    _, embedded = score(name="2")
    assert embedded == 30 + 30
    assert len(list(store.list(keys.PROFILES))) == 2


def rewritten(data, change):
    """Return an .npz file whose arrays were changed."""
    with np.load(io.BytesIO(data)) as stored:
        arrays = dict(stored)
    change(arrays)
    written = io.BytesIO()
    np.savez(written, **arrays)
    return written.getvalue()


def one_number_more(arrays):
    arrays["embeddings_0"] = arrays["embeddings_0"].copy()
    arrays["embeddings_0"][3, 5] += 1e-3


def more_sensitive(arrays):
    arrays["sensitivity_0"] = 2 * arrays["sensitivity_0"]


def other_shape(arrays):
    arrays["embeddings_0"] = arrays["embeddings_0"][:-1]


def other_type(arrays):
    arrays["embeddings_0"] = arrays["embeddings_0"].astype(np.float64)


def without_checksum(arrays):
    del arrays["seal_0"]


def pickled(_):
    written = io.BytesIO()
    np.savez(written, embeddings_0=np.array([{"a": 1}], dtype=object), seal_0=np.zeros(32, np.uint8))
    return written.getvalue()


def bomb(_):
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("embeddings_0.npy", bytes(50_000_000))
    return written.getvalue()


def claims_too_much(_):
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': (1000000000000, 384), }"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr(
            "embeddings_0.npy", b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header
        )
    return written.getvalue()


DAMAGES = {
    "empty": lambda _: b"",
    "half": lambda data: data[: len(data) // 2],
    "longer": lambda data: data + bytes(200_000),
    "foreign": lambda _: b"no archive at all",
    "pickled": pickled,
    "bomb": bomb,
    "claims too much": claims_too_much,
    "one number more": lambda data: rewritten(data, one_number_more),
    "more sensitive": lambda data: rewritten(data, more_sensitive),
    "other shape": lambda data: rewritten(data, other_shape),
    "other type": lambda data: rewritten(data, other_type),
    "without checksum": lambda data: rewritten(data, without_checksum),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_profile_is_rebuilt(damage, store, score, caplog):
    first, _ = score()
    key = only_profile(store)
    good = content(store, key)
    put(store, key, DAMAGES[damage](good))
    with caplog.at_level(logging.WARNING):
        again, embedded = score(name="2")
    assert embedded == 30 + 30
    assert without_clock(again) == without_clock(first)
    with np.load(io.BytesIO(content(store, key))) as rebuilt, np.load(io.BytesIO(good)) as before:
        assert all((rebuilt[name] == before[name]).all() for name in before.files)
    assert [record.message.startswith(f"rebuilding {key}: ") for record in caplog.records] == [True]


class Turned(Counting):
    """An encoder with the same identity that returns other vectors."""

    def encode(self, texts, *, progress=None):
        return -super().encode(texts, progress=progress)


def test_stored_embeddings_that_differ_from_the_encoders_are_ignored(store, score):
    score()
    _, embedded = score(name="2", encoder=Turned())
    assert embedded == 3 + 30 + 30


def test_a_store_that_refuses_to_write_the_profile_causes_a_warning(score, caplog):
    class ReadOnly(MemoryStore):
        def put(self, key, *args, **more):
            if key.startswith(keys.PROFILES):
                raise StoreRefused("no place for that")
            return super().put(key, *args, **more)

    read_only = ReadOnly()
    put(read_only, "baselines/reviews.csv", BASELINE)
    with caplog.at_level(logging.WARNING):
        verdict, _ = score(bucket=read_only)
    assert verdict.status == "ok"
    assert [record.message for record in caplog.records] == [
        "cannot store the profile of baselines/reviews.csv: no place for that"
    ]


def test_a_store_that_refuses_to_read_the_profile_causes_a_warning(score, caplog):
    class Closed(MemoryStore):
        def open(self, key, **more):
            if key.startswith(keys.PROFILES):
                raise StoreRefused("AccessDenied")
            return super().open(key, **more)

    closed = Closed()
    put(closed, "baselines/reviews.csv", BASELINE)
    with caplog.at_level(logging.WARNING):
        verdict, _ = score(bucket=closed)
    assert verdict.status == "ok"
    (record,) = caplog.records
    assert re.fullmatch(r"rebuilding profiles/reviews\.csv/\S+: AccessDenied", record.message)
