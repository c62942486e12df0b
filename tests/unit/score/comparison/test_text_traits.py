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
    assert by_effect(result).keys() == {evidence.LONGER}
    assert result.notes == ()


def test_all_traits_together_have_little_weight():
    before = traits([*PLAIN, *["lower"] * 5, "cafÃ©", "das ist nicht gut"], "😡")
    result = compared(before, traits(PLAIN, "😍"))
    assert {one.weight for one in result.hypotheses} == {WEIGHT}
    assert len(result.hypotheses) * WEIGHT == pytest.approx(MOST_WEIGHT)


def test_a_trait_has_the_shares_of_both_files_in_the_summaries():
    result = compared(traits(PLAIN), traits([text.lower() for text in PLAIN]))
    value, p_value = by_effect(result)[evidence.LETTER_CASE]
    assert (value, p_value < 1e-20) == (1.0, True)
    assert [summary["letter_case_share"] for summary in result.summaries] == [0.0, 1.0]


@pytest.mark.parametrize(
    ("write", "case"),
    [(str.lower, "lower case"), (str.upper, "upper case"), (str.title, "title case")],
)
def test_the_letter_case_that_changed_is_named(write, case):
    changed = compared(traits(PLAIN), traits([write(text) for text in PLAIN]))
    assert changed.summaries[1]["letter_case"] == case


def test_the_main_language_never_changes_alone():
    german = ["Das ist nicht sehr gut und auch zu klein."] * 3
    fewer_others = compared(traits([*PLAIN, *german]), traits(PLAIN))
    assert fewer_others.summaries[1]["language"] == "German"
    no_language = compared(traits([*PLAIN, *["late parcel"] * 30]), traits(PLAIN))
    assert evidence.LANGUAGE not in by_effect(no_language)


def test_one_text_that_replaces_the_others_is_named():
    result = compared(traits(PLAIN), traits(["No answer."] * 40))
    value, p_value = by_effect(result)[evidence.REPEATED_TEXT]
    assert (value, p_value < 1e-15) == (1.0, True)
    assert result.summaries[1]["repeated_text"] == "No answer."
    assert result.summaries[1]["different_of_max_characters"] == 1 / 40


def test_the_character_with_the_largest_change_is_named():
    result = compared(traits(PLAIN, "😍\ufe0f"), traits(PLAIN, "😡"))
    assert result.summaries[1]["unknown_character"] == "😡"
    hidden = compared(traits(PLAIN, "😍"), traits(PLAIN, "😡"), show_values=False)
    assert hidden.summaries[1]["unknown_character"] == ""


def test_private_rows_are_not_quoted():
    result = compared(traits(PLAIN, "😍"), traits(["cafÃ©"] * 20, "😡"), show_values=False)
    shown = f"{result.summaries} {result.notes}"
    assert not any(character in shown for character in "😍😡Ãé")


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
