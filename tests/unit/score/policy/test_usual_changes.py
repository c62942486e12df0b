"""What is usual for one effect hides no other: a new category among shares that vary, a code among values."""

from datetime import UTC, datetime

import numpy as np
import pytest

from functions.score.policy import Standing, Variation
from functions.score.statistics.directions import Move
from functions.score.statistics.effects import EffectKey
from functions.score.statistics.evidence import (
    BEYOND_RANGE,
    CODE,
    EXCESS_DISTANCE,
    EXCESS_VARIATION,
    FAR_OUTSIDE,
    NEW_CATEGORY,
    ONE_VALUE,
)
from functions.score.statistics.usual import Usual

LETTERS = ["a"] * 400 + ["b"] * 300 + ["c"] * 300
READINGS = np.random.default_rng(5).normal(20, 3, 2000).round(1)


@pytest.fixture
def decide_usually(decide_tables):
    """Return a function that decides on a column x, of which some effects are usual up to 0.3."""

    def decide(before, after, kind, *names):
        usual = Usual(20, differ=True, limits={EffectKey("x", name): 0.3 for name in names})
        return decide_tables({"x": before}, {"x": after}, {"x": kind}, variation=Variation(usual, "days"))

    return decide


def test_a_new_category_counts_where_shares_vary(decide_usually):
    decision = decide_usually(LETTERS, LETTERS[::2] + ["d"] * 30, "categorical", EXCESS_VARIATION)
    assert decision.drifted
    assert decision.columns["x"].changes[0].effect.name == NEW_CATEGORY
    assert decision.reasons == ["x: 'd' rose from 0% to 5.7% (p < 0.001)"]


def test_new_categories_may_be_usual_too(decide_usually):
    usual = EXCESS_VARIATION, NEW_CATEGORY
    assert not decide_usually(LETTERS, LETTERS[::2] + ["d"] * 30, "categorical", *usual).drifted


def test_one_of_two_new_categories_is_enough(decide_usually):
    decision = decide_usually(LETTERS, LETTERS + ["d"] * 40 + ["e"] * 10, "categorical", EXCESS_VARIATION)
    assert decision.columns["x"].effect == pytest.approx(40 / 1050)


def test_a_code_counts_where_other_values_come_and_go(decide_usually):
    after = READINGS[:600].copy()
    after[:6] = -999.0
    usual = ONE_VALUE, BEYOND_RANGE, FAR_OUTSIDE
    decision = decide_usually(READINGS, after, "numeric", *usual)
    assert decision.drifted
    assert decision.columns["x"].changes[0].effect.name == CODE
    assert decision.reasons[0].startswith("x: the share of value -999 rose from 0% to 1%")
    assert not decide_usually(READINGS, after, "numeric", *usual, CODE).drifted


def test_a_factor_has_its_size_in_the_unit_of_what_is_usual(decide_usually):
    sizes = np.random.default_rng(1).lognormal(3, 0.5, 900)
    usual = EXCESS_DISTANCE, BEYOND_RANGE, FAR_OUTSIDE
    (reason, *_) = decide_usually(sizes, 1.5 * sizes[::3], "numeric", *usual).reasons
    assert reason.startswith("x: values rose by about ")
    assert " standard deviations; usual: up to 0.30 standard deviations; p < 0.001)" in reason


def test_how_many_values_a_level_puts_outside_the_range_is_no_news_while_it_stays():
    level, outside = (Move(EffectKey("x", name)) for name in (EXCESS_DISTANCE, BEYOND_RANGE))
    time = datetime(2026, 11, 1, tzinfo=UTC)
    usual = Usual(20, differ=True, limits={})
    stays = Variation(usual, "days", {level: Standing(2.0, time), outside: Standing(0.02, time)})
    assert stays.since(level, 2.1) == stays.since(outside, 0.3) == time
    assert stays.since(Move(EffectKey("y", BEYOND_RANGE)), 0.3) is None
    assert stays.since(level, 9.0) is None
    assert Variation(usual, "days", {outside: Standing(0.02, time)}).since(outside, 0.3) is None
