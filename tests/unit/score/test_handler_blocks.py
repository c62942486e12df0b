"""The blocks of a baseline in a bucket: the files of a folder."""

import io

import numpy as np
import pandas as pd
import pytest

from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score.handler import score_object

DAYS, ROWS = 12, 150
LEVELS = np.random.default_rng(6).normal(0, 0.5, DAYS + 1)


def day(number, move=0.0):
    """Return a day as CSV; each has a level of its own."""
    rng = np.random.default_rng([2, number])
    delay = rng.normal(LEVELS[number] + move, 1, ROWS)
    table = pd.DataFrame({"delay": delay, "size": rng.normal(size=ROWS)})
    return table.round(4).to_csv(index=False).encode()


@pytest.fixture
def store():
    return MemoryStore()


@pytest.fixture
def put(store):
    return lambda key, data=b"": store.put(key, io.BytesIO(data), len(data))


@pytest.fixture
def score(store, put, make_tools):
    def run(data, tools=None):
        put("drifts/flights/today.csv", data)
        event = ObjectCreated(store.bucket, "drifts/flights/today.csv")
        return score_object(event, tools or make_tools(store)).verdict

    return run


@pytest.fixture
def folder(put):
    """Put a baseline of one file a day."""
    for number in range(DAYS):
        put(f"baselines/flights/2026-11-{number + 1:02d}.csv", day(number))
    put("baselines/flights/_SUCCESS")


def test_a_day_like_those_of_a_folder_is_no_more_than_usual(folder, score):
    verdict = score(day(DAYS))
    assert verdict.baseline.key == "baselines/flights/_SUCCESS"
    assert not verdict.drifted
    assert verdict.variation.differ
    assert verdict.variation.source == "12 files of the baseline, 150 rows each"
    assert verdict.reasons[0] == (
        "no drift detected: the file differs from the baseline no more than usual, by 12 files of the "
        "baseline, 150 rows each"
    )


def test_more_than_the_days_of_a_folder_differ_is_drift(folder, score):
    assert score(day(DAYS, move=6)).drifted
