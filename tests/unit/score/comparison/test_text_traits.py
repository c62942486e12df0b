"""The simple traits of two files' texts: what is tested, shown and noted."""

import pytest

from functions.score.comparison.text_traits import MOST_WEIGHT, WEIGHT, compare_traits
from functions.score.encoder import Unread
from functions.score.statistics import evidence
from functions.score.texts.traits import Traits

PLAIN = [f"This text ends as it should: number {row}." for row in range(40)]


def traits(texts, unknown=""):
    return Traits.of(texts, [Unread(unknown)] * len(texts))


def compared(before, after, *, model="all-MiniLM-L6-v2", show_values=True):
    return compare_traits(before, after, model=model, show_values=show_values)


def by_effect(result):
    return {one.effects[0].name: (one.effects[0].value, one.tests[0].p_value) for one in result.hypotheses}


def test_traits_that_no_text_has_are_not_tested():
    result = compared(traits(PLAIN), traits(PLAIN[:20]))
    assert by_effect(result).keys() == {evidence.LONGER, evidence.LANGUAGE}
    assert result.notes == ()


def test_all_traits_together_have_little_weight():
    before = traits([*PLAIN, "lower", "UPPER", "cafÃ©"], "😡")
    result = compared(before, traits(PLAIN, "😍"))
    assert {one.weight for one in result.hypotheses} == {WEIGHT}
    assert len(result.hypotheses) * WEIGHT == pytest.approx(MOST_WEIGHT)


def test_a_trait_has_the_shares_of_both_files_in_the_summaries():
    result = compared(traits(PLAIN), traits([text.lower() for text in PLAIN]))
    value, p_value = by_effect(result)[evidence.LOWER_CASE]
    assert (value, p_value < 1e-20) == (1.0, True)
    assert [summary["lower_case"] for summary in result.summaries] == [0.0, 1.0]


def test_the_character_with_the_largest_change_is_named():
    result = compared(traits(PLAIN, "😍\ufe0f"), traits(PLAIN, "😡"))
    assert result.summaries[1]["unknown_character"] == "😡"
    hidden = compared(traits(PLAIN, "😍"), traits(PLAIN, "😡"), show_values=False)
    assert hidden.summaries[1]["unknown_character"] == ""


def test_private_rows_are_not_quoted():
    result = compared(traits(PLAIN, "😍"), traits(["cafÃ©"] * 20, "😡"), show_values=False)
    shown = f"{result.summaries} {result.notes}"
    assert not any(character in shown for character in "😍😡Ã")


def test_many_unknown_words_are_noted_with_advice():
    (note,) = compared(traits(PLAIN), traits(PLAIN, "😡")).notes
    assert note == (
        "100% of texts (baseline: 0%) have words that the model all-MiniLM-L6-v2 does not know, such as '😡'"
        "; of these only the characters were compared; consider a multilingual model: "
        "paraphrase-multilingual-MiniLM-L12-v2"
    )
    (note,) = compared(traits(PLAIN), traits(PLAIN, "😡"), model="a-multilingual-one").notes
    assert "consider" not in note


def test_few_unknown_words_are_no_note():
    few = Traits.of(PLAIN, [Unread("😡")] * 3 + [Unread()] * 37)
    assert compared(traits(PLAIN), few).notes == ()
