from datetime import timedelta

import pytest

from common.stores.store import StoredObject
from functions.score.triggers.sweep import arrivals
from functions.score.triggers.sweep.arrivals import MARGIN, Arrivals


@pytest.fixture
def at(store):
    """Return a function that describes an object written so many seconds after the start."""
    start = store.time
    return lambda key, seconds: StoredObject(key, "e", 1, start + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("baseline", "concerned"),
    [
        ("baselines/a/b.csv", True),
        ("baselines/a/b.parquet", True),
        ("baselines/a/b.CSV.gz", True),
        ("baselines/a/baseline.csv", True),
        ("baselines/a.csv", True),
        ("baselines/baseline.jsonl", True),
        ("baselines/a/baseline.csv.driftline.toml", True),
        ("baselines/a/c.csv", False),
        ("baselines/a/b.txt", False),
        ("baselines/c/baseline.csv", False),
    ],
)
def test_a_verdict_is_in_doubt_if_a_possible_baseline_is_newer(at, baseline, concerned):
    arrived = Arrivals(None)
    verdict = at("results/a/b.csv.json", 0)
    assert not arrived.concern("drifts/a/b.csv", verdict)
    arrived.add(at(baseline, 3600))
    assert arrived.concern("drifts/a/b.csv", verdict) is concerned
    assert not arrived.concern("drifts/a/b.csv", at("results/a/b.csv.json", 3 * 3600))


def test_the_newest_baseline_of_a_path_counts(at):
    arrived = Arrivals(None)
    arrived.add(at("baselines/a.csv", 3600))
    arrived.add(at("baselines/a.parquet", 0))
    assert arrived.concern("drifts/a.csv", at("results/a.csv.json", 1800))


def test_baselines_that_were_there_at_the_last_sweep_raise_no_doubt(store, at):
    arrived = Arrivals(store.time + MARGIN)
    arrived.add(at("baselines/a.csv", -1))
    assert not arrived.concern("drifts/a.csv", at("results/a.csv.json", -3600))
    arrived.add(at("baselines/a.csv", 0))
    assert arrived.concern("drifts/a.csv", at("results/a.csv.json", -3600))


def test_a_verdict_that_is_written_while_its_baseline_arrives_is_in_doubt(at):
    arrived = Arrivals(None)
    arrived.add(at("baselines/a.csv", 0))
    assert arrived.concern("drifts/a.csv", at("results/a.csv.json", 59))
    assert not arrived.concern("drifts/a.csv", at("results/a.csv.json", 61))


def test_more_baselines_than_slots_raise_doubts_but_hide_none(at, monkeypatch):
    monkeypatch.setattr(arrivals, "SLOTS", 8)
    arrived = Arrivals(None)
    for number in range(1000):
        arrived.add(at(f"baselines/{number}.csv", number))
    old = at("results/x.json", -3600)
    assert all(arrived.concern(f"drifts/{number}.csv", old) for number in range(1000))
