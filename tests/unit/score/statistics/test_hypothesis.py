"""Bonferroni within a column; each effect has the p-value of its own hypothesis."""

import pytest

from functions.score.statistics.evidence import Effect
from functions.score.statistics.evidence import Test as Tested  # pytest would collect a class named Test
from functions.score.statistics.hypothesis import Hypothesis, column_evidence

NOTHING = ({}, {})


def results(*p_values):
    return tuple(Tested(f"test {p_value}", 0.0, p_value) for p_value in p_values)


def evidence(*hypotheses, **more):
    return column_evidence("c", "numeric", hypotheses, NOTHING, **more)


def test_the_column_p_value_is_corrected_for_all_tests():
    assert evidence(Hypothesis(results(0.01, 0.5))).p_value == 0.02
    assert evidence(Hypothesis(results(0.7)), Hypothesis(results(0.8))).p_value == 1.0
    assert (
        evidence(Hypothesis(results(0.01, 0.5, 0.6), combined=0.02), Hypothesis(results(0.4))).p_value == 0.04
    )


def test_weights_share_out_the_column_s_alpha():
    mostly = Hypothesis(results(0.02), (Effect("moved", 1.0),), weight=3.0)
    rarely = Hypothesis(results(0.01), (Effect("missing", 0.1),))
    column = evidence(mostly, rarely)
    assert [effect.p_value for effect in column.effects] == pytest.approx([0.02 * 4 / 3, 0.04])
    assert column.p_value == pytest.approx(0.02 * 4 / 3)
    assert evidence(mostly).p_value == 0.02  # alone it may spend everything
    assert evidence(mostly, Hypothesis((), (Effect("untested", 0.0),), weight=9.0)).p_value == 0.02


def test_each_effect_has_the_p_value_of_its_own_hypothesis():
    column = evidence(
        Hypothesis(results(0.2, 0.3), (Effect("moved", 1.0), Effect("wider", 2.0))),
        Hypothesis(results(0.001), (Effect("missing", 0.1),)),
        Hypothesis((), (Effect("untested", 0.0),)),
    )
    assert [effect.p_value for effect in column.effects] == [0.6000000000000001] * 2 + [0.003, None]
    assert column.p_value == 0.003
    assert column.unsized_p_value is None


def test_the_p_value_of_a_change_without_size_is_separate():
    column = evidence(
        Hypothesis(results(0.01), combined=0.02), Hypothesis(results(0.5), (Effect("missing", 0.1),))
    )
    assert column.unsized_p_value == 0.04
    assert evidence(Hypothesis()).unsized_p_value is None


def test_the_reason_is_reported_only_without_a_test():
    assert evidence(not_tested="nothing there").not_tested == "nothing there"
    assert evidence(Hypothesis(results(0.5)), not_tested="nothing there").not_tested is None


def test_a_column_has_its_own_notes_and_those_of_its_effects():
    new = Effect("categories", 0.1, notes=("1 new category",))
    column = evidence(Hypothesis(results(0.5), (new,)), notes=("hours not tested",))
    assert column.notes == ("hours not tested", "1 new category")
    assert column.effects[0].notes == ("1 new category",)
