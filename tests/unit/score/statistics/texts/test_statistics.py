"""The statistics against their definitions, computed row by row."""

import numpy as np
import pytest

from functions.score.statistics.novel_share import novel_share
from functions.score.statistics.texts.mean_shift import centred_fixed_point, mean_shift
from functions.score.statistics.texts.neighbourhood import neighbourhood, neighbourhood_sizes
from functions.score.statistics.texts.neighbours import nearest_neighbours
from functions.score.statistics.texts.novelty import conformal_p_values, list_length, novelty, novelty_scores


def unit_rows(rng, rows, dimensions=6):
    drawn = rng.normal(size=(rows, dimensions)) + 0.5
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


def random_labels(rng, n, m, labellings):
    return rng.permuted(np.tile(np.repeat(np.uint8([1, 0]), [n, m]), (labellings, 1)), axis=1).T.copy()


SIZES = [(40, 30), (200, 9), (12, 150), (2, 2), (2, 40), (3, 3)]


@pytest.mark.parametrize(("n", "m"), SIZES)
def test_mean_shift_is_the_squared_distance_of_the_means(n, m):
    rng = np.random.default_rng(n)
    rows, labels = unit_rows(rng, n + m), random_labels(rng, n, m, 20)
    whole, step = centred_fixed_point(rows)
    exact = rows.astype(np.float64)
    expected = [
        ((exact[column == 1].mean(axis=0) - exact[column == 0].mean(axis=0)) ** 2).sum()
        for column in labels.T
    ]
    np.testing.assert_allclose(mean_shift(whole, labels) * step**2, expected, rtol=1e-3)


def test_sums_of_fixed_point_rows_are_exact():
    rows = unit_rows(np.random.default_rng(1), 3000, 32)
    whole, _ = centred_fixed_point(rows)
    assert (whole == np.rint(whole)).all()
    assert np.abs(whole).astype(np.float64).sum(axis=0).max() <= 2**24
    in_any_order = [whole[np.random.default_rng(seed).permutation(3000)].sum(axis=0) for seed in range(5)]
    assert all((total == in_any_order[0]).all() for total in in_any_order)


@pytest.mark.parametrize("row", [[0.0, 0.0], [0.6, 0.8], [0.1, 0.1]])
def test_identical_rows_have_the_same_mean_shift_under_all_labellings(row):
    rng = np.random.default_rng(0)
    whole, _ = centred_fixed_point(np.tile(np.float32(row), (700, 1)))
    assert len(set(mean_shift(whole, random_labels(rng, 500, 200, 50)).tolist())) == 1


@pytest.mark.parametrize(("n", "m"), SIZES)
def test_neighbourhoods_are_the_mean_cubed_excess_share(n, m):
    rng = np.random.default_rng(n)
    rows, labels = unit_rows(rng, n + m), random_labels(rng, n, m, 20)
    sizes = neighbourhood_sizes(n + m)
    lists = nearest_neighbours(rows, min(n + m - 1, sizes[1] + 5))
    for statistic, size in zip(neighbourhood(lists, labels), sizes, strict=True):
        cubes = ((labels[lists.indices[:, :size]] == 0).mean(axis=1) - m / (n + m)) ** 3
        expected = [
            cube[column == 0].mean() - cube[column == 1].mean()
            for cube, column in zip(cubes.T, labels.T, strict=True)
        ]
        np.testing.assert_allclose(statistic, expected, atol=1e-4)


@pytest.mark.parametrize(
    ("rows", "sizes"), [(2, (1, 1)), (16, (15, 15)), (120, (15, 20)), (600, (15, 100)), (10_000, (15, 100))]
)
def test_neighbourhood_sizes_are_limited_by_the_rows(rows, sizes):
    assert neighbourhood_sizes(rows) == sizes


def test_files_with_nothing_in_common_have_the_largest_statistic():
    rows = np.repeat(np.eye(2, dtype=np.float32), [60, 60], axis=0)
    labels = np.repeat(np.uint8([1, 0]), 60)[:, np.newaxis]
    statistics = neighbourhood(nearest_neighbours(rows, 30), labels)
    assert statistics.ravel().tolist() == pytest.approx([2 * 0.5**3] * 2)


def scores_row_by_row(rows, column):
    """Mean cosine to the five nearest other baseline rows, in double precision."""
    cosines = rows.astype(np.float64) @ rows.T
    np.fill_diagonal(cosines, -np.inf)
    to_baseline = -np.sort(-cosines[:, column == 1], axis=1)
    return to_baseline[:, : min(5, int(column.sum()) - 1)].mean(axis=1)


@pytest.mark.parametrize("length", [1, 15, 1000])
@pytest.mark.parametrize(("n", "m"), SIZES)
def test_novelty_scores_are_exact_for_lists_of_any_length(n, m, length):
    rng = np.random.default_rng(n)
    rows, labels = unit_rows(rng, n + m), random_labels(rng, n, m, 10)
    scores = novelty_scores(rows, nearest_neighbours(rows, min(length, n + m - 1)), labels)
    for score, column in zip(scores.T, labels.T, strict=True):
        np.testing.assert_allclose(score, scores_row_by_row(rows, column), atol=1e-4)


def test_a_new_topic_with_more_rows_than_a_list_is_novel():
    rng = np.random.default_rng(3)
    rows = np.concatenate([unit_rows(rng, 300), -unit_rows(rng, 300)])
    labels = np.repeat(np.uint8([1, 0]), 300)[:, np.newaxis]
    lists = nearest_neighbours(rows, list_length(300, 300))
    assert (labels[lists.indices[300:]] == 0).all(axis=(1, 2)).any()
    scores = novelty_scores(rows, lists, labels)[:, 0]
    np.testing.assert_allclose(scores, scores_row_by_row(rows, labels[:, 0]), atol=1e-4)


def test_copies_have_equal_scores_in_any_order():
    rng = np.random.default_rng(4)
    rows = np.tile(unit_rows(rng, 1, 384), (777, 1))
    scores = novelty_scores(rows, nearest_neighbours(rows, 20), random_labels(rng, 60, 717, 5))
    assert set(scores.ravel().tolist()) == {1.0}


@pytest.mark.parametrize(("n", "m"), [(2, 2), (5000, 2000), (100, 2000), (10, 2000), (50_000, 10)])
def test_the_list_length_suffices_for_all_statistics(n, m):
    assert max(neighbourhood_sizes(n + m)) <= list_length(n, m) <= min(n + m - 1, 400)


@pytest.mark.parametrize(("n", "m"), SIZES)
def test_novelty_is_the_mean_squared_log_of_the_conformal_p_values(n, m):
    rng = np.random.default_rng(m)
    labels = random_labels(rng, n, m, 20)
    scores = np.round(rng.normal(size=labels.shape) / 8, 1).clip(-1, 1)  # many ties
    scores = (np.rint(scores * 2**14) / 2**14).astype(np.float32)
    expected = [
        (np.log(conformal_p_values(score[column == 1], score[column == 0])) ** 2).mean()
        for score, column in zip(scores.T, labels.T, strict=True)
    ]
    np.testing.assert_allclose(novelty(scores, labels), expected, rtol=1e-12)


@pytest.mark.parametrize("baseline_rows", [10, 99, 100, 1600])
@pytest.mark.parametrize("rows", [20, 100])
def test_few_files_have_more_novel_rows_than_by_chance(baseline_rows, rows):
    rng = np.random.default_rng(baseline_rows)
    more = as_many = 0
    for _ in range(2000):
        scores = rng.permutation(baseline_rows + rows).astype(np.float32)
        found = novel_share(conformal_p_values(scores[rows:], scores[:rows]), baseline_rows)
        more += found.beyond_chance > 0
        as_many += found.share >= found.at_most
    assert more / 2000 <= 0.065
    assert as_many / 2000 >= 0.035


def test_conformal_p_values_count_the_baseline_rows_that_are_as_novel():
    baseline = np.float32([0.1, 0.5, 0.5, 0.9])
    p_values = conformal_p_values(baseline, np.float32([0.0, 0.1, 0.5, 0.6, 1.0]))
    np.testing.assert_allclose(p_values, np.array([1, 2, 4, 4, 5]) / 5)


def test_conformal_p_values_are_valid():
    rng = np.random.default_rng(0)
    values = np.concatenate([conformal_p_values(*np.split(rng.normal(size=59), [39])) for _ in range(500)])
    for level in (0.025, 0.1, 0.5):
        assert (values <= level).mean() <= level + 0.015


def test_each_labelling_has_the_same_statistics_alone_and_among_others():
    rng = np.random.default_rng(8)
    rows, labels = unit_rows(rng, 300, 40), random_labels(rng, 200, 100, 30)
    lists, (whole, _) = nearest_neighbours(rows, list_length(200, 100)), centred_fixed_point(rows)
    too_short = nearest_neighbours(rows, 6)
    for measure in (
        lambda columns: mean_shift(whole, columns),
        lambda columns: neighbourhood(lists, columns)[0],
        lambda columns: neighbourhood(lists, columns)[1],
        lambda columns: novelty(novelty_scores(rows, lists, columns), columns),
        lambda columns: novelty(novelty_scores(rows, too_short, columns), columns),
    ):
        alone = [measure(labels[:, [place]])[0] for place in range(30)]
        assert measure(labels).tolist() == alone
