"""Columns that go together, and segments: what the draws change, how answers count, and the section."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from streams import relation_section, relations
from streams.plan import FULL
from streams.related_columns import BY_NAME, MISSING, SEGMENT_SHIFT, SHOPS

from common.verdict.whole_rows import DependenceVerdict, SegmentVerdict

BREAK, FALLS = "correlation break: carat and price", "price falls with carat"
PAIR, SEGMENT = "correlation break: one pair of 20 columns", "price + 1.5 sd in 6% of 300 rows"
MORE, NOTHING = "price + 1.5 sd in 6% of 1,000 rows", "no change"
SORTED, SHIFTED = "rows sorted by price", "depth + 1 sd in all rows"
MISSED, STUCK = "5% of all cells missing", "x stuck at one value"


def files(name, folder, repetition=0):
    return BY_NAME[name].files(folder, repetition)


def correlation(rows, first="carat", second="price"):
    return rows[first].corr(rows[second], method="spearman")


def test_a_broken_and_a_turned_relation_keep_each_column_s_values(diamonds):
    for name, low, high in ((BREAK, -0.2, 0.2), (FALLS, -1.0, -0.8)):
        before, after = files(name, diamonds)
        assert (len(before), len(after)) == (1000, 300)
        assert correlation(before) > 0.8
        assert low < correlation(after) < high
        unchanged = BY_NAME[name]._replace(change=lambda rows, _: rows).files(diamonds, 0)[1]
        assert sorted(after["price"]) == sorted(unchanged["price"])
        pd.testing.assert_frame_equal(after.drop(columns="price"), unchanged.drop(columns="price"))


def test_of_twenty_columns_one_pair_no_longer_goes_together(diamonds):
    before, after = files(PAIR, diamonds)
    assert before.shape[1] == 20
    assert correlation(before, "c0", "c1") > 0.8
    assert abs(correlation(after, "c0", "c1")) < 0.2


def test_only_the_prices_of_one_shop_move(diamonds):
    before, after = files(MORE, diamonds)
    assert len(after) == 1000
    unchanged = BY_NAME[MORE]._replace(change=lambda rows, _: rows).files(diamonds, 0)[1]
    moved = after["price"] - unchanged["price"]
    segment = after["shop"] == SHOPS[0]
    assert 0.04 < segment.mean() < 0.08
    assert np.allclose(moved[segment], SEGMENT_SHIFT * unchanged["price"].std(), atol=1)
    assert not moved[~segment].any()
    assert set(before["shop"]) == set(SHOPS)


def test_the_controls_change_no_relation(diamonds):
    assert files(SORTED, diamonds)[1]["price"].is_monotonic_increasing
    before, after = files(SHIFTED, diamonds)
    assert after["depth"].mean() - before["depth"].mean() > 1
    assert set(files(STUCK, diamonds)[1]["x"]) == {files(STUCK, diamonds)[1]["x"][0]}
    assert files(MISSED, diamonds)[1].isna().to_numpy().mean() == pytest.approx(MISSING, abs=0.015)
    assert not files(NOTHING, diamonds)[1].isna().to_numpy().any()


def test_a_draw_is_the_same_for_every_method_and_other_draws_differ(diamonds):
    for one, other in zip(files(BREAK, diamonds), files(BREAK, diamonds), strict=True):
        pd.testing.assert_frame_equal(one, other)
    assert not files(BREAK, diamonds, 1)[1].equals(files(BREAK, diamonds)[1])


def test_driftline_names_what_changed_and_nothing_else(diamonds):
    assert relations.measure(diamonds, FALLS, 1) == {"file": "1", "relation": "2"}
    assert relations.measure(diamonds, MORE, 1) == {"file": "1", "relation": "2"}
    assert relations.measure(diamonds, SHIFTED, 1) == {"file": "1", "relation": "0"}


class Verdict:
    """A verdict's two parts."""

    def __init__(self, pair=None, segment=None):
        part = {"drifted": True}
        self.dependence = DependenceVerdict.model_construct(columns=pair, **part) if pair else None
        names = dict(zip(("segment", "category", "column"), segment or (), strict=False))
        self.segment = SegmentVerdict.model_construct(**names, **part) if segment else None


@pytest.mark.parametrize(
    ("pair", "segment", "culprits", "digit"),
    [
        (("carat", "price"), None, {"price"}, "2"),
        (("carat", "x"), None, {"price"}, "1"),
        (("c0", "c7"), None, {"c0", "c1"}, "1"),
        (("carat", "x"), ("shop", "airport", "price"), {"shop", "airport", "price"}, "2"),
        (None, ("shop", "centre", "price"), {"shop", "airport", "price"}, "1"),
        (("carat", "price"), None, set(), "1"),
        (None, None, {"price"}, "0"),
    ],
)
def test_an_answer_counts_as_named_only_with_everything_that_changed(pair, segment, culprits, digit):
    assert relations._digit(Verdict(pair, segment), frozenset(culprits)) == digit


def test_the_rivals_get_the_same_files(diamonds, monkeypatch):
    def answers(rival, task, _cache, script):
        assert (rival, script) == ("alibi-detect", "relations")
        for job in task["jobs"]:
            for side, rows in zip(("baseline", "drift"), files(BREAK, diamonds, job["id"]), strict=True):
                read = pd.read_csv(f"{task['table']}/{job[side]}")
                pd.testing.assert_frame_equal(read, rows.reset_index(drop=True), check_dtype=False)
        flagged = {"MMD": [], "random forest": ["the table"]}
        return [{"job": 0, "flagged": flagged}, {"job": 1, "error": "ValueError: odd"}]

    monkeypatch.setattr(relations, "answers", answers)
    answered = relations.measure_rivals(diamonds, BREAK, 2)
    assert answered == {"calls": {"MMD": "0x", "random forest": "1x"}, "errors": ["ValueError: odd"]}


def test_the_section_has_a_table_of_changes_and_one_of_controls():
    results = {
        BREAK: {"file": "1111", "relation": "2210"},
        f"{BREAK}, alibi-detect": {"calls": {"MMD": "0x01", "random forest": "1111"}, "errors": ["odd"]},
        NOTHING: {"file": "1000", "relation": "0001"},
        "cpu": {"cpu": {"20": 0.0061, "100": 0.041}},
    }
    text = relation_section.relations(replace(FULL, draws=4), results)
    assert (
        f"| {BREAK} | 2/4 = .50 [.15, .85] | 3/4 = .75 [.30, .95] | 4/4 = 1.00 [.51, 1.00] | "
        "1/3 = .33 [.06, .79] | 4/4 = 1.00 [.51, 1.00] |"
    ) in text
    assert f"| {NOTHING} | 1/4 = .25 [.05, .70] | 1/4 = .25 [.05, .70] | - | - |" in text
    assert "- alibi-detect failed: odd" in text
    assert "6 ms for 20, 41 ms for 100." in text
    assert SEGMENT not in text
