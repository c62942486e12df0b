import numpy as np
import pytest

from functions.score.statistics.texts.neighbours import nearest_neighbours, pooled_neighbours

STEP = 0.51 / 2**14  # half a step of the grid, and the rounding of float32


def unit_rows(rng, rows, dimensions):
    drawn = rng.normal(size=(rows, dimensions))
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


@pytest.mark.parametrize(
    ("rows", "k"), [(2, 1), (7, 6), (300, 1), (300, 17), (513, 40), (1500, 9), (2600, 20)]
)
def test_the_lists_equal_those_of_a_full_sort(rows, k):
    embeddings = unit_rows(np.random.default_rng(rows), rows, 12)
    cosines = embeddings.astype(np.float64) @ embeddings.astype(np.float64).T
    np.fill_diagonal(cosines, -np.inf)
    nearest = nearest_neighbours(embeddings, k)
    assert nearest.indices.dtype == np.int32
    assert nearest.similarities.dtype == np.float32
    assert all(len(set(row)) == k for row in nearest.indices.tolist())
    listed = np.take_along_axis(cosines, nearest.indices, axis=1)
    np.testing.assert_allclose(nearest.similarities, listed, atol=STEP)
    np.testing.assert_allclose(nearest.similarities, -np.sort(-cosines, axis=1)[:, :k], atol=STEP)
    assert (np.diff(nearest.similarities, axis=1) <= 0).all()


@pytest.mark.parametrize("rows", [600, 1600])
def test_no_row_is_its_own_neighbour_even_among_copies(rows):
    nearest = nearest_neighbours(np.tile(np.float32([0.6, 0.8]), (rows, 1)), 20)
    assert not (nearest.indices == np.arange(rows)[:, np.newaxis]).any()
    assert all(len(set(row)) == 20 for row in nearest.indices.tolist())
    assert nearest.similarities.max() <= 1.0


def test_the_lists_are_right_if_the_sampled_rows_are_unlike_the_others():
    rng = np.random.default_rng(1)
    alike, others = unit_rows(rng, 512, 12), unit_rows(rng, 900, 12)
    alike[:, 0] += 9  # in the sample, rows seem to have much nearer neighbours than most rows have
    embeddings = np.concatenate([alike / np.linalg.norm(alike, axis=1, keepdims=True), others])
    cosines = embeddings.astype(np.float64) @ embeddings.astype(np.float64).T
    np.fill_diagonal(cosines, -np.inf)
    nearest = nearest_neighbours(embeddings.astype(np.float32), 60)
    np.testing.assert_allclose(nearest.similarities, -np.sort(-cosines, axis=1)[:, :60], atol=STEP)


def test_a_zero_vector_is_orthogonal_to_every_row():
    nearest = nearest_neighbours(np.float32([[0, 0], [1, 0], [0, 1]]), 2)
    assert nearest.similarities[0].tolist() == [0.0, 0.0]


@pytest.mark.parametrize("k", [0, 3])
def test_more_neighbours_than_rows_are_rejected(k):
    with pytest.raises(ValueError, match=f"k = {k} neighbours of 3 rows: k must be between 1 and 2"):
        nearest_neighbours(np.eye(3, dtype=np.float32), k)


def two_files(rng, counts, copies):
    """Return rows of a baseline and a drift file; a share of all are copies of three texts."""
    rows = unit_rows(rng, sum(counts), 12)
    copied = rng.random(len(rows)) < copies
    rows[copied] = unit_rows(rng, 3, 12)[rng.integers(3, size=np.count_nonzero(copied))]
    return rows[: counts[0]], rows[counts[0] :]


@pytest.mark.parametrize("copies", [0.0, 0.5, 1.0])
@pytest.mark.parametrize(
    ("counts", "listed", "k"),
    [((300, 20), 60, 40), ((300, 20), 40, 40), ((40, 900), 39, 30), ((700, 1100), 30, 20), ((2, 2), 1, 1)],
)
def test_neighbours_within_the_baseline_change_no_list(counts, listed, k, copies):
    rng = np.random.default_rng(listed)
    baseline, drift = two_files(rng, counts, copies)
    order = rng.permutation(sum(counts))
    rows = np.concatenate([baseline, drift])[order]
    nearest = pooled_neighbours(rows, order, nearest_neighbours(baseline, listed), k)
    expected = nearest_neighbours(rows, k)
    # Two products of the same rows may differ in the last digit, and then by one step of the grid.
    np.testing.assert_allclose(nearest.similarities, expected.similarities, atol=1.01 / 2**14)
    assert (nearest.indices == expected.indices).mean() > 0.999


def test_more_neighbours_than_listed_are_searched():
    rng = np.random.default_rng(9)
    baseline, drift = two_files(rng, (50, 10), 0.0)
    order = rng.permutation(60)
    rows = np.concatenate([baseline, drift])[order]
    nearest = pooled_neighbours(rows, order, nearest_neighbours(baseline, 5), 12)
    assert (nearest.indices == nearest_neighbours(rows, 12).indices).all()
