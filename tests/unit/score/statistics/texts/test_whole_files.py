"""The documented score of whole files, estimated from samples."""

import numpy as np
import pytest

from functions.score.statistics.moments import Moments
from functions.score.statistics.texts import whole_files
from functions.score.statistics.texts.cosine import drift_score

RUNS = 200


def whole_files_score(baseline, drift, texts):
    return whole_files.whole_files_score(Moments.of(baseline), Moments.of(drift), texts)


def rows(rng, count, centre):
    drawn = rng.normal(centre, 0.1, size=(count, len(centre)))
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


def files(rng, shift):
    before = np.full(20, 0.2)
    return rows(rng, 3000, before), rows(rng, 4000, before + shift * np.eye(20)[0])


def test_all_texts_give_exactly_the_documented_score():
    baseline, drift = files(np.random.default_rng(0), 0.3)
    score = whole_files_score(baseline, drift, (3000, 4000))
    assert score.low == score.estimate == score.high
    assert score.estimate == drift_score(Moments.of(baseline).mean, Moments.of(drift).mean)


@pytest.mark.parametrize("shift", [0.0, 0.05, 0.3])
@pytest.mark.parametrize("counts", [(3000, 50), (500, 200)])
def test_the_interval_covers_the_score_of_all_texts_at_its_rate(shift, counts):
    rng = np.random.default_rng(1)
    baseline, drift = files(rng, shift)
    truth = drift_score(Moments.of(baseline).mean, Moments.of(drift).mean)
    scores = []
    for _ in range(RUNS):
        samples = (baseline[rng.permutation(3000)[: counts[0]]], drift[rng.permutation(4000)[: counts[1]]])
        scores.append(whole_files_score(*samples, (3000, 4000)))
    covered = np.mean([one.low <= truth <= one.high for one in scores])
    assert covered >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / RUNS)
    errors = [one.estimate - truth for one in scores]
    if shift:  # without a shift the score, which is never negative, is too large on average
        assert abs(np.mean(errors)) <= 4 * np.std(errors) / np.sqrt(RUNS)


def test_the_interval_narrows_with_the_sample():
    rng = np.random.default_rng(2)
    baseline, drift = files(rng, 0.3)
    widths = []
    for count in (50, 500, 3900):
        score = whole_files_score(baseline, drift[:count], (3000, 4000))
        widths.append(score.high - score.low)
    assert widths[0] > 2 * widths[1] > 8 * widths[2]


def test_texts_without_a_common_direction_have_the_widest_interval():
    rng = np.random.default_rng(3)
    baseline, drift = (rows(rng, 30, np.zeros(50)) for _ in range(2))
    score = whole_files_score(baseline, drift, (300, 300))
    assert (score.low, score.high) == (0.0, 2.0)


def test_more_embeddings_than_texts_are_rejected():
    baseline, drift = files(np.random.default_rng(4), 0.0)
    with pytest.raises(ValueError, match="4000 embedded texts are more than the file's 3999"):
        whole_files_score(baseline, drift, (3000, 3999))
