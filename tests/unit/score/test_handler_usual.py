"""The policy `usual` on a bucket: earlier verdicts show what counts, and a change that stays alarms once."""

import io

import numpy as np
import pandas as pd
import pytest

from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score.handler import score_object
from functions.score.policy import CalibratedPolicy, Learning

ROWS = 200
BASELINE = "baselines/shop.csv"
LEVELS = np.random.default_rng(4).normal(0, 0.4, 60)


def day(number, move=0.0, gaps=0, spread=1.0):
    rng = np.random.default_rng([1, number])
    table = pd.DataFrame(
        {"delay": rng.normal(LEVELS[number] + move, spread, ROWS), "size": rng.normal(size=ROWS)}
    )
    table.loc[: gaps - 1, "size"] = np.nan
    return table.round(4).to_csv(index=False).encode()


class Shop:
    """A bucket with a baseline whose rows are in random order, and its files, one a day."""

    def __init__(self, make_tools, baseline_rows=3000, **policy):
        self.store = MemoryStore()
        rng = np.random.default_rng(0)
        delay, size = rng.normal(0, 1.1, baseline_rows), rng.normal(size=baseline_rows)
        rows = pd.DataFrame({"delay": delay, "size": size}).round(4)
        self._put(BASELINE, rows.to_csv(index=False).encode())
        self.tools = make_tools(self.store, policy=lambda _: CalibratedPolicy(learning=Learning(**policy)))

    def score(self, number, **change):
        key = f"drifts/shop/{number:03d}.csv"
        self._put(key, day(number, **change))
        return score_object(ObjectCreated(self.store.bucket, key), self.tools).verdict

    def _put(self, key, data):
        self.store.put(key, io.BytesIO(data), len(data))


@pytest.fixture
def shop(make_tools):
    return Shop(make_tools)


def accepted_days(shop, days):
    """Score ordinary days, each of which a person accepts if it alarms."""
    for number in range(days):
        if shop.score(number).drifted:
            shop.tools.histories.accept(BASELINE, f"drifts/shop/{number:03d}.csv")


def test_what_the_last_files_did_is_usual(shop):
    accepted_days(shop, 20)
    verdicts = [shop.score(number) for number in range(20, 30)]
    assert sum(verdict.drifted for verdict in verdicts) <= 1
    known = next(verdict for verdict in verdicts if verdict.variation and not verdict.drifted)
    assert known.variation.source.endswith("files")
    assert known.history.files == int(known.drift.key[-7:-4])
    assert known.reasons[0].startswith(
        "no drift detected: the file differs from the baseline no more than usual"
    )


def test_the_source_of_what_is_usual_names_blocks_files_or_both(shop, make_tools):
    few_rows = Shop(make_tools, baseline_rows=120)

    def source(dataset, number):
        return dataset.score(number, move=3.0).variation.source

    blocks = "16 blocks of 187 baseline rows (in the order of the file)"
    no_blocks = "no blocks of the baseline, because 120 rows are too few"
    assert source(shop, 0) == blocks
    assert source(few_rows, 0) == no_blocks
    accepted_days(shop, 9)
    accepted_days(few_rows, 3)
    assert source(shop, 9) == f"{blocks} and the last 9 files"
    assert source(few_rows, 3) == f"{no_blocks}, and there are fewer than 8 earlier files"
    accepted_days(few_rows, 9)
    assert source(few_rows, 9) == "the last 9 files"
    usual = few_rows.score(10, move=-0.5)
    assert usual.reasons[0] == (
        "no drift detected: the file differs from the baseline no more than usual, as measured on the last "
        "10 files"
    )


def test_more_than_usual_alarms_with_its_size(shop):
    accepted_days(shop, 20)
    verdict = shop.score(20, move=3.0)
    assert verdict.drifted
    (column,) = (column for column in verdict.columns if column.drifted)
    assert column.name == "delay"
    assert column.usual < column.effect
    assert "usual: up to" in verdict.reasons[0]


def test_a_change_that_stays_alarms_once_until_it_grows_or_is_accepted(shop):
    accepted_days(shop, 20)
    first, *others = (shop.score(number, move=3.0) for number in range(20, 24))
    assert first.drifted
    assert [verdict.drifted for verdict in others] == [False] * 3
    for verdict in others:
        assert verdict.reasons[0].startswith("no new drift detected")
        assert any(
            f"still different since {first.drift.modified:%Y-%m-%d}" in reason for reason in verdict.reasons
        )
        delay = next(column for column in verdict.columns if column.name == "delay")
        assert delay.since == first.drift.modified
    assert shop.score(24, move=12.0).drifted
    shop.tools.histories.accept(BASELINE, "drifts/shop/024.csv")
    verdict = shop.score(25, move=3.0)
    assert not verdict.drifted
    assert not any("still different" in reason for reason in verdict.reasons)


def test_a_level_that_falls_below_the_baselines_alarms_though_one_above_stays(shop):
    accepted_days(shop, 20)
    moves = (3.0, 3.0, -3.0, -3.0, 3.0)
    verdicts = [shop.score(20 + place, move=move) for place, move in enumerate(moves)]
    assert [verdict.drifted for verdict in verdicts] == [True, False, True, False, True]


def test_a_wider_spread_has_no_direction(shop):
    accepted_days(shop, 20)
    verdicts = [shop.score(number, spread=5.0) for number in range(20, 30)]
    assert [verdict.drifted for verdict in verdicts] == [True] + [False] * 9


def test_a_level_that_is_accepted_above_is_not_below(shop):
    accepted_days(shop, 20)
    assert shop.score(20, move=3.0).drifted
    shop.tools.histories.accept(BASELINE, "drifts/shop/020.csv")
    assert shop.score(21, move=-3.0).drifted
    assert not shop.score(22, move=3.0).drifted


def test_a_level_that_is_no_longer_accepted_is_still_different(shop):
    accepted_days(shop, 20)
    assert shop.score(20, move=3.0).drifted
    shop.tools.histories.accept(BASELINE, "drifts/shop/020.csv")
    shop.tools.histories.accept(BASELINE, "drifts/shop/020.csv", undo=True)
    assert any("still different since" in reason for reason in shop.score(21, move=3.0).reasons)


def test_ordinary_files_stop_alarming_though_nobody_accepts(shop):
    verdicts = [shop.score(number) for number in range(40)]
    assert sum(verdict.drifted for verdict in verdicts[20:]) <= 2


def test_another_change_alarms_beside_one_that_stays(shop):
    accepted_days(shop, 20)
    shop.score(20, move=3.0)
    verdict = shop.score(21, move=3.0, gaps=60)
    assert verdict.drifted
    assert [column.name for column in verdict.columns if column.drifted] == ["size"]
    assert any("still different since" in reason for reason in verdict.reasons)


def test_a_change_that_went_away_alarms_again_when_it_comes_back(shop):
    accepted_days(shop, 20)
    assert shop.score(20, gaps=60).drifted
    assert not shop.score(21).drifted
    assert shop.score(22, gaps=60).drifted  # one bad file does not hide the next


def test_a_setting_accepts_a_change_that_stays(make_tools):
    shop = Shop(make_tools, accept_after=3)
    accepted_days(shop, 20)
    verdicts = [shop.score(number, move=3.0) for number in range(20, 25)]
    assert [verdict.drifted for verdict in verdicts] == [True, False, False, False, False]
    still = [any("still different" in reason for reason in verdict.reasons) for verdict in verdicts]
    assert still == [False, True, True, False, False]


def test_without_its_history_a_file_is_judged_by_the_baseline_alone(shop):
    accepted_days(shop, 20)
    del shop.store._objects["history/shop.csv.jsonl"]
    verdict = shop.score(20, move=3.0)
    assert verdict.drifted
    assert verdict.history is None


def test_the_same_history_gives_the_same_answer(shop):
    accepted_days(shop, 20)
    first, second = (shop.score(20, move=1.0) for _ in range(2))
    left_out = {"timing_ms", "scored_at", "drift"}
    essence = [verdict.model_dump(exclude=left_out) for verdict in (first, second)]
    for each in essence:  # the file's own line is there by now, and counts for nothing
        del each["history"]["etag"]
    assert essence[0] == essence[1]


def test_a_level_that_moves_less_than_twice_what_is_usual_alarms_once_it_stays(shop):
    accepted_days(shop, 34)
    delays = (
        column for number in range(30) for column in shop.score(number).columns if column.name == "delay"
    )
    largest = max(column.effect for column in delays)
    verdicts = [shop.score(number, move=1.4 * largest - LEVELS[number]) for number in range(34, 40)]
    moved = ["delay: mean rose" in verdict.reasons[0] for verdict in verdicts]
    assert moved == [False, False, True, False, False, False]
    assert (
        "the third file in a row that exceeds all earlier files without an alarm; p < 0.001)"
        in verdicts[2].reasons[0]
    )
