import numpy as np
import pytest

from functions.score.statistics.explanation import clusters
from functions.score.statistics.explanation.landmarks import Landmarks
from functions.score.statistics.explanation.principal_axes import principal_axes
from functions.score.statistics.moments import Moments

DIMENSIONS = 32


def cluster_changes(baseline, drift, *, rng):
    baseline, drift = (rows.astype(np.float32) for rows in (baseline, drift))
    before = Moments.of(baseline)
    landmarks = Landmarks.of(baseline, before)
    axes = principal_axes(before, Moments.of(drift), landmarks.axes)
    return clusters.cluster_changes(baseline, drift, axes, landmarks.centres, rng=rng)


def topics(count, rng):
    return np.linalg.qr(rng.normal(size=(DIMENSIONS, DIMENSIONS)))[0][:count]


def rows_around(centre, count, rng):
    """Return unit vectors with a cosine of about 0.7 to a centre, like texts of one topic."""
    rows = centre + rng.normal(size=(count, DIMENSIONS)) / np.sqrt(DIMENSIONS)
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def mixture(centres, count, rng):
    return np.concatenate([rows_around(centre, count // len(centres), rng) for centre in centres])


def test_a_small_new_topic_gets_its_own_cluster():
    new_members = []
    for draw in range(10):
        rng = np.random.default_rng(draw)
        *old, new = topics(6, rng)
        baseline = mixture(old, 1000, rng)
        drift = np.concatenate([mixture(old, 270, rng), rows_around(new, 30, rng)])
        largest = cluster_changes(baseline, drift, rng=rng)[0]
        assert largest.changed
        assert 0 < largest.low < largest.after - largest.before < largest.high
        assert largest.before <= 0.01
        assert largest.after == pytest.approx(0.1, abs=0.02)
        assert set(clusters.typical_rows(largest, baseline, drift)) <= set(range(270, 300))
        new_members.append(np.count_nonzero(largest.members_after >= 270))
    assert min(new_members) >= 27
    assert np.mean(new_members) >= 29


def test_a_topic_that_disappears_shrinks():
    rng = np.random.default_rng(1)
    old = topics(4, rng)
    baseline, drift = mixture(old, 800, rng), mixture(old[:3], 600, rng)
    changes = cluster_changes(baseline, drift, rng=rng)
    shrunk = min(changes, key=lambda cluster: cluster.after - cluster.before)
    assert shrunk.changed
    assert shrunk.high < 0
    assert not shrunk.grew
    assert all(600 <= row < 800 for row in clusters.typical_rows(shrunk, baseline, drift))


@pytest.mark.parametrize(("before", "after"), [(200, 200), (600, 30), (30, 300), (12, 12)])
def test_two_samples_of_one_population_rarely_have_a_changed_cluster(before, after):
    rng = np.random.default_rng(2)
    centres = topics(5, rng)
    false_alarms = 0
    for _ in range(20):
        rows = rng.permutation(mixture(centres, 5 * (before + after), rng))
        changes = cluster_changes(rows[:before], rows[before : before + after], rng=rng)
        false_alarms += any(cluster.changed for cluster in changes)
    assert false_alarms <= 4  # 5% of 20 is 1; the probability of more than 4 is 0.003


def test_each_row_is_in_one_cluster_and_the_largest_change_is_first():
    rng = np.random.default_rng(3)
    baseline, drift = mixture(topics(5, rng), 200, rng), mixture(topics(5, rng), 150, rng)
    clustered = cluster_changes(baseline, drift, rng=rng)
    for members, rows in (("members_before", 200), ("members_after", 150)):
        all_members = np.concatenate([getattr(cluster, members) for cluster in clustered])
        assert sorted(all_members.tolist()) == list(range(rows))
    changes = [abs(cluster.after - cluster.before) for cluster in clustered]
    assert changes == sorted(changes, reverse=True)
    assert sum(cluster.before for cluster in clustered) == pytest.approx(1)
    for cluster in clustered:
        assert -1 <= cluster.low <= cluster.after - cluster.before <= cluster.high <= 1


def test_typical_rows_are_near_the_centre_and_different():
    rng = np.random.default_rng(4)
    centre = topics(1, rng)
    baseline, drift = rows_around(centre, 100, rng), rows_around(centre, 200, rng)
    drift[100:150] = centre  # fifty copies of one text, at the centre
    groups = {
        grew: clusters.ClusterChange(
            before=0.5,
            after=0.6 if grew else 0.4,
            low=-1.0,
            high=1.0,
            changed=False,
            members_before=np.arange(20, 80),
            members_after=np.arange(50, 200),
        )
        for grew in (True, False)
    }
    middle = np.concatenate([baseline[20:80], drift[50:200]]).mean(axis=0)
    nearest = np.argsort(np.linalg.norm(drift - middle, axis=1), kind="stable")
    copies = range(100, 150)
    expected = [row for row in nearest.tolist() if row >= 50 and row not in copies][:2]
    assert clusters.typical_rows(groups[True], baseline, drift) == (100, *expected)
    nearest = 20 + np.argsort(np.linalg.norm(baseline[20:80] - middle, axis=1))
    assert clusters.typical_rows(groups[False], baseline, drift) == tuple(nearest[:3].tolist())


def test_a_sample_of_many_rows_is_grouped():
    rng = np.random.default_rng(5)
    centres = topics(4, rng)
    changes = cluster_changes(mixture(centres, 2600, rng), mixture(centres, 100, rng), rng=rng)
    assert sum(len(cluster.members_before) for cluster in changes) == 2000
    assert max(cluster.members_before.max() for cluster in changes) > 2000


def test_equal_generators_give_equal_clusters():
    rows = np.random.default_rng(6)
    baseline, drift = mixture(topics(4, rows), 100, rows), mixture(topics(4, rows), 100, rows)
    first, again = (cluster_changes(baseline, drift, rng=np.random.default_rng(1)) for _ in range(2))
    assert [(one.before, one.after, one.members_after.tolist()) for one in first] == [
        (one.before, one.after, one.members_after.tolist()) for one in again
    ]


@pytest.mark.parametrize("rows", [(0, 50), (50, 0), (1, 1), (9, 10)])
def test_too_few_rows_have_no_clusters(rows):
    rng = np.random.default_rng(7)
    assert cluster_changes(*(rng.normal(size=(count, 8)).astype(np.float32) for count in rows), rng=rng) == ()


def test_equal_rows_have_no_clusters():
    rng = np.random.default_rng(8)
    same = np.full((100, 8), 0.35, dtype=np.float32)
    assert cluster_changes(same, same, rng=rng) == ()


@pytest.mark.parametrize("dimensions", [1, 2, 384])
def test_degenerate_rows_give_finite_numbers(dimensions):
    rng = np.random.default_rng(9)
    two_values = np.eye(2, dimensions, dtype=np.float32) if dimensions > 1 else np.array([[0.0], [1.0]])
    for rows in (
        two_values[rng.integers(0, 2, 60)],
        np.zeros((60, dimensions)),
        rng.random((60, dimensions)),
    ):
        for cluster in cluster_changes(rows[:40], rows[40:], rng=rng):
            assert np.isfinite([cluster.before, cluster.after, cluster.low, cluster.high]).all()
    changes = cluster_changes(
        np.repeat(two_values[:1], 50, axis=0), np.repeat(two_values[1:], 50, axis=0), rng=rng
    )
    assert sorted((cluster.before, cluster.after, cluster.changed) for cluster in changes) == [
        (0.0, 1.0, True),
        (1.0, 0.0, True),
    ]
