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


def share_to_the_right(left, right):
    """Return the probability that a point of `right` is to the right of one of `left`."""
    return float((right[:, None] > left[None, :]).mean())


def test_new_texts_are_to_the_right():
    rng = np.random.default_rng(0)
    new = unit(rng.normal(size=(30, DIMENSIONS)) + 12 * np.eye(1, DIMENSIONS, 5))
    projected = project(noise(400, rng), np.concatenate([noise(270, rng), new]), rng=rng)
    assert projected.axes == (TOWARDS_DRIFT, REMAINING)
    assert projected.drift_rows.tolist() == list(range(300))
    assert share_to_the_right(projected.drift[:270, 0], projected.drift[270:, 0]) > 0.99


@pytest.mark.parametrize("after", [400, 30])
def test_two_samples_of_one_population_are_not_separated(after):
    rng = np.random.default_rng(1)
    separation = []
    for _ in range(20):
        projected = project(noise(400, rng), noise(after, rng), rng=rng)
        separation.append(share_to_the_right(projected.baseline[:, 0], projected.drift[:, 0]))
    # With each row's own pull on the means, these samples would be separated at 0.8 and more.
    assert np.mean(separation) == pytest.approx(0.5, abs=0.06)


def test_a_row_is_placed_along_the_difference_of_the_means_without_it():
    rng = np.random.default_rng(6)
    baseline, drift = noise(60, rng), noise(20, rng) + 0.1 * noise(1, rng)
    projected = project(baseline, drift, rng=rng)
    rows, means = (baseline, drift), [side.mean(axis=0) for side in (baseline, drift)]
    middle = np.concatenate(rows).mean(axis=0)
    expected = []
    for file, sign in ((0, -1), (1, 1)):
        for place, row in enumerate(rows[file]):
            without = np.delete(rows[file], place, axis=0).mean(axis=0)
            expected.append(sign * (row - middle) @ (without - means[1 - file]))
    shown = np.concatenate([projected.baseline, projected.drift])[:, 0]
    scale, _ = np.polyfit(expected, shown, 1)
    assert scale > 0
    assert shown == pytest.approx(np.polyval(np.polyfit(expected, shown, 1), expected), abs=1e-4)


def test_the_vertical_axis_has_the_largest_remaining_variance():
    rng = np.random.default_rng(7)
    spread = np.linspace(0.2, 1, 40)
    baseline, drift = (rng.normal(size=(300, 40)) * spread + at for at in (0, 1))
    projected = project(baseline, drift, rng=rng)
    covariance = np.cov(np.concatenate([baseline, drift]).T, ddof=0)
    horizontal = drift.mean(axis=0) - baseline.mean(axis=0)
    horizontal /= np.linalg.norm(horizontal)
    orthogonal = np.eye(40) - np.outer(horizontal, horizontal)
    largest = np.linalg.eigvalsh(orthogonal @ covariance @ orthogonal)[-1]
    assert projected.explained[0] == pytest.approx(
        horizontal @ covariance @ horizontal / np.trace(covariance), rel=1e-4
    )
    assert projected.explained[1] == pytest.approx(largest / np.trace(covariance), rel=0.02)  # within 16 axes


def test_points_fill_the_unit_square_at_one_scale():
    rng = np.random.default_rng(2)
    baseline, drift = noise(50, rng), noise(60, rng)
    projected = project(baseline, drift, rng=rng)
    points = np.concatenate([projected.baseline, projected.drift])
    extent = points.max(axis=0) - points.min(axis=0)
    assert extent.max() == pytest.approx(1.0)
    assert extent.min() < 1.0
    assert (points.min(axis=0) + points.max(axis=0)) / 2 == pytest.approx([0.5, 0.5])
    assert 0 < sum(projected.explained) < 1


def test_the_map_has_most_rows_and_always_the_novel_ones():
    rng = np.random.default_rng(3)
    always = [17, 2400, 3]
    projected = project(noise(900, rng), noise(2500, rng), rng=rng, most=50, always=always)
    assert len(projected.baseline) == len(projected.drift) == len(projected.drift_rows) == 50
    assert set(always) <= set(projected.drift_rows.tolist())
    assert projected.drift_rows.tolist() == sorted(set(projected.drift_rows.tolist()))
    assert projected.drift_rows.max() < 2500


def test_points_and_row_numbers_belong_together():
    rng = np.random.default_rng(4)
    baseline, drift = noise(100, rng), noise(100, rng)
    new = rng.permutation(100)[:20]
    drift[new] = unit(rng.normal(size=(20, DIMENSIONS)) + 12 * np.eye(1, DIMENSIONS, 5))
    projected = project(baseline, drift, rng=rng, most=30, always=new[:3])
    ranked = projected.drift_rows[np.argsort(-projected.drift[:, 0])]
    shown = set(ranked.tolist()) & set(new.tolist())
    assert len(shown) >= 3
    assert set(ranked[: len(shown)].tolist()) == shown


def test_the_map_does_not_depend_on_the_origin():
    rows = np.random.default_rng(5)
    baseline, drift = rows.normal(size=(40, 6)), rows.normal(size=(30, 6)) + np.eye(1, 6)
    maps = [project(baseline + at, drift + at, rng=np.random.default_rng(0)) for at in (0, 0, 10)]
    for projected in maps[1:]:
        assert np.allclose(projected.baseline, maps[0].baseline)
        assert np.allclose(projected.drift, maps[0].drift)


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
    projected = project(baseline.astype(np.float32), drift.astype(np.float32), rng=np.random.default_rng(0))
    points = np.concatenate([projected.baseline, projected.drift])
    assert points.shape == (len(baseline) + len(drift), 2)
    assert np.isfinite(points).all()
    assert points.min() >= 0
    assert points.max() <= 1
    assert all(0 <= share <= 1 for share in projected.explained)


def test_a_file_without_rows_is_rejected():
    with pytest.raises(ValueError, match="rows of both files, got 3 and 0"):
        project(np.ones((3, 2)), np.ones((0, 2)), rng=np.random.default_rng(0))
