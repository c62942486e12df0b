"""Texts beyond the model's limit: which parts are read, and what of them makes the text's vector."""

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace
from tokenizers.processors import TemplateProcessing

from functions.score.encoder.unread import READ, Unread, unknown_token, unread_parts
from functions.score.encoder.windows import MOST_WINDOWS, Reading, Window, windows

WORDS = ["[UNK]", "[CLS]", "[SEP]", *"abcdefghijklmnopqrstuvwxyz"]


@pytest.fixture
def tokenizer():
    """Return a tokenizer of single letters that reads five at once, between two tokens of its own."""
    made = Tokenizer(WordLevel({word: place for place, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.pre_tokenizer = Whitespace()
    made.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 1), ("[SEP]", 2)]
    )
    made.enable_truncation(7)
    return made


def letters(count):
    return " ".join("abcdefghijklmnopqrstuvwxyz"[place % 26] for place in range(count))


def test_a_text_within_the_limit_is_one_window(tokenizer):
    assert windows(tokenizer, "a b c d e") == [Window("a b c d e", 5)]
    assert windows(tokenizer, "") == [Window("", 1)]


def test_a_longer_text_is_cut_into_parts(tokenizer):
    assert windows(tokenizer, "a b c d e f  g") == [Window("a b c d e", 5), Window("f  g", 2)]


def test_of_a_very_long_text_windows_at_equal_distances_are_read(tokenizer):
    read = windows(tokenizer, letters(5 * 10))
    assert len(read) == MOST_WINDOWS
    assert [window.text[0] for window in read] == ["a", "p", "e", "t"]  # of ten windows: 0, 3, 6, 9


def test_equal_parts_are_read_once():
    reading = Reading.of(
        ["short", "long 1", "long 2"], {1: [Window("same", 5), Window("x", 2)], 2: [Window("same", 5)]}
    )
    assert reading.parts == ["short", "same", "x"]
    assert reading.places == [[0], [1, 2], [1]]


def test_the_vector_of_a_text_is_the_mean_of_its_windows_weighted_by_tokens():
    reading = Reading.of(["short", "long"], {1: [Window("a", 3), Window("b", 4)]})
    parts = np.eye(3, dtype=np.float32)
    np.testing.assert_allclose(reading.embeddings(parts), [[1, 0, 0], [0, 0.6, 0.8]], atol=1e-7)


def test_windows_that_cancel_leave_the_first_one():
    reading = Reading.of(["long"], {0: [Window("a", 1), Window("b", 1)]})
    parts = np.array([[1, 0], [-1, 0]], dtype=np.float32)
    np.testing.assert_array_equal(reading.embeddings(parts), [[1, 0]])


def test_progress_is_that_of_texts():
    reports = []
    reading = Reading.of(["short", "long"], {1: [Window("a", 1), Window("b", 1), Window("c", 1)]})
    advance = reading.progress(reports.append)
    for _ in reading.parts:
        advance(1)
    assert reports == [1, 1]
    assert reading.progress(None) is None


def test_unknown_words_and_tokens_in_no_window_are_unread(tokenizer):
    texts = ["a b", "a 😡 b 👎👎", letters(60), "\ud800"]
    assert unread_parts(tokenizer, 0, texts) == [
        READ, Unread("😡👎👎"), Unread(beyond=5 * (12 - MOST_WINDOWS)), Unread("\ufffd")
    ]  # fmt: skip
    assert unread_parts(tokenizer, None, ["😡"]) == [READ]
    assert unread_parts(tokenizer, 0, []) == []


def test_the_unknown_token_is_found_in_every_kind_of_tokenizer():
    assert unknown_token({"model": {"unk_token": "[UNK]", "vocab": {}}}) == "[UNK]"
    assert unknown_token({"model": {"unk_id": 1, "vocab": [["<s>", 0.0], ["<unk>", 0.0]]}}) == "<unk>"
    assert unknown_token({"model": {"unk_token": None, "vocab": {}}}) is None
