"""Rates below the minimum share count as ratios, if they at least tripled in more than a handful of rows."""

import numpy as np
import pandas as pd
import pytest


def booleans(rows, hits):
    return {"x": np.arange(rows) < hits}


def categories(rows, rare, name="rare"):
    common = np.array(["a", "b", "c"])[np.arange(rows) % 3].astype(object)
    common[:rare] = name
    return {"x": common}


def missing(rows, hits):
    return {"x": np.where(np.arange(rows) < hits, np.nan, np.sin(np.arange(rows) * 99.0))}


def unreadable(rows, hits):
    return {"x": pd.Series([f"{np.sin(row * 99.0):.4f}" if row >= hits else "oops" for row in range(rows)])}


@pytest.mark.parametrize(
    ("make", "kind"),
    [(booleans, "boolean"), (categories, "categorical"), (missing, "numeric"), (unreadable, "numeric")],
)
@pytest.mark.parametrize(
    ("before", "after", "drifted"),
    [
        ((10_000, 10), (3000, 30), True),  # 0.1% to 1%: ten times as often
        ((10_000, 150), (3000, 9), True),  # 1.5% to 0.3%
        ((10_000, 0), (3000, 12), True),  # never before
        ((10_000, 50), (3000, 30), False),  # 0.5% to 1%: twice as often
        ((100_000, 10), (30_000, 30), False),  # a tenth of a per mille
        ((10_000, 0), (3000, 4), False),  # a handful of rows
    ],
)
def test_a_rate_counts_by_its_ratio(decide_tables, make, kind, before, after, drifted):
    decision = decide_tables(make(*before), make(*after), {"x": kind})
    assert (decision.finding == "drift") == drifted
    if drifted and before[1]:
        assert "times as often" in decision.reasons[0] or "times less often" in decision.reasons[0]
    if drifted and kind == "categorical":
        assert decision.reasons[0].startswith(f"x: 'rare' {'rose' if after[1] > 9 else 'fell'} from ")


@pytest.mark.parametrize(("code", "rows", "drifted"), [(-999, 2, True), (-999, 1, False), (41, 3, False)])
def test_two_rows_of_a_code_count(decide_tables, code, rows, drifted):
    values = np.random.default_rng(7).normal(40, 5, 5300).round()
    values[5000 : 5000 + rows] = code
    before, after = values[:5000], values[5000:]
    decision = decide_tables({"x": before}, {"x": after}, {"x": "numeric"})
    assert decision.drifted == drifted
    assert not drifted or decision.reasons[0].startswith("x: the share of value -999 rose from 0% to 0.7%")


def test_the_owner_s_minimum_share_sets_the_smallest_rate_too(decide_tables):
    rates = booleans(10_000, 10), booleans(3000, 30)
    assert decide_tables(*rates, {"x": "boolean"}, minimum_share=0.02).drifted
    assert not decide_tables(*rates, {"x": "boolean"}, minimum_share=0.2).drifted


def test_the_reason_says_how_many_times_as_often(decide_tables):
    decision = decide_tables(booleans(10_000, 10), booleans(3000, 30), {"x": "boolean"})
    assert decision.reasons[0].startswith(
        "x: 'true' rose from 0.1% to 1%; at least 0.8% of rows affected (9.7 times"
    )
    assert decision.columns["x"].threshold == pytest.approx(0.002)
    plain = decide_tables(booleans(10_000, 100), booleans(3000, 300), {"x": "boolean"})
    assert "times" not in plain.reasons[0]
    assert plain.columns["x"].threshold == pytest.approx(0.02)
