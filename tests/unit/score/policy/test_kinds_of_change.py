"""The sentence on a column of numbers names the kind of change, on inputs made for each kind."""

import re

import numpy as np
import pytest


def normal(rows, seed=0):
    numbers = np.random.default_rng([rows, seed]).normal(size=rows)
    return 100.0 + 10.0 * (numbers - numbers.mean()) / numbers.std()


def with_rows(values, share, changed):
    """Return a copy of which the first `share` of the rows is `changed`."""
    return np.where(np.arange(len(values)) < round(share * len(values)), changed, values)


RNG = np.random.default_rng(11)
AGES = RNG.integers(18, 90, 1000).astype(float), RNG.integers(18, 90, 300).astype(float)
AMOUNTS = RNG.lognormal(3, 0.5, 1000).round(2), RNG.lognormal(3, 0.5, 300).round(2)


@pytest.fixture
def reasons(decide_tables):
    return lambda before, after: decide_tables({"x": before}, {"x": after}).reasons


@pytest.fixture
def reason(decide_tables):
    def only(before, after):
        decision = decide_tables({"x": before}, {"x": after})
        assert decision.finding == "drift"
        (sentence,) = decision.reasons
        return sentence

    return only


@pytest.mark.parametrize(
    ("share", "factor", "words"),
    [
        (0.05, 1000.0, "x: 5% of values were multiplied by about 1,000 (such as "),
        (0.03, 60.0, "x: 3% of values were multiplied by about 60 (such as "),
        (0.1, 0.001, "x: 10% of values were divided by about 1,000 (such as "),
        (0.2, 10.0, "x: 20% of values were multiplied by about 10 (such as "),
        (1.0, 100.0, "x: all values were multiplied by about 100 (median "),
        (1.0, 2.54, "x: all values were multiplied by about 2.54 (median "),
        (1.0, 1 / 2.2046, "x: all values were divided by about 2.2 (median "),
    ],
)
def test_a_factor_is_named(reason, share, factor, words):
    after = normal(300, 1)
    assert reason(normal(1000), with_rows(after, share, factor * after)).startswith(words)


@pytest.mark.parametrize("sigma", [1.0, 2.0])
def test_a_longer_tail_is_no_factor_and_a_rise_of_all_amounts_is(reason, sigma):
    rng = np.random.default_rng(5)
    before, after = rng.lognormal(0, sigma, 5000), rng.lognormal(0, sigma, 2000)
    assert "multiplied" not in reason(before, rng.lognormal(0, 1.4 * sigma, 2000))
    assert re.search(r"values rose by about [2-6]\d% \(median", reason(before, 1.5 * after))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (normal(1000), np.full(300, 103.25), "x: all values are 103.25 (baseline: 0% of values; p < 0.001)"),
        (AGES[0], np.full(300, 40.0), "x: all values are 40 (baseline: "),
        (
            normal(1000),
            with_rows(normal(300, 1), 0.1, 99.5),
            "x: the share of value 99.5 rose from 0% to 10% (",
        ),
        (
            with_rows(normal(1000), 0.01, 0.0),
            with_rows(normal(300, 1), 0.06, 0.0),
            "x: the share of value 0 rose from 1% to 6% (",
        ),
        (
            with_rows(normal(1000), 0.3, 50.0),
            normal(300, 1),
            "x: the share of value 50 fell from 30% to 0% (",
        ),
    ],
)
def test_a_stuck_or_repeated_value_is_named(reason, before, after, words):
    assert reason(before, after).startswith(words)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            normal(1000),
            with_rows(normal(300, 1), 0.05, -999.0),
            "-999 in 5% of values (15 rows; baseline: 0)",
        ),
        (AGES[0], with_rows(AGES[1], 0.02, -1.0), "-1 in 2% of values (6 rows; baseline: 0)"),
        (AGES[0], with_rows(AGES[1], 0.04, 999.0), "999 in 4% of values (12 rows; baseline: 0)"),
        (AMOUNTS[0], with_rows(AMOUNTS[1], 0.03, 99999.0), "99999 in 3% of values (9 rows; baseline: 0)"),
        (AMOUNTS[0], with_rows(AMOUNTS[1], 0.03, 1e6), "1000000 in 3% of values (9 rows; baseline: 0)"),
    ],
)
def test_a_code_for_missing_values_is_drift_and_named(reason, before, after, words):
    sentence = reason(before, after)
    assert "the share of value" in sentence
    assert sentence.endswith(f"{words} looks like a code for a missing value")


@pytest.mark.parametrize(
    ("code", "share", "finding"),
    [
        (-999.0, 0.01, "drift"),
        (9999.0, 0.01, "drift"),
        (-9999.0, 0.007, "no_drift"),  # two rows of 300 may be chance beside 1,000
        (0.0, 0.01, "no_drift"),  # not certainly a code
        (400.0, 0.01, "no_drift"),  # unfamiliar
    ],
)
def test_a_new_code_needs_no_adjustment_for_other_columns(decide_tables, code, share, finding):
    before = {f"x{place}": 40.0 + normal(1000, place) for place in range(20)}
    after = {f"x{place}": 40.0 + normal(300, place) for place in range(20)}
    after["x3"] = with_rows(after["x3"], share, code)
    decision = decide_tables(before, after)
    assert decision.finding == finding
    (named,) = [sentence for sentence in decision.reasons if sentence.startswith("x3: ")]
    assert f"{code:.0f} in " in named


def test_a_code_that_the_baseline_has_is_adjusted(decide_tables):
    before = {f"x{place}": normal(1000, place) for place in range(20)}
    after = {f"x{place}": normal(300, place) for place in range(20)}
    before["x3"][0] = -999.0
    after["x3"] = with_rows(after["x3"], 0.01, -999.0)
    assert decide_tables(before, after).finding == "no_drift"


def test_a_value_that_stays_is_named_with_its_rows(decide_tables):
    before, after = normal(2000), normal(300, 1)
    after[-40:] = after[-41]
    (sentence,) = decide_tables({"x": before}, {"x": after}).reasons
    value = f"{after[-1]:.6g}"
    assert f"41 consecutive rows have the value {value} (baseline: at most 1; p" in sentence


def test_a_code_in_row_after_row_is_named_once(decide_tables):
    before, after = normal(2000), normal(300, 1)
    after[-40:] = -999.0
    (sentence,) = decide_tables({"x": before}, {"x": after}).reasons
    assert "stays the same" not in sentence
    assert "looks like a code for a missing value" in sentence


def test_codes_that_both_files_have_are_no_reason(reasons, reason):
    before, after = with_rows(normal(1000), 0.05, -999.0), with_rows(normal(300, 1), 0.05, -999.0)
    assert reasons(before, after) == ["no drift detected"]
    moved = with_rows(normal(300, 1) + 5.0, 0.05, -999.0)
    assert reason(before, moved).startswith("x: median rose from ")


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (
            normal(1000),
            normal(300, 1).round(),
            "x: precision was lost: values with no decimals rose from 0% to 100%",
        ),
        (AMOUNTS[0], AMOUNTS[1].round(1), "x: precision was lost: values with 1 decimal rose from "),
        (
            AMOUNTS[0],
            with_rows(AMOUNTS[1], 0.5, AMOUNTS[1].round()),
            "x: precision was lost: values with no dec",
        ),
        (
            normal(1000).round(),
            normal(300, 1),
            "x: precision rose: values with more than 6 decimals rose from 0%",
        ),
    ],
)
def test_lost_decimals_are_named(reason, before, after, words):
    assert reason(before, after).startswith(words)


@pytest.mark.parametrize(("unit", "named"), [(10.0, "10"), (100.0, "100"), (1000.0, "1,000")])
def test_rounded_whole_numbers_are_named(reason, unit, named):
    before, after = 1000.0 * normal(1000), 1000.0 * normal(300, 1)
    sentence = reason(before.round(), (after / unit).round() * unit)
    assert sentence.startswith(f"x: precision was lost: multiples of {named} rose from ")
    sentence = reason((before / unit).round() * unit, after.round())
    assert sentence.startswith(f"x: precision rose: multiples of {named} fell from 100% to ")


def test_six_digits_of_larger_numbers_lose_no_precision(reasons, reason):
    rng = np.random.default_rng(8)
    before, after = (
        np.array([float(f"{value:.6g}") for value in rng.lognormal(0, 2, rows)]) for rows in (1000, 300)
    )
    larger = np.array([float(f"{100 * value:.6g}") for value in after])
    assert "precision" not in reason(before, larger)
    assert reasons(before, after) == ["no drift detected"]


@pytest.mark.parametrize(("ratio", "seed"), [(1.5, 1), (1.8, 2), (0.6, 3)])
def test_another_spread_is_no_move(reason, ratio, seed):
    sentence = reason(normal(1000), 100.0 + ratio * (normal(300, seed) - 100.0))
    assert sentence.startswith(f"x: spread {'rose' if ratio > 1 else 'fell'} from 10")
    assert "mean" not in sentence


@pytest.mark.parametrize("outlier", [1e6, 1e9, -1e12])
@pytest.mark.parametrize("shift", [20.0, -20.0])
def test_an_outlier_neither_hides_a_move_nor_is_one(reasons, reason, outlier, shift):
    before = normal(1000)
    before[0] = outlier
    direction = "rose" if shift > 0 else "fell"
    sentence = reason(before, normal(300, 1) + shift)
    assert sentence.startswith(f"x: median {direction} from ")
    assert "robust standard deviations" in sentence
    assert reasons(before, normal(300, 1)) == ["no drift detected"]
    after = normal(300, 1)
    after[0] = outlier
    assert reasons(normal(1000), after) == ["no drift detected"]
