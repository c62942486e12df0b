"""Tests and effects of numbers, against scipy and against all relabellings."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from functions.score.statistics.columns import numeric, rank_tests
from functions.score.statistics.columns.missing import Absent
from functions.score.statistics.columns.pooled import Groups, Pooled, quantiles
from functions.score.statistics.columns.robust_spread import robust_deviation


def groups(before, after):
    pooled = Pooled.of(np.array(before, float), np.array(after, float))
    return Groups.of(pooled.totals, pooled.counts)


def compare(before, after, seed=0, **absent):
    before, after = np.array(before, float), np.array(after, float)
    cells = Absent((len(before), len(after)), **absent)
    return numeric.compare("c", before, after, cells, np.random.default_rng(seed))


@pytest.mark.parametrize(("n", "m"), [(20, 7), (50, 50), (30, 100), (5, 3), (200, 40)])
@pytest.mark.parametrize("shift", [0.9, 2.0])
def test_small_kolmogorov_smirnov_p_values_equal_scipys_exact_ones(n, m, shift):
    rng = np.random.default_rng(n)
    before, after = rng.normal(size=n), rng.normal(shift, size=m)
    test = rank_tests.kolmogorov_smirnov(groups(before, after))
    expected = stats.ks_2samp(before, after, method="exact")
    assert test.statistic == pytest.approx(expected.statistic)
    if test.p_value < 0.02:
        assert test.p_value == pytest.approx(expected.pvalue, rel=1e-6)
    assert test.p_value >= expected.pvalue * (1 - 1e-9)


def every_relabelling(values, taken, statistic):
    chosen = combinations(range(len(values)), taken)
    return np.array([statistic(np.delete(values, pick), values[list(pick)]) for pick in chosen])


TIED = np.array([0, 0, 0, 0, 1, 1, 2, 2, 2, 5, 6, 6.0])


def gap(before, after):
    return stats.ks_2samp(before, after).statistic


def test_kolmogorov_smirnov_p_value_is_exact_with_ties():
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
def test_rank_sums_of_few_rows_agree_with_all_relabellings(test, statistic):
    all_sums = every_relabelling(TIED, 5, lambda b, a: statistic(np.concatenate([b, a]), a))
    before, after = np.delete(TIED, [0, 8, 9, 10, 11]), TIED[[0, 8, 9, 10, 11]]
    observed = statistic(np.concatenate([before, after]), after)
    distances = np.abs(all_sums - all_sums.mean())
    share = np.mean(distances >= abs(observed - all_sums.mean()) - 1e-9)
    p_value = test(groups(before, after), np.random.default_rng(0)).p_value
    assert p_value == pytest.approx(share, abs=0.06) or (share > 0.25 and p_value > 0.25)


def test_rank_sums_of_many_rows_agree_with_scipy():
    rng = np.random.default_rng(1)
    before, after = rng.normal(size=400), rng.normal(0.1, 1.1, size=300)
    shift = rank_tests.mann_whitney(groups(before, after), rng)
    expected = stats.mannwhitneyu(after, before)
    assert shift.statistic == pytest.approx(expected.statistic / (400 * 300))
    assert shift.p_value == pytest.approx(expected.pvalue, rel=0.01)
    spread = rank_tests.mood(groups(before, after), rng)
    expected = stats.mood(after, before)
    assert spread.statistic == pytest.approx(expected.statistic, rel=0.01)
    assert spread.p_value == pytest.approx(expected.pvalue, rel=0.2)


@pytest.mark.parametrize("outside", [1, 2, 4])
def test_the_range_test_has_the_probability_that_all_extreme_rows_are_drift_rows(outside):
    n, m = 30, 10
    after = [*np.linspace(0.1, 0.9, m - outside), *range(2, 2 + outside)]
    test = rank_tests.beyond_range(groups(np.linspace(0, 1, n), after))
    chance = np.prod([(m - i) / (n + m - i) for i in range(outside)])
    assert (test.statistic, test.p_value) == (outside, pytest.approx(min(1, 2 * chance)))


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
    columns = [compare(SHAPES[shape](rng, n), SHAPES[shape](rng, m), seed) for seed in range(runs)]
    for position in range(4):
        # Sometimes all values are zero, and nothing is tested.
        p_values = np.array([column.tests[position].p_value for column in columns if column.tests])
        for alpha in (0.01, 0.05, 0.2):
            assert np.mean(p_values <= alpha) <= alpha + 3 * np.sqrt(alpha * (1 - alpha) / runs)


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        (lambda x: x + 0.7, "Mann-Whitney test"),
        (lambda x: x * 1.8, "Mood's test of spread"),
        (lambda x: np.where(np.arange(len(x)) < 8, 50 + x, x), "values outside the baseline range"),
        (lambda x: np.sign(x) * (1 + 0.1 * x), "Kolmogorov-Smirnov test"),
    ],
)
def test_each_test_detects_its_kind_of_change(changed, name):
    rng = np.random.default_rng(2)
    column = compare(rng.normal(size=500), changed(rng.normal(size=150)))
    assert next(test for test in column.tests if test.name == name).p_value < 1e-4
    assert column.p_value < 1e-3


BEYOND_CHANCE = "Wasserstein distance beyond chance, in robust baseline standard deviations"


def test_the_first_effect_is_the_wasserstein_distance_in_robust_baseline_deviations():
    rng = np.random.default_rng(3)
    before, after = rng.lognormal(size=200), rng.lognormal(0.3, size=77)
    robust = robust_deviation(np.sort(before))
    effects = compare(before, after).effects
    expected = stats.wasserstein_distance(before, after)
    assert effects[0].name == BEYOND_CHANCE
    assert 0.3 * expected < effects[0].value * robust < expected
    sizes = {effect.name: effect.value for effect in effects}
    assert sizes["Wasserstein distance in baseline standard deviations"] == pytest.approx(
        expected / before.std()
    )
    shift = (np.median(after) - np.median(before)) / robust
    assert sizes["median shift in robust baseline standard deviations"] == pytest.approx(shift)
    outside = np.mean((after < before.min()) | (after > before.max()))
    expected = max(0, (outside - 2 / 201) / (1 - 2 / 201))
    assert sizes["share of values outside the baseline range, beyond chance"] == pytest.approx(expected)


@pytest.mark.parametrize(("n", "m"), [(30, 30), (200, 50), (1000, 300)])
@pytest.mark.parametrize("draw", ["normal", "exponential", "uniform"])
def test_the_distance_beyond_chance_is_right_for_any_number_of_rows(n, m, draw):
    rng = np.random.default_rng([n, m])
    calm, moved, raw = [], [], []
    for _ in range(60):
        before, after = getattr(rng, draw)(size=n), getattr(rng, draw)(size=m)
        sizes = {effect.name: effect.value for effect in compare(before, after).effects}
        calm.append(sizes[BEYOND_CHANCE])
        raw.append(sizes["Wasserstein distance in baseline standard deviations"])
        moved.append(compare(before, after + robust_deviation(np.sort(before))).effects[0].value)
    assert np.mean(calm) < 0.65 * np.mean(raw)
    assert np.mean(moved) == pytest.approx(1.0, abs=0.1)


def test_equal_files_have_effects_of_zero():
    values = np.random.default_rng(4).normal(size=100)
    sizes = {effect.name: effect.value for effect in compare(values, values).effects}
    assert sizes.pop("standard deviation, drift file to baseline") == 1
    assert set(sizes.values()) == {0.0}


def test_the_stability_index_over_deciles_follows_the_formula():
    column = compare(np.arange(100.0), np.arange(50.0))
    sizes = {effect.name: effect.value for effect in column.effects}
    assert sizes["total variation over baseline deciles"] == pytest.approx(0.5)
    expected = 5 * (0.2 - 0.1) * np.log(0.2 / 0.1) + 5 * (0.0001 - 0.1) * np.log(0.0001 / 0.1)
    assert sizes["population stability index"] == pytest.approx(expected)


def test_quantiles_equal_numpys():
    values = np.sort(np.random.default_rng(5).normal(size=37))
    levels = np.linspace(0, 1, 11)
    assert quantiles(values, levels) == pytest.approx(np.quantile(values, levels))


def test_both_summaries_have_the_same_histogram_edges():
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
    assert max(column.before["shares"]) < 0.5  # the outlier does not move all others into one bar
    assert column.after["median"] == pytest.approx(np.median(after))
    assert column.before["sd"] == pytest.approx(before.std())


def test_whole_numbers_get_one_bar_each():
    column = compare([1, 2, 2, 3, 5] * 4, [5, 5, 4])
    assert column.before["edges"] == [0.5, 1.5, 2.5, 3.5, 4.5, 5.5]
    assert column.before["shares"] == [0.2, 0.4, 0.2, 0.0, 0.2]
    assert column.after["shares"] == pytest.approx([0, 0, 0, 1 / 3, 2 / 3])


def test_missing_cells_get_their_own_test():
    after = np.full(50, np.nan)
    after[:25] = np.linspace(0, 1, 25)
    column = compare(np.linspace(0, 1, 100), after, missing=(0, 25))
    assert [test.name for test in column.tests][-1] == "missing cells, Fisher's exact test"
    assert column.p_value == pytest.approx(5 * column.tests[-1].p_value)
    assert column.p_value < 1e-6
    assert column.after["count"] == 25


@pytest.mark.parametrize("rows", [208_065, 250_001, 999_999])
def test_a_changed_constant_in_large_files_is_detected(rows):
    column = compare(np.full(rows, 2025.0), np.full(rows, 2026.0))
    assert column.p_value < 0.001


def test_the_note_has_the_ranges_of_both_files():
    column = compare([1, 2, 5, 8], [0.5, 1, 9, 10])
    assert column.notes == ("3 values outside the baseline range [1, 8] (file range [0.5, 10])",)
    assert compare([1, 2, 5, 8], [9, 2]).notes == (
        "1 value outside the baseline range [1, 8] (file range [2, 9])",
    )
    assert compare([1, 2, 5, 8], [1, 8]).notes == ()
