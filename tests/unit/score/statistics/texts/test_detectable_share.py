"""The smallest detectable change: what it depends on, and whether a test detects it."""

import numpy as np
import pytest
from scipy import special

from functions.score.statistics.evidence import Undefined
from functions.score.statistics.texts.detectable_share import detectable_share
from functions.score.statistics.texts.sensitivity import Sensitivity, sensitivity

BASELINE = Sensitivity(rows=1000, spread=0.9, deviation=0.15, displacement=0.04, surprise=2.0)


def _share(baseline=BASELINE, rows=300, alpha=0.05, comparisons=1, minimum=0.0):
    return detectable_share(baseline, rows, alpha=alpha, comparisons=comparisons, minimum=minimum)


def _texts(rng, rows, topics, dimensions=40):
    """Return rows around the axes of `topics`, a random one for each row."""
    texts = 0.6 * rng.standard_normal((rows, dimensions)) / np.sqrt(dimensions)
    texts[np.arange(rows), rng.choice(topics, rows)] += 0.6
    return (texts / np.linalg.norm(texts, axis=1, keepdims=True)).astype(np.float32)


def test_more_rows_show_smaller_changes():
    shares = [_share(rows=rows) for rows in (30, 100, 300, 1000, 5000)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] > 2 * shares[-1]


def test_stricter_levels_and_more_columns_only_show_larger_changes():
    assert _share(alpha=0.01) > _share(alpha=0.05)
    assert _share(comparisons=50) == pytest.approx(_share(alpha=0.001))


def test_the_more_sensitive_statistic_counts():
    shift_alone = Sensitivity(1000, 0.9, 0.15, 0.04, 1.0)
    novelty_alone = Sensitivity(1000, 0.9, 0.15, 0.0, 2.0)
    assert _share() == min(_share(shift_alone), _share(novelty_alone))


def test_the_shift_follows_the_formula():
    scale = 1 / 1000 + 1 / 300
    shape = (0.9 / 0.15) ** 2
    critical = special.chdtri(2 * shape, 0.05 / 2) / (2 * shape) * 0.9  # gamma as chi-square
    expected = np.sqrt((critical - 0.9 + special.ndtri(0.8) * 0.15) * scale / 0.04)
    assert _share(Sensitivity(1000, 0.9, 0.15, 0.04, 1.0)) == pytest.approx(expected, rel=1e-5)


def test_the_share_is_at_least_the_threshold_and_one_row():
    assert _share(rows=5000, minimum=0.4) == 0.4
    assert _share(Sensitivity(10_000, 0.001, 0.0001, 0.9, 9.0), rows=20) == pytest.approx(1 / 20)


def test_the_share_is_undefined_if_no_change_is_detectable():
    share = _share(Sensitivity(1000, 0.9, 0.15, 0.001, 1.1), rows=20)
    assert share == Undefined("even a change of all 20 rows could not be distinguished from chance")
    assert isinstance(_share(Sensitivity(1000, 0.9, 0.15, 0.0, 0.9)), Undefined)


def test_the_share_is_undefined_with_too_few_labellings():
    tiny = Sensitivity(4, 0.001, 0.0001, 0.9, 9.0)
    assert isinstance(_share(tiny, rows=2, alpha=0.05), Undefined)  # 15 labellings: no p below 1/15
    assert isinstance(_share(tiny, rows=2, alpha=0.1), float)


@pytest.mark.parametrize(
    "wrong", [{"rows": 1}, {"alpha": 0.0}, {"alpha": 1.0}, {"comparisons": 0}, {"minimum": 1.1}]
)
def test_arguments_out_of_range_are_errors(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        _share(**wrong)


def test_the_deviation_has_no_bias_in_small_baselines():
    rng = np.random.default_rng(1)
    topics = np.arange(8)
    small = np.mean([sensitivity(_texts(rng, 60, topics)).deviation for _ in range(30)])
    assert small == pytest.approx(sensitivity(_texts(rng, 8000, topics)).deviation, rel=0.05)


def test_the_displacement_contains_little_noise():
    rng = np.random.default_rng(2)
    noise = rng.standard_normal((100, 200)).astype(np.float32) / np.float32(np.sqrt(200))
    axis = np.linalg.svd(noise - noise.mean(axis=0))[2][0]
    above = noise @ axis > (noise @ axis).mean()
    naive = ((noise[above].mean(axis=0) - noise.mean(axis=0)) ** 2).sum()
    assert sensitivity(noise).displacement < naive / 2


def test_the_displacement_of_two_clear_halves_is_exact():
    halves = np.zeros((60, 10), dtype=np.float32)
    halves[::3, 0] = halves[1::3, 1] = halves[2::3, 1] = 1.0
    middle = halves.mean(axis=0)
    nearer = min(float(((halves[row] - middle) ** 2).sum()) for row in (0, 1))
    assert sensitivity(halves).displacement == pytest.approx(nearer, rel=0.1)


def test_distinct_topics_have_a_large_surprise():
    rng = np.random.default_rng(3)
    assert sensitivity(_texts(rng, 400, np.arange(4))).surprise > 3.0
    assert sensitivity(_texts(rng, 400, np.arange(1))).surprise < 2.0


def test_other_texts_are_detectable_against_copies_of_one_text():
    text = np.zeros((50, 8), dtype=np.float32)
    text[:, 0] = 1.0
    assert _share(sensitivity(text), rows=40) == pytest.approx(4 / 40)  # (40 / 90)^4 < .05 < (40 / 90)^3
    assert isinstance(_share(sensitivity(text), rows=2000), float)
    assert isinstance(_share(sensitivity(text[:3]), rows=2), Undefined)


@pytest.mark.parametrize("rows", [2, 3, 4, 5, 9, 41])
def test_tiny_baselines_give_numbers_or_reasons(rows):
    measured = sensitivity(_texts(np.random.default_rng(4), rows, np.arange(3)))
    numbers = measured.spread, measured.deviation, measured.displacement, measured.surprise
    assert np.isfinite(numbers).all()
    assert isinstance(_share(measured, rows=20), float | Undefined)


def test_a_baseline_of_one_row_is_an_error():
    with pytest.raises(ValueError, match="1 rows"):
        sensitivity(np.ones((1, 8), dtype=np.float32))


def test_the_mean_shift_has_the_stated_power():
    """Displace the stated share of rows as far as the baseline's halves; permute the labels."""
    rng = np.random.default_rng(5)
    topics = np.arange(6)
    pool = _texts(rng, 6000, topics)
    planned = sensitivity(pool[:300])
    planned = Sensitivity(planned.rows, planned.spread, planned.deviation, planned.displacement, 1.0)
    share = _share(planned, rows=100)
    offset = np.zeros(pool.shape[1], dtype=np.float32)
    offset[-1] = np.sqrt(planned.displacement)
    detected = 0
    for _ in range(60):
        chosen = pool[rng.choice(len(pool), 400, replace=False)].copy()
        chosen[300 : 300 + int(np.ceil(100 * share))] += offset
        labels = np.zeros((200, 400), dtype=np.float32)
        labels[:, 300:] = 1.0
        labels[1:] = rng.permuted(labels[1:], axis=1)
        shift = labels @ chosen / 100 - (1 - labels) @ chosen / 300
        statistics = (shift**2).sum(axis=1)
        detected += (statistics >= statistics[0]).mean() <= 0.05
    assert detected >= 45  # of 60; the level is halved for two kinds of change, so the power is above 80%
