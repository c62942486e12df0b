import io

import pytest

from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score.baseline.pairing import find_baseline

KEY = "drifts/reviews/1.csv"


@pytest.mark.parametrize(
    ("baseline", "expected"),
    [
        (
            ("baselines/reviews/1.parquet", "baselines/reviews/1.csv", "baselines/reviews.csv"),
            "baselines/reviews/1.csv",
        ),
        (("baselines/reviews/1.jsonl", "baselines/reviews.csv"), "baselines/reviews/1.jsonl"),
        (("baselines/reviews/baseline.csv", "baselines/reviews.csv"), "baselines/reviews/baseline.csv"),
        (("baselines/reviews.csv", "baselines/baseline.csv"), "baselines/reviews.csv"),
        (("baselines/baseline.csv", "baselines/1.csv"), "baselines/baseline.csv"),
    ],
)
def test_the_nearest_baseline_is_taken(baseline, expected):
    store = MemoryStore()
    for key in (*baseline, KEY):
        store.put(key, io.BytesIO(b""), 0)
    found = find_baseline(store, ObjectCreated(store.bucket, KEY), store.stat(KEY))
    assert found.info.key == expected
    assert found.without_settings


@pytest.mark.parametrize(
    ("key", "without"),
    [
        ("baselines/reviews.csv.driftline.toml", False),
        ("baselines/reviews.jsonl.driftline.toml", True),  # another baseline's
        ("baselines/reviews.driftline.toml", True),
        ("baselines/reviews/1.csv.driftline.toml", True),
    ],
)
def test_the_listing_that_shows_the_baseline_tells_whether_settings_stand_beside_it(key, without):
    store = MemoryStore()
    for each in ("baselines/reviews.csv", key, KEY):
        store.put(each, io.BytesIO(b""), 0)
    found = find_baseline(store, ObjectCreated(store.bucket, KEY), store.stat(KEY))
    assert (found.info.key, found.without_settings) == ("baselines/reviews.csv", without)


def test_of_a_baseline_that_was_asked_for_nobody_listed_the_settings():
    store = MemoryStore()
    for each in ("baselines/other.csv", KEY):
        store.put(each, io.BytesIO(b""), 0)
    event = ObjectCreated(store.bucket, KEY, baseline_key="baselines/other.csv")
    assert not find_baseline(store, event, store.stat(KEY)).without_settings
