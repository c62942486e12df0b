"""Reasons as users read them, from the columns of two files to the sentence."""

import re

import numpy as np
import pandas as pd
import pytest

from functions.score.batch import Batch, kind_of
from functions.score.comparison.table import compare_columns
from functions.score.policy import CalibratedPolicy, FileEvidence, Variation
from functions.score.statistics.effects import EffectKey
from functions.score.statistics.evidence import EXCESS_DISTANCE, MISSING, Effect, Test
from functions.score.statistics.hypothesis import Hypothesis, column_evidence
from functions.score.statistics.usual import Usual

START = pd.Timestamp("2026-01-05")


def decide(before, after, *, kind=None, variation=None, thresholds=None, **settings):
    """Return the decision on one column, 'x', without the duplicate rows."""
    files = [pd.DataFrame({"x": cells}) for cells in (before, after)]
    found = compare_columns(
        Batch(files[0], "b.csv"), Batch(files[1], "d.csv"),
        kinds={"x": kind or kind_of(files[0]["x"])}, rng=np.random.default_rng(0), **settings,
    )  # fmt: skip
    rows = len(before), len(after)
    policy = CalibratedPolicy(**thresholds or {})
    return policy.decide(FileEvidence(found.columns, rows=rows, variation=variation))


def reason(before, after, **settings):
    decision = decide(before, after, **settings)
    assert decision.finding == "drift"
    (sentence,) = decision.reasons
    assert " %" not in sentence
    return sentence


def normal(mean=40.0, deviation=12.0, rows=400):
    """Return numbers of exactly this mean and standard deviation."""
    numbers = np.random.default_rng(1).normal(size=rows)
    return mean + deviation * (numbers - numbers.mean()) / numbers.std()


def shares(**counts):
    return [name for name, count in counts.items() for _ in range(count)]


def hours(hour, rows=2000):
    """Return times on 40 days; `hour`: from a random number in [0, 1) to the hour of a row."""
    rng = np.random.default_rng(2)
    days = START + pd.to_timedelta(rng.integers(0, 40, rows), "D")
    return days + pd.to_timedelta([hour(number) for number in rng.random(rows)], "h")


def test_missing_values_have_a_direction_and_both_shares():
    whole, gaps = pd.Series(normal()), pd.Series(normal()).mask(pd.Series(range(400)) % 50 < 11)
    assert reason(whole, gaps) == "x: missing values rose from 0% to 22% (p < 0.001)"
    assert reason(gaps, whole) == "x: missing values fell from 22% to 0% (p < 0.001)"


def test_a_move_names_both_means_and_its_size():
    assert reason(normal(), normal(46.0)).startswith(
        "x: mean rose from 40 to 46, 0.50 standard deviations (p < 0.001)"
    )
    assert reason(normal(40.1), normal(34.13)).startswith("x: mean fell from 40.1 to 34.1, 0.50 standard")


def test_a_wider_distribution_with_the_same_mean_is_no_move_of_the_mean():
    sentence = reason(normal(5.0, 1.0), normal(5.0, 1.9))
    assert sentence.startswith("x: spread rose from 1.00 to 1.90 (p < 0.001)")
    assert "mean" not in sentence


def test_mean_and_spread_that_both_move_are_both_named():
    assert reason(normal(20.0, 4.0), normal(24.0, 8.0)).startswith(
        "x: mean rose from 20 to 24, 1.00 standard deviations, and spread rose from 4 to 8 (p < 0.001)"
    )


def test_a_change_of_shape_claims_no_move():
    rng = np.random.default_rng(3)
    flat = np.linspace(-1.0, 1.0, 2000)
    lumps = rng.choice([-0.9, -0.3, 0.3, 0.9], 2000, p=[0.17, 0.33, 0.33, 0.17]) + rng.normal(0, 0.01, 2000)
    assert re.match(
        r"x: distribution changed by 0\.\d\d standard deviations "
        r"\(mean 0\.000? before, -?0\.0\d\d? now; p < 0\.001\)",
        reason(flat, lumps),
    )


def test_values_outside_the_baseline_range_are_named_with_both_ranges():
    before = np.tile(np.arange(1.0, 9.0), 500)
    after = np.tile([*range(1, 9), 10.0], 100)
    assert reason(before, after, kind="numeric").endswith(
        "11% of values outside the baseline range [1, 8] (file range [1, 10]; p < 0.001); "
        "mean rose from 4.50 to 5.11, 0.27 standard deviations, and spread rose from 2.29 to 2.77 (p < 0.001)"
    )


def test_a_column_names_everything_that_changed_the_strongest_first():
    after = pd.Series(normal(40.0 + 0.94 * 12.0, rows=1000)).mask(pd.Series(range(1000)) % 50 < 11)
    decision = decide(normal(rows=1000), after)
    assert re.fullmatch(
        r"x: missing values rose from 0% to 22% \(p < 0.001\); "
        r"mean rose from 40.0 to 51.\d, 0.9\d standard deviations \(p < 0.001\)",
        decision.reasons[0],
    )
    column = decision.columns["x"]
    assert [change.effect.name for change in column.changes][:2] == [MISSING, EXCESS_DISTANCE]
    assert (column.effect, column.effect_name) == (pytest.approx(0.22), MISSING)


def test_each_change_has_the_p_value_of_its_own_test():
    before = {"count": 300, "missing": 0, "mean": 5.0, "sd": 1.0}
    after = {"count": 240, "missing": 60, "mean": 6.0, "sd": 1.0}
    moved = Hypothesis((Test("moved", 1.0, 0.01),), (Effect(EXCESS_DISTANCE, 1.0),))
    missing = Hypothesis((Test("missing", 1.0, 0.0001),), (Effect(MISSING, 0.3),))
    column = column_evidence("x", "numeric", [moved, missing], (before, after))
    (sentence,) = CalibratedPolicy().decide(FileEvidence((column,), rows=(300, 300))).reasons
    assert sentence == (
        "x: missing values rose from 0% to 20% (p < 0.001); "
        "mean rose from 5 to 6, 1.00 standard deviations (p = 0.020)"
    )


def test_a_category_is_named_with_both_shares_and_its_own_note():
    before, after = shares(de=400, fr=300, it=300), shares(de=360, fr=270, it=270, pt=100)
    assert reason(before, after) == (
        "x: 'pt' rose from 0% to 10%; at least 9.3% of rows affected (p < 0.001); "
        "1 new category: pt (100 rows)"
    )
    assert reason(before, shares(us=1000)).startswith("x: 'us' rose from 0% to 100%; all rows affected (p <")


def test_a_boolean_is_named_like_a_category():
    assert reason([True] * 40 + [False] * 60, [True] * 70 + [False] * 30, kind="boolean") == (
        "x: 'true' rose from 40% to 70%; at least 26% of rows affected (p < 0.001)"
    )


def test_private_values_are_not_quoted():
    before, after = shares(de=400, fr=300, it=300), shares(de=360, fr=270, it=270, pt=100)
    assert reason(before, after, show_values=False) == (
        "x: 'category 4' rose from 0% to 10%; at least 9.3% of rows affected (p < 0.001); "
        "1 new category: category 4 (100 rows)"
    )
    born = pd.Series(pd.date_range("1940-02-16", periods=600, freq="D"))
    later = born + pd.Timedelta(days=700)
    shown, hidden = (
        reason(born, later, time_moves_on=False, show_values=show_values) for show_values in (True, False)
    )
    assert "(baseline 1940-02-16 to 1941-10-07, file 1942-01-16" in shown
    assert hidden == (
        "x: 100% of values outside the baseline range (p < 0.001); median moved later by 700 days (p < 0.001)"
    )
    unreadable = pd.Series([*map(str, normal()[:300]), *(["Dora"] * 100)])
    assert "'Dora' in data row 301" in reason(normal(), unreadable)
    assert "Dora" not in reason(normal(), unreadable, show_values=False)


def test_half_of_the_dates_are_half_of_them_though_a_few_are_earlier_by_chance():
    days = pd.Series(pd.date_range("2026-01-01", periods=30, freq="D"))
    half = pd.concat([days[:10] - pd.Timedelta(days=200), days[:10]], ignore_index=True)
    assert reason(days, half) == (
        "x: 50% of dates are earlier than the baseline's first date, 2026-01-01 "
        "(file from 2025-06-15 to 2026-01-10; p < 0.001)"
    )
    small = decide(days, half, thresholds={"minimum_share": 0.6}).reasons[1]
    assert small.endswith("; 48% beyond chance is below the threshold of 60%")


def test_dates_that_moved_say_by_how_long():
    rng = np.random.default_rng(8)
    orders = pd.Series(START + pd.to_timedelta(rng.normal(0, 100_000, 600).round(), "s"))
    usual = Usual(20, differ=True, limits={EffectKey("x", EXCESS_DISTANCE): 0.5})
    later, slightly = orders[:200] + pd.Timedelta("36h"), orders[:200] + pd.Timedelta("15h")
    settings = {"time_moves_on": False, "show_values": False}
    moved = decide(orders, later, **settings).reasons[0]
    assert re.search(r"median moved later by 3\d hours \(p < 0.001\)", moved)
    small = decide(orders, slightly, thresholds={"minimum_shift": 0.9}, **settings).reasons[1]
    assert re.search(
        r"distribution changed by 1\d hours \(p < 0.001\); below the threshold of 2\d hours$", small
    )
    larger = decide(orders, later, variation=Variation(usual, "files"), **settings).reasons[0]
    assert re.search(r"later by 3\d hours \(usual: up to 1\d hours; p < 0.001\)", larger)


def test_dates_that_nearly_all_are_one_day_name_that_day():
    days = [pd.Timestamp("2026-01-01")] * 196 + [*pd.date_range("2026-01-02", periods=4)]
    before, after = pd.Series(days), pd.Series(days[:100] + [pd.Timestamp("2026-02-01")] * 100)
    usual = "at least 46% of values differ from the baseline's usual value"
    shown, hidden = (
        reason(before, after, time_moves_on=False, show_values=show_values) for show_values in (True, False)
    )
    assert f"{usual}, 2026-01-01 (file range [2026-01-01, 2026-02-01]; p < 0.001)" in shown
    assert f"{usual} (p < 0.001)" in hidden
    assert "2026" not in hidden


def test_dates_are_named_by_what_changed():
    sentence = reason(hours(lambda number: int(24 * number)), hours(lambda number: int(12 * number)))
    assert re.fullmatch(
        r"x: distribution by hour of day changed; at least \d\d% of rows affected "
        r"\(hour \d+ (rose|fell) from [\d.]+% to [\d.]+%; p < 0.001\)",
        sentence,
    )
    monday = START + pd.to_timedelta(np.tile(np.arange(8) * 7, 50), "D")
    anyday = START + pd.to_timedelta(np.tile(np.arange(56), 20), "D")
    assert reason(anyday, monday) == (
        "x: distribution by weekday changed; at least 85% of rows affected "
        "(Monday rose from 14% to 100%; p < 0.001)"
    )


def test_a_reason_quotes_no_note_of_another_change():
    dates = hours(lambda number: int(24 * number), rows=400)
    few_weeks = pd.Series(dates[:400]).where(dates < START + pd.Timedelta(days=10))
    decision = decide(dates, few_weeks)
    assert "weekdays not tested" in str(decide_notes(dates, few_weeks))
    assert re.fullmatch(r"x: missing values rose from 0% to \d\d% \(p < 0.001\)", decision.reasons[0])
    gaps = pd.Series(normal()).mask(pd.Series(range(400)) % 5 == 0)
    gaps.iloc[1] = 500.0
    assert reason(normal(), gaps) == "x: missing values rose from 0% to 20% (p < 0.001)"


def decide_notes(before, after):
    files = [Batch(pd.DataFrame({"x": cells}), "f.csv") for cells in (before, after)]
    found = compare_columns(*files, kinds={"x": "datetime"}, rng=np.random.default_rng(0))
    return found.columns[0].notes


def test_a_baseline_of_one_value_has_no_mean_to_move():
    assert reason([14.0] * 300, [15.0] * 300, kind="numeric") == (
        "x: 100% of values differ from the baseline's only value, 14 (file range [15, 15]; p < 0.001)"
    )
    assert reason([14.0] * 300, [14.0] * 240 + [15.5] * 60, kind="numeric") == (
        "x: at least 18% of values differ from the baseline's only value, 14 "
        "(file range [14, 15.5]; p < 0.001)"
    )


def test_infinite_values_have_a_direction_and_both_shares():
    infinite = np.where(np.arange(400) % 10 == 0, np.inf, normal())
    assert reason(normal(), infinite) == "x: infinite values rose from 0% to 10% (p < 0.001)"


def test_fewer_duplicates_than_in_a_larger_baseline_may_still_be_too_many():
    rows = {"share": 0.11}, {"share": 0.043}
    effects = (Effect("share of duplicate rows beyond chance", 0.023),)
    column = column_evidence("rows", "rows", [Hypothesis((Test("t", 1.0, 1e-6),), effects)], rows)
    decision = CalibratedPolicy().decide(FileEvidence((), whole_rows=(column,), rows=(1000, 300)))
    (sentence,) = decision.reasons
    assert sentence == (
        "2.3 percentage points more duplicate rows than expected by chance "
        "(4.3% of rows; about 2% expected in a file of this size; baseline 11%; p < 0.001)"
    )


def test_a_repeated_value_that_does_not_stand_out_has_no_size_of_zero():
    whole = np.arange(4000) % 400
    six_more = np.random.default_rng(3).permutation([*whole[::66], *[77] * 6])
    assert decide(whole, six_more, kind="numeric").reasons[1] == (
        "x: the share of value 77 rose from 0.2% to 9% (p = 0.002); "
        "it does not stand out from the values next to it"
    )
