"""The effects of blocks survive the bucket bit by bit."""

import math
from datetime import UTC, datetime

import numpy as np
import pytest

from common.stores.memory import MemoryStore
from common.stores.store import StoredObject
from functions.score.baseline.block_store import BlockFiles
from functions.score.statistics.effects import EffectKey, Measured

DELAY, HOUR = EffectKey("delay", "distance"), EffectKey("l\u00e4nge \ud800", "variation", "hour of day")


@pytest.fixture
def files():
    store = MemoryStore()
    return BlockFiles(store, StoredObject("baselines/a.csv", '"e/1"', 9, datetime(2026, 11, 28, tzinfo=UTC)))


def test_effects_come_back_exactly_and_in_their_order(files):
    effects = (
        {HOUR: Measured(0.1 + 0.2, 5e-324), DELAY: Measured(math.inf, 1.0)},
        {},
        {DELAY: Measured(np.float64(1 / 3), np.float64(0.05))},
        {DELAY: Measured(np.float32(1 / 3), 0.0), HOUR: Measured(0.0, 1.0)},
    )
    files.save("one way", effects)
    loaded = files.load("one way")
    assert loaded == effects
    assert [list(block) for block in loaded] == [list(block) for block in effects]
    assert all(isinstance(key, EffectKey) for block in loaded for key in block)
    assert files.load("another way") is None


def test_each_way_has_a_file_of_its_own(files):
    for way in ("one way", "another way", "one way"):
        files.save(way, ({DELAY: Measured(1.0, len(way) / 100)},))
    stored = [info.key for info in files.store.list("profiles/")]
    assert len(stored) == 2
    assert all(key.startswith("profiles/a.csv/e_1-") and key.endswith(".blocks") for key in stored)
    assert files.load("another way") == ({DELAY: Measured(1.0, 0.11)},)


def test_effects_that_take_too_much_are_not_stored(files, monkeypatch):
    monkeypatch.setattr("functions.score.baseline.block_store.MAX_BYTES", 50)
    files.save("one way", ({DELAY: Measured(1.0, 0.5)},))
    assert list(files.store.list("profiles/")) == []
