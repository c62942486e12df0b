import io

import pytest

from common.events import ObjectCreated
from common.memory_store import MemoryStore
from functions.score.pairing import find_baseline

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
    assert find_baseline(store, ObjectCreated(store.bucket, KEY), store.stat(KEY)).key == expected
