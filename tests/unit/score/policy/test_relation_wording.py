"""Changes between two columns in words."""

import re

import numpy as np
import pandas as pd
import pytest

from functions.score.policy import CalibratedPolicy, FileEvidence
from functions.score.statistics.evidence import CORRELATION, ColumnEvidence, Effect
from functions.score.statistics.rows import segments
from functions.score.statistics.rows.columns import CategoryColumn, NumberColumn


def reason(before, after, levels=(None, None)):
    summaries = [
        {"columns": ["carat", "price"], "levels": list(levels), "correlation": correlation}
        for correlation in (before, after)
    ]
    effect = Effect(CORRELATION, abs(after - before), 0.0001)
    pair = ColumnEvidence(
        "dependence", "rows", p_value=0.0001, effects=(effect,), before=summaries[0], after=summaries[1]
    )
    return CalibratedPolicy().decide(FileEvidence((), whole_rows=(pair,), rows=(1000, 300))).reasons[0]


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (0.9, 0.02, "carat and price no longer rise together: rank correlation fell from 0.90 to 0.02"),
        (0.9, 0.6, "carat and price rise together less closely: rank correlation fell from 0.90 to 0.60"),
        (0.6, 0.9, "carat and price rise together more closely: rank correlation rose from 0.60 to 0.90"),
        (0.0, 0.5, "carat and price now rise together: rank correlation rose from 0.00 to 0.50"),
        (0.9, -0.9, "price now falls as carat rises: rank correlation fell from 0.90 to -0.90"),
        (-0.7, 0.1, "price no longer falls as carat rises: rank correlation rose from -0.70 to 0.10"),
        (-0.7, -0.5, "price falls as carat rises less closely: rank correlation rose from -0.70 to -0.50"),
    ],
)
def test_a_pair_of_numbers(before, after, words):
    assert reason(before, after) == f"{words} (p < 0.001)"


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (0.8, 0.05, "no longer occur together: correlation fell from 0.80 to 0.05"),
        (0.0, -0.3, "now exclude each other: correlation fell from 0.00 to -0.30"),
    ],
)
def test_a_pair_of_levels(before, after, words):
    pair = "carat = 'big' and price = 'high'"
    assert reason(before, after, ("big", "high")) == f"{pair} {words} (p < 0.001)"


def test_a_change_too_small_to_count_is_still_named(decide_tables):
    rng = np.random.default_rng(0)
    before, after = rng.normal(size=(2, 5000, 2))
    before[:, 1] += before[:, 0]
    after[:, 1] += 0.75 * after[:, 0]
    tables = [pd.DataFrame(rows, columns=["a", "b"]) for rows in (before, after)]
    decision = decide_tables(*tables, minimum_shift=0.5)
    assert decision.finding == "no_drift"
    assert any(reason.endswith("below the threshold of 0.50 beyond chance") for reason in decision.reasons)
    assert decide_tables(*tables, minimum_shift=0.05).whole_rows["dependence"].drifted


def test_a_broken_relation_of_unchanged_columns_is_drift(decide_tables):
    rng = np.random.default_rng(0)
    before, after = rng.normal(size=(2, 500, 2))
    before[:, 1] += before[:, 0]
    after[:, 1] *= 1.4
    tables = [pd.DataFrame(rows, columns=["a", "b"]) for rows in (before, after)]
    decision = decide_tables(*tables)
    assert decision.drifted
    assert not decision.columns["a"].drifted
    assert decision.reasons[0].startswith("a and b no longer rise together")


def segment_tables(move, whole=0.0):
    country = np.repeat(["CH", "DE", "FR"], [60, 470, 470])
    amount = np.random.default_rng(0).normal(50.0, 10.0, (2, 1000))
    amount[1] += 10.0 * (move * (country == "CH") + whole)
    return [pd.DataFrame({"country": country, "amount": amount[file]}) for file in (0, 1)]


KINDS = {"country": "categorical", "amount": "numeric"}


def test_a_segment_that_moved_is_named(decide_tables):
    decision = decide_tables(*segment_tables(1.5), KINDS)
    assert decision.reasons[0] == (
        "mean of amount where country = 'CH' rose from 50.8 to 64.7, 1.39 standard deviations more than "
        "elsewhere (6% of rows; p < 0.001)"
    )
    assert decision.whole_rows["segments"].drifted


def test_segments_of_a_column_that_moved_as_a_whole_are_not_named(decide_tables):
    decision = decide_tables(*segment_tables(0.5, whole=1.0), KINDS)
    assert [reason.split(":")[0] for reason in decision.reasons] == ["amount"]


def test_a_segment_below_the_threshold_is_named_with_what_is_beyond_chance(decide_tables):
    decision = decide_tables(*segment_tables(1.5), KINDS, minimum_shift=3.0)
    assert not decision.whole_rows["segments"].drifted
    (reason,) = (reason for reason in decision.reasons if "country = 'CH'" in reason)
    assert re.search(r"; \d\.\d\d beyond chance is below the threshold of 3.00 standard deviations$", reason)


@pytest.mark.parametrize(
    ("own", "others", "words"),
    [
        (-1.5, 0.8, r"fell from 50.8 to [\d.]+, elsewhere it rose by 0\.\d\d standard deviations \("),
        (1.5, -0.8, r"rose from 50.8 to [\d.]+, elsewhere it fell by 0\.\d\d standard deviations \("),
        (-1.5, 0.0, r"fell from 50.8 to [\d.]+, 1\.\d\d standard deviations more than elsewhere \("),
        (2.5, 0.5, r"rose from 50.8 to [\d.]+, 1\.\d\d standard deviations more than elsewhere \("),
        (0.5, 1.5, r"rose from 50.8 to [\d.]+, 1\.\d\d standard deviations less than elsewhere \("),
    ],
)
def test_a_segment_is_compared_with_the_others_in_their_direction(own, others, words):
    tables = segment_tables(own - others, whole=others)
    cells = [(table["country"].factorize()[0], table["amount"].to_numpy()) for table in tables]
    columns = [
        CategoryColumn("country", cells[0][0], cells[1][0], ("CH", "DE", "FR")),
        NumberColumn("amount", cells[0][1], cells[1][1]),
    ]
    evidence = segments.compare(columns)
    assert re.match(r"mean of amount where country = 'CH' " + words, described(evidence))


def described(evidence):
    decision = CalibratedPolicy(minimum_shift=1e-9).decide(
        FileEvidence((), whole_rows=(evidence,), rows=(1000, 1000))
    )
    return next(reason for reason in decision.reasons if reason.startswith(("mean", "winsorized mean")))


def test_a_segments_means_are_those_of_all_its_rows(decide_tables):
    before, after = segment_tables(1.5)
    after.loc[:2, "amount"] = 5_000.0
    (reason,) = decide_tables(before, after, KINDS).reasons[:1]
    mean = after["amount"][:60].mean()
    assert reason.startswith(f"mean of amount where country = 'CH' rose from 51 to {mean:.0f}, 1.")
    assert "robust standard deviations more than elsewhere" in reason


def test_a_mean_that_far_values_move_the_other_way_is_not_the_one_that_is_named(decide_tables):
    before, after = segment_tables(1.5)
    after.loc[:2, "amount"] = -5_000.0
    (reason,) = (reason for reason in decide_tables(before, after, KINDS).reasons if "'CH'" in reason)
    assert re.match(
        r"winsorized mean of amount where country = 'CH' rose from 50\.\d to 6\d\.\d, 1\.\d\d robust ",
        reason,
    )
