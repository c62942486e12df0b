"""Bonferroni inside a column, and to each effect the p-value of what it measures."""

from functions.score.statistics.evidence import Effect
from functions.score.statistics.evidence import Test as Tested  # pytest collects what is called Test
from functions.score.statistics.hypothesis import Hypothesis, column_evidence

NOTHING = ({}, {})


def results(*p_values):
    return tuple(Tested(f"test {p_value}", 0.0, p_value) for p_value in p_values)


def of(*hypotheses, **more):
    return column_evidence("c", "numeric", hypotheses, NOTHING, **more)


def test_a_column_pays_for_every_test():
    assert of(Hypothesis(results(0.01, 0.5))).p_value == 0.02
    assert of(Hypothesis(results(0.7)), Hypothesis(results(0.8))).p_value == 1.0
    assert of(Hypothesis(results(0.01, 0.5, 0.6), combined=0.02), Hypothesis(results(0.4))).p_value == 0.04


def test_each_effect_has_the_p_value_of_its_own_hypothesis():
    found = of(
        Hypothesis(results(0.2, 0.3), (Effect("moved", 1.0), Effect("wider", 2.0))),
        Hypothesis(results(0.001), (Effect("missing", 0.1),)),
        Hypothesis((), (Effect("untested", 0.0),)),
    )
    assert [effect.p_value for effect in found.effects] == [0.6000000000000001] * 2 + [0.003, None]
    assert found.p_value == 0.003
    assert found.unsized_p_value is None


def test_what_is_tested_and_has_no_size_is_kept_apart():
    found = of(Hypothesis(results(0.01), combined=0.02), Hypothesis(results(0.5), (Effect("missing", 0.1),)))
    assert found.unsized_p_value == 0.04
    assert of(Hypothesis()).unsized_p_value is None


def test_a_reason_for_not_testing_is_given_where_nothing_is_results():
    assert of(not_tested="nothing there").not_tested == "nothing there"
    assert of(Hypothesis(results(0.5)), not_tested="nothing there").not_tested is None


def test_a_column_has_its_own_notes_and_those_of_its_effects():
    new = Effect("categories", 0.1, notes=("1 category is new",))
    column = of(Hypothesis(results(0.5), (new,)), notes=("hours not tested",))
    assert column.notes == ("hours not tested", "1 category is new")
    assert column.effects[0].notes == ("1 category is new",)
