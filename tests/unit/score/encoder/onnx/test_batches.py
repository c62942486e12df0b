"""Texts are grouped into full batches, or into equally many for each thread."""

import numpy as np
import pytest

from functions.score.encoder.onnx.batches import MAX_BALANCED, TokenizedTexts


def tokenized(*texts):
    ids = np.array([token for text in texts for token in text], dtype=np.int32)
    return TokenizedTexts(ids, np.array([len(text) for text in texts], dtype=np.int32))


@pytest.mark.parametrize("budget", [1, 7, 64, 10_000])
def test_batches_contain_every_row_once_within_the_budget(budget):
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


@pytest.mark.parametrize("count", [1, 3, 20, 50, 100, 200])
@pytest.mark.parametrize("threads", [1, 2, 3, 8])
def test_few_batches_are_balanced_between_threads(count, threads):
    lengths = np.random.default_rng(3).integers(5, 30, count)
    texts = tokenized(*([7] * length for length in lengths))
    batches = texts.balanced_batches(threads, 64, 256)
    assert sorted(np.concatenate(batches)) == list(range(count))
    budgets = [len(rows) * int(lengths[rows].max()) for rows in batches]
    assert max(budgets) <= 256
    fewest = len(list(texts.batches(64)))
    as_many = -(-len(list(texts.batches(256))) // threads) * threads
    assert len(batches) <= min(fewest, as_many)  # fewer if batches would be below the smallest budget
    if len(batches) > threads:
        assert max(budgets) <= 1.2 * min(budgets[:-1])
    if as_many <= MAX_BALANCED * threads:
        tighter = max(budgets) - 1  # any smaller budget would need more batches
        assert tighter < 64 or len(list(texts.batches(tighter))) > len(batches)


def test_many_batches_are_full():
    texts = tokenized(*([7] * 16 for _ in range(16 * 40)))
    assert [len(rows) for rows in texts.balanced_batches(2, 64, 256)] == [16] * 40


def test_padding_is_on_the_right():
    texts = tokenized([1, 2, 3], [4], [5, 6])
    padded = texts.padded(np.array([2, 0, 1]), padding=9)
    assert padded.tolist() == [[5, 6, 9], [1, 2, 3], [4, 9, 9]]
    assert padded.dtype == np.int32
    assert texts.padded(np.array([1]), padding=9).tolist() == [[4]]
