"""The blocks of a baseline in a bucket: the files of a folder, compared once for all processes."""

import io
import logging
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from common import keys
from common.errors import StoreRefused, StoreUnavailable
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score.baseline import block_store
from functions.score.comparison import blocks
from functions.score.encoder.hashing import HashingEncoder
from functions.score.handler import score_object
from functions.score.policy import CalibratedPolicy

DAYS, ROWS = 12, 150
LEVELS = np.random.default_rng(6).normal(0, 0.5, DAYS + 1)


def day(number, move=0.0):
    """Return a day as CSV; each has a level of its own."""
    rng = np.random.default_rng([2, number])
    delay = rng.normal(LEVELS[number] + move, 1, ROWS)
    table = pd.DataFrame({"delay": delay, "size": rng.normal(size=ROWS)})
    return table.round(4).to_csv(index=False).encode()


class Recording(MemoryStore):
    """A bucket that counts the requests for stored blocks, and may refuse them."""

    def __init__(self):
        super().__init__()
        self.asked, self.fault = [], None

    def open(self, key, **more):
        self._ask("open", key)
        return super().open(key, **more)

    def put(self, key, *given, **more):
        self._ask("put", key)
        return super().put(key, *given, **more)

    def _ask(self, what, key):
        if key.endswith(".blocks"):
            self.asked.append(what)
            if self.fault:
                raise self.fault


def put(store, key, data=b""):
    store.put(key, io.BytesIO(data), len(data))


@pytest.fixture
def store():
    """Return a bucket with a baseline of one file a day."""
    made = Recording()
    for number in range(DAYS):
        put(made, f"baselines/flights/2026-11-{number + 1:02d}.csv", day(number))
    put(made, "baselines/flights/_SUCCESS")
    return made


@pytest.fixture
def score(store, make_tools):
    def run(data, tools=None):
        """Score a file, in a new process unless these are the tools of an earlier one."""
        put(store, "drifts/flights/today.csv", data)
        event = ObjectCreated(store.bucket, "drifts/flights/today.csv")
        return score_object(event, tools or make_tools(store)).verdict

    return run


def test_a_day_like_those_of_a_folder_is_no_more_than_usual(score):
    verdict = score(day(DAYS))
    assert verdict.baseline.key == "baselines/flights/_SUCCESS"
    assert not verdict.drifted
    assert verdict.variation.differ
    assert verdict.variation.source == "12 files of the baseline (150 rows each)"
    assert verdict.reasons[0] == (
        "no drift detected: the file differs from the baseline no more than usual, as measured on 12 "
        "files of the baseline (150 rows each)"
    )


def test_more_than_the_days_of_a_folder_differ_is_drift(score):
    assert score(day(DAYS, move=6)).drifted


@pytest.fixture
def compared(monkeypatch):
    """Return the blocks that are compared from now on."""
    calls = []

    def counted(block, *given, **more):
        calls.append(block)
        return compare(block, *given, **more)

    compare = blocks.compare
    monkeypatch.setattr(blocks, "compare", counted)
    return calls


def essence(verdict):
    return verdict.model_dump(exclude={"timing_ms", "scored_at", "drift"})


def stored(store):
    return [info.key for info in store.list(keys.PROFILES)]


def content(store, key):
    with store.open(key) as opened:
        return opened.stream.read()


def test_another_process_does_not_compare_the_blocks_again(score, store, compared):
    first = score(day(DAYS))
    assert len(compared) == DAYS
    assert store.asked == ["open", "put"]
    store.asked.clear()
    again = score(day(DAYS))
    assert len(compared) == DAYS
    assert store.asked == ["open"]
    assert essence(again) == essence(first)


def test_one_process_reads_the_blocks_once(score, store, compared, make_tools):
    tools = make_tools(store)
    for number in range(3):
        score(day(DAYS, move=number), tools)
    assert len(compared) == DAYS
    assert store.asked == ["open", "put"]


def test_a_file_without_a_change_asks_for_no_blocks(score, store, compared):
    rows = [row for number in range(DAYS) for row in day(number).splitlines()[1:]]
    verdict = score(b"\n".join([b"delay,size", *rows[::9]]))
    assert verdict.variation is None
    assert store.asked == compared == []


@pytest.mark.parametrize("change", ["baseline", "settings", "size of the file", "policy"])
def test_other_blocks_are_compared(score, store, compared, make_tools, change):
    score(day(DAYS))
    compared.clear()
    data, tools = day(DAYS), make_tools(store)
    if change == "baseline":
        put(store, "baselines/flights/2026-11-13.csv", day(0))
    elif change == "settings":
        put(store, "baselines/flights.driftline.toml", b'[kinds]\nsize = "categorical"')
    elif change == "policy":
        tools = make_tools(store, policy=lambda _: CalibratedPolicy(alpha=0.01))
    else:
        data = b"\n".join(data.splitlines()[:40])
    score(data, tools)
    assert compared
    assert len(stored(store)) == 2


def sentences(words, seed=0):
    rng = np.random.default_rng(seed)
    rows = (" ".join(rng.choice(words, 6)) for _ in range(200))
    return "\n".join(["text", *rows]).encode()


class Renamed(HashingEncoder):
    """The same model, as another engine runs it."""

    @property
    def model(self):
        return replace(super().model, engine="another")


def test_blocks_of_texts_are_those_of_one_model(store, score, compared, make_tools):
    put(store, "baselines/flights.csv", sentences(["cat", "dog", "mat", "rug", "sat", "lay", "slept"]))
    data = sentences(["bond", "yield", "rose", "fell", "market", "rate"])
    first, again = score(data), score(data)
    count = len(compared)
    assert count == first.variation.batches
    assert essence(again) == essence(first)
    score(data, make_tools(store, encoder=Renamed))
    assert len(compared) == 2 * count


DAMAGES = {
    "empty": lambda _: b"",
    "half": lambda data: data[: len(data) // 2],
    "longer": lambda data: data + b" ",
    "foreign": lambda _: b"no effects at all",
    "one digit": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "the checksum alone": lambda data: data.partition(b"\n")[0],
    "too large": lambda data: data + bytes(17 * 1024**2),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_blocks_are_compared_again(score, store, compared, caplog, damage):
    first = score(day(DAYS))
    (key,) = stored(store)
    good = content(store, key)
    put(store, key, DAMAGES[damage](good))
    with caplog.at_level(logging.WARNING):
        again = score(day(DAYS))
    assert len(compared) == 2 * DAYS
    assert [record.message for record in caplog.records] == [f"rebuilding {key}: its checksum does not match"]
    assert essence(again) == essence(first)
    assert content(store, key) == good


def test_the_blocks_of_another_version_are_ignored(score, store, compared):
    score(day(DAYS))
    (key,) = stored(store)
    old = content(store, key)
    put(store, "baselines/flights/2026-11-13.csv", day(0))
    score(day(DAYS))
    (new,) = {*stored(store)} - {key}
    put(store, new, old)
    compared.clear()
    score(day(DAYS))
    assert len(compared) == DAYS + 1


def test_another_driftline_compares_its_own_blocks(score, store, compared, monkeypatch):
    score(day(DAYS))
    monkeypatch.setattr(block_store, "own_version", lambda: "99")
    score(day(DAYS))
    assert len(compared) == 2 * DAYS
    assert len(stored(store)) == 2


@pytest.mark.parametrize("fault", [StoreRefused("AccessDenied"), StoreUnavailable("no answer")])
def test_a_store_that_does_not_give_or_take_blocks_stops_no_verdict(score, store, caplog, fault):
    first = score(day(DAYS))
    store.fault = fault
    with caplog.at_level(logging.WARNING):
        again = score(day(DAYS))
    assert essence(again) == essence(first)
    read, written = (record.message for record in caplog.records)
    assert read.endswith(f".blocks: {fault}")
    assert written == f"cannot store the blocks of baselines/flights/_SUCCESS: {fault}"
