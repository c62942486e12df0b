import numpy as np

from functions.score.statistics.texts.relabelling import relabellings


def all_of(labels, counts, seed=0):
    rng = np.random.default_rng(seed)
    return np.hstack([chunk for count in counts for chunk in relabellings(labels, count, rng)])


def labels_of(n, m):
    return np.repeat(np.uint8([1, 0]), [n, m])


def test_each_relabelling_keeps_the_number_of_baseline_rows():
    drawn = all_of(labels_of(30, 12), [500])
    assert drawn.shape == (42, 500)
    assert drawn.dtype == np.uint8
    assert set(drawn.sum(axis=0).tolist()) == {30}


def test_a_later_stage_adds_to_the_relabellings_of_the_one_before():
    labels = labels_of(50, 40)
    in_two_steps, at_once = all_of(labels, [199, 800]), all_of(labels, [999])
    np.testing.assert_array_equal(in_two_steps, at_once)


def test_all_relabellings_are_equally_likely():
    drawn = all_of(labels_of(2, 2), [6000])
    _, counts = np.unique(drawn, axis=1, return_counts=True)
    assert len(counts) == 6
    assert ((counts - 1000) ** 2 / 1000).sum() < 20.5  # chi-square, 5 degrees of freedom, 0.999


def test_chunks_of_many_rows_are_small():
    chunks = list(relabellings(labels_of(90_000, 10_000), 60, np.random.default_rng(0)))
    assert max(chunk.nbytes for chunk in chunks) <= 4 * 2**20
    assert sum(chunk.shape[1] for chunk in chunks) == 60


def test_a_count_of_zero_yields_nothing():
    assert list(relabellings(labels_of(3, 3), 0, np.random.default_rng(0))) == []
