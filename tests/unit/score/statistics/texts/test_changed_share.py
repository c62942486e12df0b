"""The changed share of a text column against the exact values of normal populations."""

import math

import numpy as np
import pytest

from functions.score.statistics.evidence import Interval, Undefined
from functions.score.statistics.texts.changed_share import LEAST_ROWS, changed_share
from functions.score.statistics.texts.cut import (
    Cut,
    cross_fitted_cut,
    cut_at,
    highest_cut,
)
from functions.score.statistics.texts.discriminant import RIDGE, cross_fitted
from functions.score.statistics.texts.folds import Folds
from functions.score.statistics.texts.neighbours import nearest_neighbours
from functions.score.statistics.texts.separation import distance_of_part, shift_variation, visible_part

CERTAIN = 0.001  # a p-value small enough for a lower limit above zero
DIMENSIONS = 50


def _novelty(baseline, drift):
    """Return the negative distance to the baseline's mean: low for novel rows."""
    middle = baseline.mean(axis=0)
    return tuple(-np.linalg.norm(rows - middle, axis=1).astype(np.float32) for rows in (baseline, drift))


def _drift_shares(baseline, drift, rng):
    """Return the share of drift rows among the 60 rows around each row."""
    pooled = np.concatenate([baseline, drift])
    shuffled = rng.permutation(len(pooled))
    nearest = nearest_neighbours(pooled[shuffled], min(60, len(pooled) - 1)).indices
    shares = np.empty(len(pooled))
    shares[shuffled] = (shuffled[nearest] >= len(baseline)).mean(axis=1)
    return shares[: len(baseline)], shares[len(baseline) :]


def _share(baseline, drift, p_value=CERTAIN, seed=0):
    rng = np.random.default_rng(seed)
    return changed_share(
        Folds.of(baseline, rng),
        drift,
        _novelty(baseline, drift),
        _drift_shares(baseline, drift, rng),
        p_value,
        rng,
    )


def _populations(rng, rows, share, distance):
    """Return N(0, I), a mixture with a share of shifted rows, and their total variation."""
    scale = np.float32(0.4 / math.sqrt(DIMENSIONS))
    baseline = rng.standard_normal((rows[0], DIMENSIONS), dtype=np.float32)
    drift = rng.standard_normal((rows[1], DIMENSIONS), dtype=np.float32)
    drift[rng.random(rows[1]) < share, 0] += distance
    return baseline * scale, drift * scale, share * shift_variation(distance)


@pytest.mark.parametrize(
    ("share", "distance"),
    [(0.0, 0.0), (1.0, 0.2513), (1.0, 1.683), (1.0, 3.29), (0.3, 6.0), (0.6, 2.0)],
)
def test_the_interval_covers_the_true_total_variation(share, distance):
    rng = np.random.default_rng(11)
    covered = over = 0
    for seed in range(40):
        baseline, drift, truth = _populations(rng, (300, 400), share, distance)
        # Without a change the test does not reject, so `low` is zero.
        share_interval = _share(baseline, drift, CERTAIN if truth else 1.0, seed)
        covered += share_interval.low <= truth <= share_interval.high
        over += share_interval.estimate > truth + 0.1
    assert covered >= 35  # of 40 at 95%; the probability of fewer is 0.003
    assert over <= 1


def test_the_estimate_of_a_new_topic_is_its_share():
    rng = np.random.default_rng(12)
    for share in (0.1, 0.3, 0.5, 1.0):
        baseline, drift, _ = _populations(rng, (1000, 300), 0.0, 0.0)
        drift[: round(300 * share), 0] += 0.4 * 8.0 / math.sqrt(DIMENSIONS)
        interval = _share(baseline, drift)
        assert abs(interval.estimate - share) < 0.08
        assert interval.low <= share * shift_variation(8.0) <= interval.high
        assert interval.high - interval.low < 0.3


def test_the_lower_limit_is_zero_unless_the_test_rejects():
    baseline, drift, _ = _populations(np.random.default_rng(13), (500, 500), 0.4, 5.0)
    assert _share(baseline, drift, 0.025).low > 0.2
    assert _share(baseline, drift, 0.026).low == 0.0


def test_the_same_seed_gives_the_same_interval():
    baseline, drift, _ = _populations(np.random.default_rng(14), (60, 40), 0.5, 3.0)
    assert _share(baseline, drift, seed=3) == _share(baseline, drift, seed=3)


@pytest.mark.parametrize("rows", [(10, 10), (11, 300), (300, 13), (40, 40)])
def test_small_files_have_wide_intervals(rows):
    rng = np.random.default_rng(15)
    for seed in range(20):
        interval = _share(*_populations(rng, rows, 0.3, 2.0)[:2], seed=seed)
        assert 0.0 <= interval.low <= interval.estimate <= interval.high <= 1.0
        assert interval.high > 0.4
        assert interval.confidence == 0.95


@pytest.mark.parametrize(("rows", "file"), [((9, 50), "baseline has 9"), ((50, 9), "drift file has 9")])
def test_too_few_rows_are_undefined(rows, file):
    share = _share(*_populations(np.random.default_rng(16), rows, 0.0, 0.0)[:2])
    assert share == Undefined(f"at least {LEAST_ROWS} rows are required, the {file}")


def _one_text(seed, rows):
    row = np.random.default_rng(seed).standard_normal((1, 384)).astype(np.float32)
    return np.repeat(row / np.linalg.norm(row), rows, axis=0)


def test_copies_of_one_text_have_not_changed():
    text = _one_text(17, 50)
    interval = _share(text[:20], text[20:])
    assert (interval.estimate, interval.low) == (0.0, 0.0)
    assert interval.high < 0.3


def test_one_text_instead_of_another_is_a_full_change():
    interval = _share(_one_text(18, 60), _one_text(19, 40))
    assert interval.estimate == 1.0
    assert interval.low > 0.85


@pytest.mark.parametrize("varied_first", [True, False])
def test_one_text_against_many_is_nearly_a_full_change(varied_first):
    varied, _, _ = _populations(np.random.default_rng(20), (40, 10), 0.0, 0.0)
    alone = np.repeat(varied[:1] + np.float32(1.0), 30, axis=0)
    pair = (varied, alone) if varied_first else (alone, varied)
    assert _share(*pair).estimate > 0.9


def test_zero_vectors_have_not_changed():
    zeros = np.zeros((30, 20), dtype=np.float32)
    interval = _share(zeros, zeros[:12])
    assert isinstance(interval, Interval)
    assert interval.estimate == 0.0


def test_shapes_must_match():
    x = np.zeros((20, 4), dtype=np.float32)
    scores = np.zeros(20, dtype=np.float32)
    rng, whole, short = np.random.default_rng(0), (scores, scores), (scores, scores[1:])
    with pytest.raises(ValueError, match=r"\(20, 4\) and \(20, 3\)"):
        changed_share(Folds.of(x, rng), x[:, :3], whole, whole, 1.0, rng)
    for pair in ((short, whole), (whole, short)):
        with pytest.raises(ValueError, match=r"scores of .*\(20, 19\)"):
            changed_share(Folds.of(x, rng), x, *pair, 1.0, rng)


def test_each_fold_is_scored_by_the_discriminant_of_the_other_folds():
    rng = np.random.default_rng(21)
    baseline, drift, _ = _populations(rng, (60, 45), 1.0, 2.0)
    rows = np.concatenate([baseline, drift])
    labels = np.arange(105) >= 60
    folds = Folds.of(baseline, rng), Folds.of(drift, rng)
    discriminant = cross_fitted(*folds, rng)
    fold = np.concatenate([file.fold for file in folds])
    held_out = fold == 2
    before, after = rows[~held_out & ~labels], rows[~held_out & labels]
    total = np.cov(np.concatenate([before, after]).T, bias=True)
    within = (len(before) * np.cov(before.T, bias=True) + len(after) * np.cov(after.T, bias=True)) / (
        len(before) + len(after)
    )
    within += RIDGE * np.trace(total) / DIMENSIONS * np.eye(DIMENSIONS)
    direction = np.linalg.solve(within, after.mean(axis=0) - before.mean(axis=0))
    expected = (rows[held_out] - (before.mean(axis=0) + after.mean(axis=0)) / 2) @ direction
    np.testing.assert_allclose(discriminant.scores[held_out], expected, rtol=1e-3, atol=1e-4)
    gap = discriminant.scores[labels].mean() - discriminant.scores[~labels].mean()
    assert discriminant.gap == pytest.approx(gap)
    assert discriminant.variances[0] == pytest.approx(discriminant.scores[~labels].var(ddof=1))


def test_folds_have_even_sizes_and_the_moments_of_the_other_rows():
    rng = np.random.default_rng(22)
    rows = rng.standard_normal((23, 4), dtype=np.float32)
    folds = Folds.of(rows, rng)
    assert sorted(np.bincount(folds.fold)) == [4, 4, 5, 5, 5]
    for number, others in enumerate(folds.others):
        outside = rows[folds.fold != number]
        np.testing.assert_allclose(others.mean, outside.mean(axis=0), atol=1e-6)
        np.testing.assert_allclose(others.scatter / len(outside), np.cov(outside.T, bias=True), atol=1e-5)


def test_a_cut_never_separates_rows_with_equal_scores():
    scores = np.array([1.0, 1.0, 1.0, 0.0])
    labels = np.array([True, True, False, False])
    assert highest_cut(scores, labels) == 1.0
    assert cut_at(scores, labels, 1.0) == Cut(baseline_hits=1, baseline_rows=2, drift_hits=2, drift_rows=2)


def test_a_fold_does_not_choose_its_own_cut():
    # A cut chosen by the fold itself would show a difference between random labels.
    rng = np.random.default_rng(23)
    labels = np.arange(400) >= 200
    differences = []
    for _ in range(100):
        scores = [rng.standard_normal(400), rng.standard_normal(400)]
        fold = rng.permutation(400) % 5
        differences.append(cross_fitted_cut(scores, labels, fold).difference)
    assert abs(np.mean(differences)) < 0.02  # each fold's own best cut would have a mean of 0.08


def test_the_distance_of_the_changed_rows_follows_from_variation_and_mean():
    for share, distance in ((0.2, 4.0), (1.0, 1.5)):
        ratio = share * shift_variation(distance) / (share * distance)
        assert distance_of_part(ratio) == pytest.approx(distance, abs=1e-9)
    assert distance_of_part(0.5) == pytest.approx(0.0, abs=1e-6)


def test_a_line_shows_more_of_a_larger_distance():
    parts = [visible_part(distance, 0.5) for distance in (0.0, 1.0, 3.0, 10.0)]
    assert parts == sorted(parts)
    assert parts[0] == 0.5
    assert parts[-1] == pytest.approx(1.0, abs=1e-6)
