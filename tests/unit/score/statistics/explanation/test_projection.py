import numpy as np
import pytest

from functions.score.statistics.explanation import projection
from functions.score.statistics.explanation.principal_axes import own_axes, principal_axes
from functions.score.statistics.explanation.projection import REMAINING, TOWARDS_DRIFT
from functions.score.statistics.moments import Moments

DIMENSIONS = 100


def project(baseline, drift, **options):
    moments = Moments.of(baseline), Moments.of(drift)
    axes, _ = principal_axes(*moments, own_axes(moments[0]))
    return projection.project((baseline, drift), moments, axes, **options)


def unit(rows):
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def noise(count, rng):
    return unit(rng.normal(size=(count, DIMENSIONS)) + 3 * np.eye(1, DIMENSIONS))


def overlap(left, right):
    """Return the chance that a point of `right` stands farther right than one of `left`."""
    return float((right[:, None] > left[None, :]).mean())


def test_what_is_new_stands_to_the_right():
    rng = np.random.default_rng(0)
    new = unit(rng.normal(size=(30, DIMENSIONS)) + 12 * np.eye(1, DIMENSIONS, 5))
    found = project(noise(400, rng), np.concatenate([noise(270, rng), new]), rng=rng)
    assert found.axes == (TOWARDS_DRIFT, REMAINING)
    assert found.drift_rows.tolist() == list(range(300))
    assert overlap(found.drift[:270, 0], found.drift[270:, 0]) > 0.99


@pytest.mark.parametrize("after", [400, 30])
def test_two_samples_of_one_population_are_not_parted(after):
    rng = np.random.default_rng(1)
    parted = []
    for _ in range(20):
        found = project(noise(400, rng), noise(after, rng), rng=rng)
        parted.append(overlap(found.baseline[:, 0], found.drift[:, 0]))
    # The difference of the means itself, each row pulling it, parts these samples at .8 and more.
    assert np.mean(parted) == pytest.approx(0.5, abs=0.06)


def test_a_row_is_placed_along_the_difference_of_the_means_without_it():
    rng = np.random.default_rng(6)
    baseline, drift = noise(60, rng), noise(20, rng) + 0.1 * noise(1, rng)
    found = project(baseline, drift, rng=rng)
    rows, means = (baseline, drift), [side.mean(axis=0) for side in (baseline, drift)]
    middle = np.concatenate(rows).mean(axis=0)
    expected = []
    for side, sign in ((0, -1), (1, 1)):
        for place, row in enumerate(rows[side]):
            without = np.delete(rows[side], place, axis=0).mean(axis=0)
            expected.append(sign * (row - middle) @ (without - means[1 - side]))
    shown = np.concatenate([found.baseline, found.drift])[:, 0]
    scale, _ = np.polyfit(expected, shown, 1)
    assert scale > 0
    assert shown == pytest.approx(np.polyval(np.polyfit(expected, shown, 1), expected), abs=1e-4)


def test_up_is_the_largest_variance_that_is_left_and_its_share_is_said():
    rng = np.random.default_rng(7)
    spread = np.linspace(0.2, 1, 40)
    baseline, drift = (rng.normal(size=(300, 40)) * spread + at for at in (0, 1))
    found = project(baseline, drift, rng=rng)
    covariance = np.cov(np.concatenate([baseline, drift]).T, ddof=0)
    towards = drift.mean(axis=0) - baseline.mean(axis=0)
    towards /= np.linalg.norm(towards)
    aside = np.eye(40) - np.outer(towards, towards)
    largest = np.linalg.eigvalsh(aside @ covariance @ aside)[-1]
    assert found.explained[0] == pytest.approx(
        towards @ covariance @ towards / np.trace(covariance), rel=1e-4
    )
    assert found.explained[1] == pytest.approx(largest / np.trace(covariance), rel=0.02)  # of 16 axes' span


def test_points_fill_the_unit_square_at_one_scale():
    rng = np.random.default_rng(2)
    baseline, drift = noise(50, rng), noise(60, rng)
    found = project(baseline, drift, rng=rng)
    points = np.concatenate([found.baseline, found.drift])
    extent = points.max(axis=0) - points.min(axis=0)
    assert extent.max() == pytest.approx(1.0)
    assert extent.min() < 1.0
    assert (points.min(axis=0) + points.max(axis=0)) / 2 == pytest.approx([0.5, 0.5])
    assert 0 < sum(found.explained) < 1


def test_so_many_rows_are_shown_and_the_novel_ones_always():
    rng = np.random.default_rng(3)
    always = [17, 2400, 3]
    found = project(noise(900, rng), noise(2500, rng), rng=rng, most=50, always=always)
    assert len(found.baseline_rows) == len(found.baseline) == len(found.drift_rows) == len(found.drift) == 50
    assert set(always) <= set(found.drift_rows.tolist())
    for rows in (found.baseline_rows, found.drift_rows):
        assert rows.tolist() == sorted(set(rows.tolist()))
    assert found.drift_rows.max() < 2500


def test_a_shown_row_is_the_row_it_is_said_to_be():
    rng = np.random.default_rng(4)
    baseline, drift = noise(100, rng), noise(100, rng)
    new = rng.permutation(100)[:20]
    drift[new] = unit(rng.normal(size=(20, DIMENSIONS)) + 12 * np.eye(1, DIMENSIONS, 5))
    found = project(baseline, drift, rng=rng, most=30, always=new[:3])
    ranked = found.drift_rows[np.argsort(-found.drift[:, 0])]
    shown = set(ranked.tolist()) & set(new.tolist())
    assert len(shown) >= 3
    assert set(ranked[: len(shown)].tolist()) == shown


def test_the_same_rows_give_the_same_map_wherever_the_origin_is():
    rows = np.random.default_rng(5)
    baseline, drift = rows.normal(size=(40, 6)), rows.normal(size=(30, 6)) + np.eye(1, 6)
    maps = [project(baseline + at, drift + at, rng=np.random.default_rng(0)) for at in (0, 0, 10)]
    for found in maps[1:]:
        assert np.allclose(found.baseline, maps[0].baseline)
        assert np.allclose(found.drift, maps[0].drift)


@pytest.mark.parametrize(
    ("baseline", "drift"),
    [
        (np.ones((5, 8)), np.ones((4, 8))),
        (np.zeros((2, 3)), np.zeros((2, 3))),
        (np.arange(6.0)[:, None], np.arange(4.0)[:, None]),
        (np.ones((3, 1)), np.zeros((3, 1))),
        (np.eye(1, 4), np.eye(1, 4, 1)),
        (np.eye(1, 4), np.eye(1, 4)),
        (np.eye(2, 4), np.eye(1, 4, 3)),
        (np.eye(4), np.eye(4)),
    ],
)
def test_degenerate_rows_have_a_map(baseline, drift):
    found = project(baseline.astype(np.float32), drift.astype(np.float32), rng=np.random.default_rng(0))
    points = np.concatenate([found.baseline, found.drift])
    assert points.shape == (len(baseline) + len(drift), 2)
    assert np.isfinite(points).all()
    assert points.min() >= 0
    assert points.max() <= 1
    assert all(0 <= share <= 1 for share in found.explained)


def test_a_side_without_rows_is_refused():
    with pytest.raises(ValueError, match="rows of both files, not 3 and 0"):
        project(np.ones((3, 2)), np.ones((0, 2)), rng=np.random.default_rng(0))
