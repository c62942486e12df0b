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
        self.requested = []

    def encode(self, texts, *, progress=None):
        self.requested += texts
        return super().encode(texts, progress=progress)


@pytest.fixture
def encoder():
    return Recording()


@pytest.fixture
def embed(encoder):
    embedder = Embedder(lambda: encoder)

    def run(*texts, embedded=()):
        chosen = batch.texts(Batch(pd.DataFrame({"text": texts}), "drifts/a.csv"), "text")
        return embedder.embed("drift text", chosen, [part.read for part in embedded])

    return run


def expected(texts):
    return np.stack([HashingEncoder().encode([text])[0] for text in texts])


def test_a_repeated_text_is_embedded_once(embed, encoder):
    column = embed("a cat", "a dog", "a cat", None, "a cat", "a cow")
    assert encoder.requested == ["a cat", "a dog", "a cow"]
    assert column.texts == ["a cat", "a dog", "a cat", "a cat", "a cow"]
    assert column.rows == [0, 1, 2, 4, 5]
    np.testing.assert_array_equal(column.embeddings, expected(column.texts))


def test_texts_of_the_baseline_are_not_embedded_again(embed, encoder):
    baseline = embed("a cat", "a dog", "a cat", "a hen")
    encoder.requested.clear()
    column = embed("a hen", "a cow", "a cat", "a cow", embedded=[baseline])
    assert encoder.requested == ["a cow"]
    np.testing.assert_array_equal(column.embeddings, expected(column.texts))


def test_a_file_with_only_texts_of_the_baseline_embeds_nothing(embed, encoder):
    baseline = embed("a cat", "a dog")
    encoder.requested.clear()
    np.testing.assert_array_equal(
        embed("a dog", "a dog", embedded=[baseline]).embeddings, expected(["a dog"] * 2)
    )
    assert encoder.requested == []


def test_texts_that_differ_in_a_running_number_are_embedded_once_and_kept_as_written(embed, encoder):
    column = embed("order #1001: late", "order #1002: late")
    assert encoder.requested == ["order #0: late"]
    assert column.texts == ["order #1001: late", "order #1002: late"]
    np.testing.assert_array_equal(column.embeddings, expected(["order #0: late"] * 2))
