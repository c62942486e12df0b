"""A change of a trait in words: direction, both values, and what it looks like."""

import pytest

from functions.score.policy.decision import Change
from functions.score.policy.trait_wording import trait
from functions.score.statistics import evidence
from functions.score.statistics.evidence import ColumnEvidence, Effect

CASES = [
    (
        evidence.LETTER_CASE,
        {"letter_case_share": 0.0, "letter_case": "title case"},
        {"letter_case_share": 1.0, "letter_case": "title case"},
        "texts all in title case rose from 0% to 100%",
        [],
    ),
    (
        evidence.REPEATED_TEXT,
        {"repeated_text_share": 0.1, "repeated_text": "ok"},
        {"repeated_text_share": 0.3, "repeated_text": "ok"},
        "the text 'ok' rose from 10% to 30% of the texts",
        [],
    ),
    (
        evidence.REPEATED_TEXT,
        {"repeated_text_share": 0.3, "repeated_text": ""},
        {"repeated_text_share": 0.1, "repeated_text": ""},
        "one repeated text fell from 30% to 10% of the texts",
        [],
    ),
    (
        evidence.BROKEN,
        {"broken": 0.0},
        {"broken": 0.1, "broken_characters": "Ã©"},
        "texts with broken characters rose from 0% to 10%",
        ["such as 'Ã©'"],
    ),
    (
        evidence.BROKEN,
        {"broken": 0.0},
        {"broken": 0.1},
        "texts with broken characters rose from 0% to 10%",
        [],
    ),
    (
        evidence.LANGUAGE,
        {"language_share": 0.0, "language": "German"},
        {"language_share": 0.1, "language": "German"},
        "texts in German rose from 0% to 10%",
        [],
    ),
    (
        evidence.UNKNOWN,
        {"unknown": 0.1},
        {"unknown": 0.4},
        "texts with words that the model does not know rose from 10% to 40%",
        [],
    ),
    (
        evidence.UNKNOWN,
        {"unknown": 0.1},
        {"unknown": 0.4, "unknown_character": "😡"},
        "texts with '😡', unknown to the model, rose from 10% to 40%",
        [],
    ),
    (
        evidence.UNKNOWN,
        {"unknown": 0.1},
        {"unknown": 0.4, "unknown_character": ""},
        "texts with a character unknown to the model rose from 10% to 40%",
        [],
    ),
    (
        evidence.LONGER,
        {"max_characters": 80},
        {"max_characters": 20, "of_max_characters": 0.9, "different_of_max_characters": 0.01},
        "no text is longer than 20 characters",
        ["95% of the baseline's are"],
    ),
    (
        evidence.LONGER,
        {"max_characters": 80},
        {"max_characters": 20, "of_max_characters": 0.9, "different_of_max_characters": 0.8},
        "texts are cut at 20 characters, the length of 90% of them",
        ["95% of the baseline's texts are longer"],
    ),
    (
        evidence.LONGER,
        {"max_characters": 80},
        {"max_characters": 20, "of_max_characters": 0.01, "different_of_max_characters": 1.0},
        "no text is longer than 20 characters",
        ["95% of the baseline's are"],
    ),
]


@pytest.mark.parametrize(("effect", "before", "after", "clause", "details"), CASES)
def test_a_trait_in_words(effect, before, after, clause, details):
    column = ColumnEvidence("comment", "text", before=before, after=after)
    assert trait(column, Change(Effect(effect, 0.95), 0.02, 0.001)) == (clause, details)


def test_every_trait_has_words():
    assert {effect for effect, *_ in CASES} | {evidence.UNFINISHED} == evidence.TRAITS
