"""Tests and sizes of numbers, against scipy and against every relabelling."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from functions.score.statistics.columns import numeric, rank_tests
from functions.score.statistics.columns.missing import Absent
from functions.score.statistics.columns.pooled import Groups, Pooled, quantiles


def groups(before, after):
    pooled = Pooled.of(np.array(before, float), np.array(after, float))
    return Groups.of(pooled.totals, pooled.counts)


def compare(before, after, seed=0, **absent):
    before, after = np.array(before, float), np.array(after, float)
    found = Absent((len(before), len(after)), **absent)
    return numeric.compare("c", before, after, found, np.random.default_rng(seed))


@pytest.mark.parametrize(("n", "m"), [(20, 7), (50, 50), (30, 100), (5, 3), (200, 40)])
@pytest.mark.parametrize("shift", [0.9, 2.0])
def test_kolmogorov_smirnov_is_scipy_s_exact_one_where_it_matters(n, m, shift):
    rng = np.random.default_rng(n)
    before, after = rng.normal(size=n), rng.normal(shift, size=m)
    found = rank_tests.kolmogorov_smirnov(groups(before, after))
    expected = stats.ks_2samp(before, after, method="exact")
    assert found.statistic == pytest.approx(expected.statistic)
    if found.p_value < 0.02:
        assert found.p_value == pytest.approx(expected.pvalue, rel=1e-6)
    assert found.p_value >= expected.pvalue * (1 - 1e-9)


def every_relabelling(values, taken, statistic):
    chosen = combinations(range(len(values)), taken)
    return np.array([statistic(np.delete(values, pick), values[list(pick)]) for pick in chosen])


TIED = np.array([0, 0, 0, 0, 1, 1, 2, 2, 2, 5, 6, 6.0])


def gap(before, after):
    return stats.ks_2samp(before, after).statistic


def test_kolmogorov_smirnov_counts_every_relabelling_of_tied_values():
    all_gaps = every_relabelling(TIED, 5, gap)
    before, after = TIED[:7], TIED[7:]
    share = np.mean(all_gaps >= gap(before, after) - 1e-9)
    assert rank_tests.kolmogorov_smirnov(groups(before, after)).p_value == pytest.approx(share)


@pytest.mark.parametrize(
    ("test", "statistic"),
    [
        (rank_tests.mann_whitney, lambda pooled, after: stats.rankdata(pooled)[-len(after) :].sum()),
        (
            rank_tests.mood,
            lambda pooled, after: ((stats.rankdata(pooled) - (len(pooled) + 1) / 2) ** 2)[
                -len(after) :
            ].sum(),
        ),
    ],
)
def test_rank_sums_of_few_rows_agree_with_every_relabelling(test, statistic):
    all_sums = every_relabelling(TIED, 5, lambda b, a: statistic(np.concatenate([b, a]), a))
    before, after = np.delete(TIED, [0, 8, 9, 10, 11]), TIED[[0, 8, 9, 10, 11]]
    observed = statistic(np.concatenate([before, after]), after)
    distances = np.abs(all_sums - all_sums.mean())
    share = np.mean(distances >= abs(observed - all_sums.mean()) - 1e-9)
    found = test(groups(before, after), np.random.default_rng(0)).p_value
    assert found == pytest.approx(share, abs=0.06) or (share > 0.25 and found > 0.25)


def test_rank_sums_of_many_rows_agree_with_scipy():
    rng = np.random.default_rng(1)
    before, after = rng.normal(size=400), rng.normal(0.1, 1.1, size=300)
    found = rank_tests.mann_whitney(groups(before, after), rng)
    expected = stats.mannwhitneyu(after, before)
    assert found.statistic == pytest.approx(expected.statistic / (400 * 300))
    assert found.p_value == pytest.approx(expected.pvalue, rel=0.01)
    spread = rank_tests.mood(groups(before, after), rng)
    expected = stats.mood(after, before)
    assert spread.statistic == pytest.approx(expected.statistic, rel=0.01)
    assert spread.p_value == pytest.approx(expected.pvalue, rel=0.2)


@pytest.mark.parametrize("beyond", [1, 2, 4])
def test_values_beyond_the_range_have_the_chance_that_the_most_extreme_rows_are_all_the_drift_file_s(beyond):
    n, m = 30, 10
    after = [*np.linspace(0.1, 0.9, m - beyond), *range(2, 2 + beyond)]
    found = rank_tests.beyond_range(groups(np.linspace(0, 1, n), after))
    chance = np.prod([(m - i) / (n + m - i) for i in range(beyond)])
    assert (found.statistic, found.p_value) == (beyond, pytest.approx(min(1, 2 * chance)))


SHAPES = {
    "normal": lambda rng, rows: rng.normal(size=rows),
    "cauchy": lambda rng, rows: rng.standard_cauchy(rows),
    "lognormal": lambda rng, rows: rng.lognormal(0, 2, rows),
    "mostly zero": lambda rng, rows: np.where(rng.random(rows) < 0.9, 0, rng.gamma(2, 3, rows)),
    "ratings": lambda rng, rows: rng.choice(5, rows, p=[0.05, 0.05, 0.1, 0.3, 0.5]),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("n", "m"), [(60, 8), (100, 100)])
def test_no_test_raises_false_alarms_on_skewed_and_tied_values(shape, n, m):
    rng = np.random.default_rng(7)
    runs = 500
    found = [compare(SHAPES[shape](rng, n), SHAPES[shape](rng, m), seed) for seed in range(runs)]
    for position in range(4):
        # Now and then all values are zero, and nothing is tested.
        p_values = np.array([column.tests[position].p_value for column in found if column.tests])
        for alpha in (0.01, 0.05, 0.2):
            assert np.mean(p_values <= alpha) <= alpha + 3 * np.sqrt(alpha * (1 - alpha) / runs)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        (lambda x: x + 0.7, "Mann-Whitney test"),
        (lambda x: x * 1.8, "Mood's test of spread"),
        (lambda x: np.where(np.arange(len(x)) < 8, 50 + x, x), "values beyond the baseline's range"),
        (lambda x: np.sign(x) * (1 + 0.1 * x), "Kolmogorov-Smirnov test"),
    ],
)
def test_each_test_finds_the_change_that_it_is_there_for(changed, named):
    rng = np.random.default_rng(2)
    column = compare(rng.normal(size=500), changed(rng.normal(size=150)))
    assert next(test for test in column.tests if test.name == named).p_value < 1e-4
    assert column.p_value < 1e-3


def test_the_first_effect_is_the_wasserstein_distance_in_baseline_deviations():
    rng = np.random.default_rng(3)
    before, after = rng.lognormal(size=200), rng.lognormal(0.3, size=77)
    effects = compare(before, after).effects
    expected = stats.wasserstein_distance(before, after) / before.std()
    assert effects[0].name == "Wasserstein distance beyond chance, in baseline standard deviations"
    assert 0.3 * expected < effects[0].value < expected
    named = {effect.name: effect.value for effect in effects}
    assert named["Wasserstein distance in baseline standard deviations"] == pytest.approx(expected)
    shift = (np.median(after) - np.median(before)) / before.std()
    assert named["median shift in baseline standard deviations"] == pytest.approx(shift)
    beyond = np.mean((after < before.min()) | (after > before.max()))
    expected = max(0, (beyond - 2 / 201) / (1 - 2 / 201))
    assert named["share beyond the baseline's range, beyond chance"] == pytest.approx(expected)


@pytest.mark.parametrize(("n", "m"), [(30, 30), (200, 50), (1000, 300)])
@pytest.mark.parametrize("draw", ["normal", "exponential", "uniform"])
def test_the_distance_without_chance_is_right_at_every_size(n, m, draw):
    rng = np.random.default_rng([n, m])
    calm, moved, raw = [], [], []
    for _ in range(60):
        before, after = getattr(rng, draw)(size=n), getattr(rng, draw)(size=m)
        found = {effect.name: effect.value for effect in compare(before, after).effects}
        calm.append(found["Wasserstein distance beyond chance, in baseline standard deviations"])
        raw.append(found["Wasserstein distance in baseline standard deviations"])
        moved.append(compare(before, after + before.std()).effects[0].value)
    assert np.mean(calm) < 0.65 * np.mean(raw)
    assert np.mean(moved) == pytest.approx(1.0, abs=0.1)


def test_equal_files_have_no_size():
    values = np.random.default_rng(4).normal(size=100)
    sizes = {effect.name: effect.value for effect in compare(values, values).effects}
    assert sizes.pop("standard deviation, drift file to baseline") == 1
    assert set(sizes.values()) == {0.0}


def test_the_stability_index_over_deciles_by_hand():
    column = compare(np.arange(100.0), np.arange(50.0))
    sizes = {effect.name: effect.value for effect in column.effects}
    assert sizes["total variation over baseline deciles"] == pytest.approx(0.5)
    by_hand = 5 * (0.2 - 0.1) * np.log(0.2 / 0.1) + 5 * (0.0001 - 0.1) * np.log(0.0001 / 0.1)
    assert sizes["population stability index"] == pytest.approx(by_hand)


def test_quantiles_are_numpy_s():
    values = np.sort(np.random.default_rng(5).normal(size=37))
    levels = np.linspace(0, 1, 11)
    assert quantiles(values, levels) == pytest.approx(np.quantile(values, levels))


def test_the_summary_of_both_files_shares_its_histogram():
    rng = np.random.default_rng(6)
    before, after = rng.normal(size=300), np.append(rng.normal(3, size=100), 1e6)
    column = compare(before, after)
    assert column.before.keys() == column.after.keys()
    assert column.before["edges"] == column.after["edges"]
    edges = column.before["edges"]
    assert 2 <= len(edges) <= 21
    assert edges == sorted(set(edges))
    assert (edges[0], edges[-1]) == (min(before.min(), after.min()), 1e6)
    assert sum(column.before["shares"]) == pytest.approx(1)
    assert max(column.before["shares"]) < 0.5  # one outlier does not squeeze the others into one bar
    assert column.after["median"] == pytest.approx(np.median(after))
    assert column.before["sd"] == pytest.approx(before.std())


def test_whole_numbers_have_a_bar_each():
    column = compare([1, 2, 2, 3, 5] * 4, [5, 5, 4])
    assert column.before["edges"] == [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]
    assert column.before["shares"] == [0.2, 0.4, 0.2, 0.0, 0.2]
    assert column.after["shares"] == pytest.approx([0, 0, 0, 1 / 3, 2 / 3])


def test_missing_cells_count_as_a_test_of_their_own():
    after = np.full(50, np.nan)
    after[:25] = np.linspace(0, 1, 25)
    column = compare(np.linspace(0, 1, 100), after, missing=(0, 25))
    assert [test.name for test in column.tests][-1] == "missing cells, Fisher's exact test"
    assert column.p_value == pytest.approx(5 * column.tests[-1].p_value)
    assert column.p_value < 1e-6
    assert column.after["count"] == 25


@pytest.mark.parametrize("rows", [208_065, 250_001, 999_999])
def test_a_constant_that_changed_in_large_files_has_no_spread(rows):
    found = compare(np.full(rows, 2025.0), np.full(rows, 2026.0))
    assert found.p_value < 0.001
