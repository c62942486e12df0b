import numpy as np
import pytest

from functions.score.statistics.moments import Moments
from functions.score.statistics.texts import score_interval as module
from functions.score.statistics.texts.cosine import drift_score

RUNS = 300


def score_interval(x, y, score):
    return module.score_interval(Moments.of(x), Moments.of(y), score)


def rows(rng, count, centre):
    drawn = rng.normal(centre, 0.1, size=(count, len(centre)))
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


def debiased(x, y):
    def squared(file):
        total = file.sum(axis=0, dtype=np.float64)
        return (total @ total - len(file)) / (len(file) * (len(file) - 1))

    return 1 - x.mean(axis=0, dtype=np.float64) @ y.mean(axis=0, dtype=np.float64) / np.sqrt(
        squared(x) * squared(y)
    )


@pytest.mark.parametrize("shift", [0.0, 0.05, 0.3])
@pytest.mark.parametrize("counts", [(500, 20), (200, 200)])
def test_the_interval_covers_the_score_of_the_populations_at_its_rate(shift, counts):
    rng = np.random.default_rng(4)
    before = np.full(20, 0.2)
    after = before + shift * np.eye(20)[0]
    means = [Moments.of(rows(rng, 200_000, centre)).mean for centre in (before, after)]
    truth = drift_score(*means)
    if shift == 0:
        truth = 0.0
    covered = 0
    for _ in range(RUNS):
        x, y = rows(rng, counts[0], before), rows(rng, counts[1], after)
        interval = score_interval(x, y, debiased(x, y))
        covered += interval.low <= truth <= interval.high
    assert covered / RUNS >= 0.95 - 3 * np.sqrt(0.95 * 0.05 / RUNS)


def test_two_copies_of_one_text_have_an_interval_of_width_zero():
    same = np.ones((2, 4), np.float32) / 2
    interval = score_interval(same, same, 0.0)
    assert (interval.low, interval.estimate, interval.high) == pytest.approx((0, 0, 0), abs=1e-6)
