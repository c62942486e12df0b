"""The engine on torch, with a stand-in for its library: long texts in windows, and what is unread.

The real library is compared with the default engine by `tests/functional/test_encoder_fidelity.py`.
"""

import sys
import types

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from functions.score.encoder.sentence_transformers_engine import SentenceTransformersEncoder

LETTERS = "abcdefghijklmnop"


class Library:
    """Counts letters, of which it reads five; "[UNK]" is its word 0."""

    max_seq_length = 5

    def __init__(self, *_, **__):
        fast = Tokenizer(
            WordLevel({word: row for row, word in enumerate(["[UNK]", *LETTERS])}, unk_token="[UNK]")
        )
        fast.pre_tokenizer = Whitespace()
        self.tokenizer = types.SimpleNamespace(backend_tokenizer=fast, unk_token_id=0)
        self.requested = []

    def encode(self, texts, **_):
        self.requested += texts
        vectors = np.array(
            [[text.split()[:5].count(letter) for letter in LETTERS] for text in texts], dtype=float
        )
        vectors[:, 0] += ~vectors.any(axis=1)
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


class Slow(Library):
    """Has a tokenizer that cannot tell where its tokens are."""

    def __init__(self, *_, **__):
        super().__init__()
        self.tokenizer = types.SimpleNamespace(unk_token_id=0)


@pytest.fixture
def open_with(monkeypatch, tmp_path):
    def run(library):
        stand_in = types.ModuleType("sentence_transformers")
        stand_in.SentenceTransformer = library
        monkeypatch.setitem(sys.modules, "sentence_transformers", stand_in)
        files = types.SimpleNamespace(
            name="a model", directory=tmp_path, fetch=None, fingerprint=lambda _: "sha256:" + "0" * 64
        )
        return SentenceTransformersEncoder(files)

    return run


def test_a_long_text_is_read_in_windows(open_with):
    encoder = open_with(Library)
    vectors = encoder.encode(["a b", "a a a a a b b b b b"])
    np.testing.assert_allclose(vectors[:, :2], np.full((2, 2), np.sqrt(0.5)), atol=1e-6)
    assert encoder._library.requested[1:] == ["a b", "a a a a a", "b b b b b"]


def test_progress_adds_up_to_the_texts(open_with):
    reports = []
    open_with(Library).encode(["a b", "a a a a a b b b b b", "c"], progress=reports.append)
    assert sum(reports) == 3


def test_unknown_words_are_unread(open_with):
    assert open_with(Library).unread(["a b", "a 😡"]) == [("", 0), ("😡", 0)]


def test_without_a_fast_tokenizer_only_the_beginning_is_read(open_with):
    encoder = open_with(Slow)
    vectors = encoder.encode(["a a a a a b b b b b"])
    assert vectors[0, 1] == 0
    assert encoder.unread(["a 😡"]) == [("", 0)]
