"""A change that stays: told from others like it, whatever else alarms and whatever its column is called."""

import io

import numpy as np
import pandas as pd
import pytest

from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score.handler import score_object
from functions.score.policy import CalibratedPolicy, Learning

COUNTRIES = ["CH", "DE", "FR", "IT"]
BASELINE_ROWS, ROWS = 2000, 400
WORDS = ["river", "stone", "bread", "apple", "window", "garden", "silver", "mountain", "paper", "candle"]
OTHER_WORDS = ["tax", "invoice", "server", "kernel", "router", "payment", "ledger", "queue", "broker"]


class Dataset:
    """A bucket with a baseline, and its files."""

    def __init__(self, make_tools, baseline, **learning):
        self.store = MemoryStore()
        self.tools = make_tools(self.store, policy=lambda _: CalibratedPolicy(learning=Learning(**learning)))
        self._put("baselines/a.csv", baseline)
        self._files = 0

    def score(self, table):
        self._files += 1
        key = f"drifts/a/{self._files:03d}.csv"
        self._put(key, table)
        return score_object(ObjectCreated(self.store.bucket, key), self.tools).verdict

    def accept_last(self):
        self.tools.histories.accept("baselines/a.csv", f"drifts/a/{self._files:03d}.csv")

    def _put(self, key, table):
        data = table.to_csv(index=False).encode()
        self.store.put(key, io.BytesIO(data), len(data))


@pytest.fixture
def dataset(make_tools):
    return lambda baseline, **learning: Dataset(make_tools, baseline, **learning)


@pytest.fixture
def rng():
    return np.random.default_rng(3)


def still_different(verdict):
    return any("still different since" in reason for reason in verdict.reasons)


def pairs(rng, rows, broken=()):
    """Return two pairs of columns that go together, but for those that are broken."""
    table = {}
    for one, other in ("ab", "cd"):
        table[one] = rng.normal(size=rows)
        table[other] = table[one] + rng.normal(0, 0.5, rows)
    return pd.DataFrame(table | {name: rng.permutation(table[name]) for name in broken}).round(3)


def test_another_pair_that_breaks_is_new(dataset, rng):
    scored = dataset(pairs(rng, BASELINE_ROWS), alarm_budget=10)
    verdicts = [scored.score(pairs(rng, ROWS, broken)) for broken in ("", "b", "b", "d", "b", "d", "", "b")]
    alarms = [verdict.dependence.drifted for verdict in verdicts]
    # Of two broken pairs a file shows one: both stay until a file has none.
    assert alarms == [False, True, False, True, False, False, False, True]
    assert [still_different(verdict) for verdict in verdicts] == [
        stays and not alarm for stays, alarm in zip([0, 1, 1, 1, 1, 1, 0, 1], alarms, strict=True)
    ]
    dates = [verdict.dependence.since for verdict in verdicts[4:6]]
    assert dates == [verdicts[1].drift.modified, verdicts[3].drift.modified]


def segments(rng, rows, moved="", column="country"):
    countries = rng.choice(COUNTRIES, rows)
    prices = rng.normal(100, 10, rows) + 15 * (countries == moved)
    return pd.DataFrame({column: countries, "price": prices.round(2)})


def test_another_segment_that_moves_is_new(dataset, rng):
    scored = dataset(segments(rng, BASELINE_ROWS))
    verdicts = [scored.score(segments(rng, ROWS, moved)) for moved in ("", "CH", "CH", "DE")]
    assert [verdict.segment.drifted for verdict in verdicts] == [False, True, False, True]


@pytest.mark.parametrize("column", ["segments", "dependence", "duplicate rows"])
def test_a_column_may_be_called_as_whole_rows_are(dataset, rng, column):
    scored = dataset(segments(rng, BASELINE_ROWS, column=column))
    verdicts = [scored.score(segments(rng, ROWS, moved, column)) for moved in ("", "CH", "CH")]
    assert [verdict.segment.drifted for verdict in verdicts] == [False, True, False]


def duplicates(rng, rows, share):
    once = pd.DataFrame({name: rng.normal(size=rows - int(rows * share)).round(6) for name in "xy"})
    return pd.concat([once, once.sample(int(rows * share), random_state=1)]).sample(frac=1, random_state=2)


def test_duplicate_rows_that_come_and_go_are_usual_in_time(dataset, rng):
    scored = dataset(duplicates(rng, 1000, 0))
    verdicts = [scored.score(duplicates(rng, 200, 0.1 * (number % 2))) for number in range(24)]
    assert sum(verdict.drifted for verdict in verdicts) < 6
    assert not any(verdict.drifted for verdict in verdicts[12:])
    assert verdicts[-1].variation.differ


def texts(words, rows, missing=0):
    rng = np.random.default_rng(rows)
    written = [" ".join(rng.choice(words, 7)) for _ in range(rows)]
    return pd.DataFrame({"size": rng.normal(size=rows).round(3), "text": [""] * missing + written[missing:]})


def test_a_change_of_unknown_size_is_new_if_the_column_alarmed_by_another(dataset):
    scored = dataset(texts(WORDS, 300))
    assert scored.score(texts(WORDS, 60, missing=30)).drifted
    verdict = scored.score(texts(OTHER_WORDS, 6))
    assert verdict.drifted
    assert "texts changed" in verdict.reasons[0]
    assert still_different(scored.score(texts(OTHER_WORDS, 6)))


def test_a_change_that_stays_does_not_become_usual_by_alarms_of_other_columns(dataset, rng):
    def table(rows, move=0.0, gaps=0):
        sizes = rng.normal(size=rows)
        sizes[:gaps] = np.nan
        return pd.DataFrame({"delay": rng.normal(move, 1, rows), "size": sizes}).round(4)

    scored = dataset(table(BASELINE_ROWS))
    levels = np.resize([0.2, 0.3, 0.4], 20)
    for move in levels:
        if scored.score(table(ROWS, move)).drifted:
            scored.accept_last()
    assert scored.score(table(ROWS, gaps=100)).drifted
    # Twice the largest is .8; of three alarms in 50 files, only three times as much is unusual.
    verdicts = [scored.score(table(ROWS, 1.1)) for _ in range(12)]
    assert verdicts[-1].variation.factor > 2.0
    assert [verdict.drifted for verdict in verdicts] == [True] + [False] * 11
    assert all(still_different(verdict) for verdict in verdicts[1:])
    assert (
        scored.score(table(ROWS, 0.8))
        .reasons[0]
        .endswith("largest change there is usual, because 2 of the last files (at most 50) alarmed")
    )
    assert scored.score(table(ROWS, 2.5)).drifted
