import numpy as np
import pytest

from functions.score.encoder.batches import TokenizedTexts


def tokenized(*texts):
    ids = np.array([token for text in texts for token in text], dtype=np.int32)
    return TokenizedTexts(ids, np.array([len(text) for text in texts], dtype=np.int32))


@pytest.mark.parametrize("budget", [1, 7, 64, 10_000])
def test_batches_hold_every_row_once_within_the_budget(budget):
    lengths = np.random.default_rng(2).integers(1, 30, 200)
    texts = tokenized(*([7] * length for length in lengths))
    batches = list(texts.batches(budget))
    assert sorted(np.concatenate(batches)) == list(range(200))
    assert all(len(rows) == 1 or len(rows) * lengths[rows].max() <= budget for rows in batches)
    longest = [lengths[rows].max() for rows in batches]
    assert longest == sorted(longest, reverse=True)


def test_batches_are_full():
    texts = tokenized(*([1] * 4 for _ in range(10)))
    assert [len(rows) for rows in texts.batches(17)] == [4, 4, 2]


def test_padding_is_on_the_right():
    texts = tokenized([1, 2, 3], [4], [5, 6])
    padded = texts.padded(np.array([2, 0, 1]), padding=9)
    assert padded.tolist() == [[5, 6, 9], [1, 2, 3], [4, 9, 9]]
    assert padded.dtype == np.int32
    assert texts.padded(np.array([1]), padding=9).tolist() == [[4]]
