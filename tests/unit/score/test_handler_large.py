"""Files that a worker for small files leaves to another one: by what is stored, and by what is read."""

import gzip
import io

import numpy as np
import pyarrow as pa
import pytest
from deltalake import write_deltalake
from pyarrow import parquet

from common import keys
from common.errors import LargeFile, ObjectGone, Outcome
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score.batch import Limits
from functions.score.handler import score_object
from functions.score.triggers.settling import settle_event

BUCKET = "ml-drift-datasets"
LARGE_BYTES = 10_000
SMALL = b"n\n" + b"".join(b"%d\n" % number for number in range(100))
LARGE = b"n\n" + b"".join(b"%d\n" % (number % 100) for number in range(10_000))


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def small_only(store, make_tools):
    return make_tools(store).for_small_files(LARGE_BYTES)


def put(store, key, data):
    store.put(key, io.BytesIO(data), len(data))


def event(key):
    return ObjectCreated(BUCKET, key)


def parquet_of(rows):
    stream = io.BytesIO()
    parquet.write_table(pa.table({"n": [0.5] * rows}), stream, use_dictionary=False, compression="zstd")
    return stream.getvalue()


def delta_commit(store, folder, tmp_path):
    write_deltalake(tmp_path, pa.table({"n": np.random.default_rng(1).random(10_000)}))
    for path in tmp_path.rglob("*.*"):
        put(store, f"{folder}/{path.relative_to(tmp_path).as_posix()}", path.read_bytes())
    key = f"{folder}/_delta_log/{0:020}.json"
    assert store.stat(key).size < LARGE_BYTES, "the commit is small; the table is not"
    return key


def folder_marker(store, folder, _):
    for part in range(3):
        put(store, f"{folder}/part-{part}.csv", LARGE[: LARGE_BYTES // 2])
    put(store, f"{folder}/_SUCCESS", b"")
    return f"{folder}/_SUCCESS"


def one_file(name, data):
    def make(store, folder, _):
        put(store, f"{folder}/{name}", data)
        return f"{folder}/{name}"

    return make


@pytest.mark.parametrize(
    "make",
    [
        one_file("a.csv", LARGE),
        one_file("a.csv.gz", gzip.compress(LARGE)),
        one_file("a.jsonl.gz", gzip.compress(b'{"n": 1}\n' * 5_000)),
        one_file("a.parquet", parquet_of(10_000)),
        folder_marker,
        delta_commit,
    ],
)
def test_a_large_file_is_not_scored_and_nothing_is_written(store, small_only, make, tmp_path):
    put(store, "baselines/t/baseline.csv", SMALL)
    key = make(store, "drifts/t", tmp_path)
    with pytest.raises(LargeFile):
        score_object(event(key), small_only)
    with pytest.raises(ObjectGone):
        store.stat(keys.verdict(key))


def test_a_large_file_is_not_read(store, small_only, monkeypatch):
    put(store, "baselines/t/baseline.csv", SMALL)
    put(store, "drifts/t/a.csv", LARGE)
    monkeypatch.setattr(
        "functions.score.scoring.batch.read_opened", lambda *_: pytest.fail("its size is known before")
    )
    with pytest.raises(LargeFile, match=f"{len(LARGE)} bytes"):
        score_object(event("drifts/t/a.csv"), small_only)


def test_a_small_file_with_a_large_baseline_is_large_until_the_baseline_is_in_memory(
    store, small_only, make_tools
):
    put(store, "baselines/t/baseline.csv", LARGE)
    put(store, "drifts/t/a.csv", SMALL)
    with pytest.raises(LargeFile, match="baselines/t/baseline"):
        score_object(event("drifts/t/a.csv"), small_only)
    score_object(event("drifts/t/a.csv"), make_tools(store, profiles=small_only.profiles))
    put(store, "drifts/t/b.csv", SMALL)
    assert score_object(event("drifts/t/b.csv"), small_only).verdict.status == "ok"


def test_the_verdict_on_a_small_file_is_the_same(store, small_only, make_tools):
    put(store, "baselines/t/baseline.csv", SMALL)
    put(store, "drifts/t/a.csv", SMALL[: len(SMALL) // 2])
    again = ObjectCreated(BUCKET, "drifts/t/a.csv", again=True)
    verdicts = [score_object(again, tools).verdict for tools in (small_only, make_tools(store))]
    first, second = (verdict.model_dump(exclude={"timing_ms", "scored_at"}) for verdict in verdicts)
    assert first == second


def test_a_large_file_with_its_verdict_is_settled(store, small_only, make_tools):
    put(store, "baselines/t/baseline.csv", SMALL)
    put(store, "drifts/t/a.csv", LARGE)
    score_object(event("drifts/t/a.csv"), make_tools(store))
    assert score_object(event("drifts/t/a.csv"), small_only).fresh is False


@pytest.mark.parametrize("last_attempt", [False, True])
def test_the_settlement_says_that_the_file_is_large(store, small_only, last_attempt):
    put(store, "baselines/t/baseline.csv", SMALL)
    put(store, "drifts/t/a.csv", LARGE)
    settlement = settle_event(event("drifts/t/a.csv"), small_only, last_attempt=last_attempt)
    assert settlement.large
    assert settlement.outcome is not Outcome.ACK, "a trigger that knows no large files must not lose it"


def test_a_file_beyond_the_limit_of_every_worker_gets_its_error_from_a_worker_of_large_files(
    store, make_tools
):
    tools = make_tools(store, limits=Limits(max_bytes=LARGE_BYTES))
    put(store, "baselines/t/baseline.csv", SMALL)
    put(store, "drifts/t/a.csv", LARGE)
    with pytest.raises(LargeFile):
        score_object(event("drifts/t/a.csv"), tools.for_small_files(LARGE_BYTES * 10))
    assert score_object(event("drifts/t/a.csv"), tools).verdict.error.type == "file_too_large"
