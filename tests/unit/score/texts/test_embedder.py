"""No text is embedded twice."""

import numpy as np
import pandas as pd
import pytest

from functions.score import batch
from functions.score.batch import Batch
from functions.score.encoder.hashing import HashingEncoder
from functions.score.texts.embedder import Embedder


class Recording(HashingEncoder):
    def __init__(self):
        super().__init__()
        self.asked = []

    def encode(self, texts, *, progress=None):
        self.asked += texts
        return super().encode(texts, progress=progress)


@pytest.fixture
def encoder():
    return Recording()


@pytest.fixture
def embed(encoder):
    embedder = Embedder(lambda: encoder)

    def of(*texts, known=()):
        chosen = batch.texts(Batch(pd.DataFrame({"text": texts}), "drifts/a.csv"), "text")
        return embedder.embed("drift text", chosen, known)

    return of


def expected(texts):
    return np.stack([HashingEncoder().encode([text])[0] for text in texts])


def test_a_repeated_text_is_embedded_once(embed, encoder):
    found = embed("a cat", "a dog", "a cat", None, "a cat", "a cow")
    assert encoder.asked == ["a cat", "a dog", "a cow"]
    assert found.texts == ["a cat", "a dog", "a cat", "a cat", "a cow"]
    assert found.rows == [0, 1, 2, 4, 5]
    np.testing.assert_array_equal(found.embeddings, expected(found.texts))


def test_what_the_baseline_holds_is_not_embedded_again(embed, encoder):
    baseline = embed("a cat", "a dog", "a cat", "a hen")
    encoder.asked.clear()
    found = embed("a hen", "a cow", "a cat", "a cow", known=[baseline])
    assert encoder.asked == ["a cow"]
    np.testing.assert_array_equal(found.embeddings, expected(found.texts))


def test_a_file_of_known_texts_asks_for_nothing(embed, encoder):
    baseline = embed("a cat", "a dog")
    encoder.asked.clear()
    np.testing.assert_array_equal(
        embed("a dog", "a dog", known=[baseline]).embeddings, expected(["a dog"] * 2)
    )
    assert encoder.asked == []
