"""The cache of profiles forgets the least recently used one when all of them take too much memory."""

import gc
import io
import tracemalloc
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from common import settings
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score import wiring
from functions.score.baseline.profile_cache import ProfileCache
from functions.score.handler import score_object


@dataclass
class SizedProfile:
    """All that the cache looks at."""

    size_bytes: int


def test_the_profile_that_was_not_used_for_longest_is_forgotten():
    cache = ProfileCache(max_bytes=200)
    kept, forgotten, new = SizedProfile(100), SizedProfile(100), SizedProfile(100)
    cache.put(("kept",), kept)
    cache.put(("forgotten",), forgotten)
    assert cache.get(("kept",)) is kept
    cache.put(("new",), new)
    assert [cache.get((name,)) for name in ("kept", "forgotten", "new")] == [kept, None, new]


@pytest.mark.parametrize("uses", [0, 1])
def test_what_a_profile_keeps_later_counts_when_it_is_used_again(uses):
    cache = ProfileCache(max_bytes=400)
    grown = SizedProfile(100)
    cache.put(("other",), SizedProfile(100))
    cache.put(("grown",), grown)
    grown.size_bytes = 300
    for _ in range(uses):
        cache.get(("grown",))
    cache.put(("new",), SizedProfile(100))
    assert (cache.get(("other",)) is None) == bool(uses)


def test_only_the_profile_that_is_put_is_measured():
    cache, measured = ProfileCache(), []

    class Measured:
        @property
        def size_bytes(self):
            measured.append(self)
            return 1

    profiles = [Measured() for _ in range(5)]
    for place, profile in enumerate(profiles):
        cache.put((str(place),), profile)
    assert measured == profiles


def test_a_single_profile_stays_whatever_its_size():
    cache = ProfileCache(max_bytes=1)
    cache.put(("one",), SizedProfile(100))
    assert cache.get(("one",)) is not None


def put(store, key, rows, columns):
    numbers = np.random.default_rng(rows).normal(size=(rows, columns)).round(2)
    table = pd.DataFrame(numbers, columns=[f"c{place}" for place in range(columns)])
    data = table.assign(country=["CH", "DE"] * (rows // 2)).to_csv(index=False)
    store.put(key, io.BytesIO(data.encode()), len(data))


@pytest.mark.parametrize("columns", [3, 30])
def test_small_profiles_count_with_what_they_take(columns):
    store = MemoryStore()
    tools = wiring.tools(settings.load({}), store, own_process=False)
    cache = tools.profiles
    tracemalloc.start()
    for dataset in range(10):
        put(store, f"baselines/d{dataset}.csv", 200, columns)
        put(store, f"drifts/d{dataset}/1.csv", 100, columns)
        score_object(ObjectCreated(store.bucket, f"drifts/d{dataset}/1.csv"), tools)
    assert len(cache._profiles) == 10
    counted = cache._size_bytes()
    gc.collect()
    before, _ = tracemalloc.get_traced_memory()
    cache._profiles.clear()
    gc.collect()
    taken = before - tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert taken < counted < 5 * taken  # objects also leave gaps between them
