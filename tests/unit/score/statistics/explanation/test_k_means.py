"""k-means: its cost against many runs of a plain implementation, and rows that do not pull centres."""

import numpy as np
import pytest

from functions.score.statistics.explanation.clusters import cluster_changes
from functions.score.statistics.explanation.k_means import k_means, with_far_rows
from functions.score.statistics.explanation.landmarks import Landmarks
from functions.score.statistics.explanation.principal_axes import principal_axes
from functions.score.statistics.moments import Moments

AXES = 16


def grouped(rows, weights, count, rng):
    return k_means(rows, weights, with_far_rows(rows[:0], rows, weights, count, rng), steps=100)[0]


def topics(count, rows, rng, apart=1.0):
    """Return rows around `count` overlapping centres."""
    centres = rng.normal(size=(count, AXES)) * apart
    return (centres[rng.integers(0, count, size=rows)] + rng.normal(size=(rows, AXES))).astype(np.float32)


def cost(rows, weights, assigned):
    """Return the weighted sum of squared distances to the means of clusters."""
    total = 0.0
    for cluster in np.unique(assigned):
        members = assigned == cluster
        mean = np.average(rows[members], axis=0, weights=weights[members])
        total += weights[members] @ ((rows[members] - mean) ** 2).sum(axis=1)
    return total


def plain(rows, weights, count, rng):
    """Run Lloyd's algorithm to convergence from random rows."""
    centres = rows[rng.choice(len(rows), size=count, replace=False)].astype(np.float64)
    assigned = None
    while True:
        moved = ((rows[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)
        if assigned is not None and (moved == assigned).all():
            return assigned
        assigned = moved
        for cluster in np.unique(assigned):
            members = assigned == cluster
            centres[cluster] = np.average(rows[members], axis=0, weights=weights[members])


def file_weights(before, after):
    return np.repeat([0.28, 1.0], [before, after]).astype(np.float32)


@pytest.mark.parametrize("apart", [0.3, 1.0])
def test_the_cost_is_near_the_best_of_many_runs(apart):
    rng = np.random.default_rng(0)
    worse = []
    for _ in range(10):
        rows, weights = topics(20, 550, rng, apart), file_weights(500, 50)
        best = min(cost(rows, weights, plain(rows, weights, 14, rng)) for _ in range(20))
        worse.append(cost(rows, weights, grouped(rows, weights, 14, rng)) / best - 1)
    assert np.mean(worse) < 0.03
    assert max(worse) < 0.1


def test_the_cost_of_the_clusters_of_two_files_is_near_the_best_of_many_runs():
    rng = np.random.default_rng(5)
    worse = []
    for _ in range(10):
        rows, weights = topics(20, 550, rng), file_weights(500, 50)
        rows[530:] += 4  # a new topic
        before, after = rows[:500], rows[500:]
        landmarks = Landmarks.of(before, Moments.of(before))
        axes = principal_axes(Moments.of(before), Moments.of(after), landmarks.axes)
        assigned = np.empty(550, dtype=np.int64)
        groups = cluster_changes(before, after, axes, landmarks.centres, rng=rng)
        for cluster, group in enumerate(groups):
            assigned[np.concatenate([group.members_before, 500 + group.members_after])] = cluster
        best = min(cost(rows, weights, plain(rows, weights, 14, rng)) for _ in range(20))
        worse.append(cost(rows, weights, assigned) / best - 1)
    assert np.mean(worse) < 0.03
    assert max(worse) < 0.1


def test_far_rows_are_added_to_the_centres():
    rng = np.random.default_rng(6)
    rows = np.concatenate([rng.normal(size=(100, AXES)), rng.normal(size=(5, AXES)) + 20]).astype(np.float32)
    centres = rows[:2]
    joined = with_far_rows(centres, rows, np.ones(105, dtype=np.float32), 3, rng)
    assert (joined[:2] == centres).all()
    assert joined[2] in rows[100:]
    assert len(with_far_rows(rows[:4], rows, np.ones(105, dtype=np.float32), 3, rng)) == 4


def test_separate_topics_get_a_cluster_each():
    rng = np.random.default_rng(1)
    for _ in range(20):
        topic = rng.integers(0, 14, size=550)
        rows = (rng.normal(size=(14, AXES)) * 5)[topic] + rng.normal(size=(550, AXES))
        assigned = grouped(rows.astype(np.float32), file_weights(500, 50), 14, rng)
        assert len(set(zip(topic.tolist(), assigned.tolist(), strict=True))) == 14


def test_each_row_is_assigned_by_centres_computed_without_it():
    rng = np.random.default_rng(2)
    rows, weights = topics(4, 120, rng, apart=3), file_weights(100, 20)
    assigned = grouped(rows, weights, 4, rng)
    for row in range(len(rows)):
        others = np.arange(len(rows)) != row
        distances = []
        for cluster in range(4):
            members = others & (assigned == cluster)
            centre = np.average(rows[members], axis=0, weights=weights[members])
            distances.append(((rows[row] - centre) ** 2).sum())
        assert assigned[row] == np.argmin(distances)


def test_a_heavy_row_gets_no_cluster_of_its_own():
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(200, 2)).astype(np.float32)
    weights = np.repeat([1.0, 500.0], [199, 1]).astype(np.float32)
    assigned = grouped(rows, weights, 5, rng)
    assert np.count_nonzero(assigned == assigned[-1]) > 1


def test_fewer_different_rows_than_clusters_give_one_cluster_each():
    rows = np.repeat(np.eye(3, AXES, dtype=np.float32), 10, axis=0)
    assigned = grouped(rows, np.ones(30, dtype=np.float32), 14, np.random.default_rng(4))
    assert len(set(zip(np.repeat(range(3), 10).tolist(), assigned.tolist(), strict=True))) == 3
