import pytest

from functions.score.statistics.explanation import terms
from functions.score.statistics.explanation.tokens import MAX_CHARACTERS, joined, tokens
from functions.score.statistics.explanation.word_stream import WordStream


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Cat's user_id: 3.14!", ["the", "cat", "user_id", "3", "14"]),
        ("don't 'quote' O'Neill's l'eau ''x''", ["don't", "quote", "o'neill", "l'eau", "x"]),
        ("Straße, ÉTÉ e\u0301te\u0301", ["straße", "été", "été"]),
        ("company\u2019s \u2018word\u2019 don\u2019t é", ["company", "word", "don't", "é"]),
        ("हिन्दी में लिखना", ["हिन्दी", "में", "लिखना"]),
        ("שָׁלוֹם עולם، مرحبا", ["שָׁלוֹם", "עולם", "مرحبا"]),
        ("人工智能。コンピュータの", ["人", "工", "智", "能", "コンピュータ", "の"]),
        ("\uff21\uff22\uff23 안녕 세상", ["abc", "안녕", "세상"]),
        ("ok 👍🏽 👩\u200d💻 ❤️ 🇩🇪🇫🇷", ["ok", "👍🏽", "👩\u200d💻", "❤️", "🇩🇪", "🇫🇷"]),
        ("\ud800 lone \udc00x", ["lone", "x"]),
        ("", []),
        ("?!... --- \t\n", []),
    ],
)  # fmt: skip
def test_words_in_any_language(text, expected):
    assert tokens(text) == [word.replace("e\u0301", "é") for word in expected]


def test_only_the_beginning_is_used():
    assert tokens("a " * MAX_CHARACTERS) == ["a"] * (MAX_CHARACTERS // 2)
    assert tokens("\ufdfa" * 10**5)  # NFKC expands this character to eighteen


@pytest.mark.parametrize(
    ("words", "text"),
    [(["prime", "minister"], "prime minister"), (["人", "工", "智"], "人工智"), (["a", "人"], "a 人")],
)
def test_words_are_joined_as_their_script_requires(words, text):
    assert joined(words) == text


def terms_of(texts):
    return terms.terms_of(WordStream.of(texts))


def test_a_term_counts_once_per_row_and_phrases_do_not_cross_rows():
    counted = terms_of(["big cat " * 50, "big cat", "big cat", "cat big", "dog"])
    names = [counted.phrase([part for part in pair if part >= 0]) for pair in counted.parts.tolist()]
    rows = {name: counted.rows_with(term).tolist() for term, name in enumerate(names)}
    assert rows == {"big": [0, 1, 2, 3], "cat": [0, 1, 2, 3]}  # "big cat" is in three rows, one too few
    counted = terms_of(["big cat"] * 4 + ["cat"])
    assert counted.rows_with(2).tolist() == counted.rows_with_words([0, 1]).tolist() == [0, 1, 2, 3]
    assert not len(counted.rows_with_words([1, 0]))


@pytest.mark.parametrize("texts", [[], [""], ["!", "?"], ["once"], ["\ud800"] * 9, ["x" * 10**5] * 9])
def test_texts_without_frequent_words_have_no_terms(texts):
    counted = terms_of(texts)
    assert counted.parts.shape == (0, 2)
    assert counted.rows == len(texts)
