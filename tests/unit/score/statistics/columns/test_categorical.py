"""Tables of counts: chi-square, new categories, distances."""

import numpy as np
import pytest
from scipy import stats
from scipy.spatial import distance

from functions.score.statistics.columns import categorical, contingency
from functions.score.statistics.columns.missing import Absent


def compare(before, after, seed=0, kind="categorical"):
    """Compare two files of categories."""
    categories, codes = np.unique(np.concatenate([before, after]), return_inverse=True)
    pair = codes[: len(before)], codes[len(before) :]
    absent = Absent((len(before), len(after)))
    return categorical.compare("c", kind, pair, categories.tolist(), absent, np.random.default_rng(seed))


def sizes(column):
    return {effect.name: effect.value for effect in column.effects}


def test_chi_square_of_large_cells_equals_scipy():
    before, after = np.array([100, 200, 50, 30]), np.array([40, 50, 30, 20])
    test = contingency.homogeneity(before, after, np.random.default_rng(0))
    expected = stats.chi2_contingency([before, after])
    assert test.statistic == pytest.approx(expected.statistic)
    assert test.p_value == pytest.approx(expected.pvalue)


def test_monte_carlo_p_value_of_small_cells_agrees_with_scipy():
    before, after = np.array([6, 4, 3, 1, 1, 0, 1]), np.array([1, 1, 3, 1, 0, 3, 0])
    test = contingency.homogeneity(before, after, np.random.default_rng(0))
    method = stats.MonteCarloMethod(rng=np.random.default_rng(1), n_resamples=20_000)
    expected = stats.chi2_contingency([before, after], correction=False, method=method).pvalue
    assert test.name == "chi-square test, Monte Carlo"
    assert test.statistic == pytest.approx(stats.chi2_contingency([before, after]).statistic)
    assert test.p_value == pytest.approx(expected, rel=0.5)


@pytest.mark.parametrize(("n", "m"), [(200, 20), (100, 100), (20, 300)])
def test_long_tails_of_categories_raise_no_false_alarms(n, m):
    rng = np.random.default_rng(4)
    chances = 1 / np.arange(1, 151) ** 1.1
    chances /= chances.sum()
    runs = 400
    columns = [
        compare(rng.choice(150, n, p=chances), rng.choice(150, m, p=chances), run) for run in range(runs)
    ]
    for position in (0, 1):
        p_values = np.array([column.tests[position].p_value for column in columns])
        for alpha in (0.01, 0.05, 0.2):
            assert np.mean(p_values <= alpha) <= alpha + 3 * np.sqrt(alpha * (1 - alpha) / runs)


def test_one_new_category_among_hundreds_is_detected():
    rng = np.random.default_rng(4)
    before, after = rng.choice(400, 1000).astype(str), rng.choice(400, 300).astype(str)
    after[:12] = "new"
    column = compare(before, after)
    chi_square, largest_new = column.tests
    assert (largest_new.statistic, largest_new.p_value < 1e-5) == (12, True)
    assert chi_square.p_value > 10 * largest_new.p_value
    assert column.notes[0].startswith(f"{len(set(after) - set(before))} new categories: new (12 rows), ")


def test_the_p_value_of_the_largest_new_category_follows_the_formula():
    before, after = np.array([6, 4, 0]), np.array([1, 1, 3])
    one = (5 / 15) * (4 / 14) * (3 / 13)  # 3 rows of one category, all among the 5 of the drift file
    five = one * (2 / 12) * (1 / 11)  # the category of 5 rows could have been it too
    assert contingency.new_category_p(before, after) == pytest.approx(one + five)
    assert contingency.new_category_p(np.array([6, 4]), np.array([1, 1])) == 1.0


def test_a_note_names_a_category_whose_absence_is_improbable():
    column = compare(["a"] * 50 + ["b"] * 49 + ["c"], ["a"] * 30)
    assert column.notes == ("1 category disappeared: b (about 15 rows expected)",)
    assert compare(["a"] * 99 + ["c"], ["a"] * 30).notes == ()


def test_distances_equal_their_definitions():
    before, after = np.array([50, 30, 20, 0]), np.array([10, 20, 0, 10])
    p, q = before / 100, after / 40
    _, variation, divergence, index = (effect.value for effect in categorical.distances(before, after))
    assert variation == pytest.approx(np.abs(p - q).sum() / 2)
    assert divergence == pytest.approx(distance.jensenshannon(p, q, base=2))
    p, q = np.maximum(p, 0.0001), np.maximum(q, 0.0001)
    assert index == pytest.approx(((q - p) * np.log(q / p)).sum())


def test_disjoint_and_equal_shares_have_the_extreme_distances():
    disjoint = categorical.distances(np.array([5, 0]), np.array([0, 9]))
    assert [effect.value for effect in disjoint[:3]] == pytest.approx([1.0, 1.0, 1.0])
    equal = categorical.distances(np.array([2, 4]), np.array([3, 6]))
    assert [effect.value for effect in equal] == [0, 0, 0, 0]


@pytest.mark.parametrize(("n", "m"), [(20, 10), (100, 30), (600, 300)])
@pytest.mark.parametrize("categories", [2, 20, 80])
def test_chance_variation_is_the_mean_over_relabellings(n, m, categories):
    rng = np.random.default_rng([n, m, categories])
    pooled = rng.integers(0, categories, n + m)
    drawn = [rng.permutation(pooled) for _ in range(400)]
    counts = [
        (np.bincount(rows[:n], minlength=categories), np.bincount(rows[n:], minlength=categories))
        for rows in drawn
    ]
    occupied = counts[0][0] + counts[0][1] > 0
    variations = [np.abs(before / n - after / m).sum() / 2 for before, after in counts]
    expected = contingency.chance_variation(counts[0][0][occupied], counts[0][1][occupied])
    error = np.std(variations) / 20
    assert np.mean(variations) == pytest.approx(expected, abs=4 * error + 1e-12)


def test_the_size_of_a_change_does_not_grow_with_the_number_of_categories():
    rng = np.random.default_rng(3)
    for categories in (5, 80, 300):
        calm, changed = [], []
        for _ in range(30):
            before, after = rng.integers(0, categories, 600), rng.integers(0, categories, 300)
            calm.append(compare(before, after).effects[0].value)
            after[:90] = categories  # a new category in three of ten rows
            changed.append(compare(before, after).effects[0].value)
        assert np.mean(calm) < 0.02
        assert 0.15 < np.mean(changed) <= 0.31


def test_two_categories_get_one_test():
    column = compare([True] * 50 + [False] * 50, [True] * 30 + [False] * 10, kind="boolean")
    assert [test.name for test in column.tests] == ["Fisher's exact test"]
    assert column.p_value == pytest.approx(stats.fisher_exact([[50, 50], [30, 10]]).pvalue)
    assert sizes(column)["total variation"] == pytest.approx(0.25)
    assert 0.15 < sizes(column)["total variation beyond chance"] < 0.25


def test_the_summary_is_short_and_starts_with_new_categories():
    before = [f"c{number % 30:02}" for number in range(300)]
    column = compare(before, [*before[:40], "new", "new"])
    assert column.before["categories"] == column.after["categories"]
    assert column.after["categories"][0] == "new"
    assert len(column.after["categories"]) == 12
    for file in (column.before, column.after):
        assert sum(file["shares"]) + file["other"] == pytest.approx(1)
    assert (column.before["distinct"], column.after["distinct"]) == (30, 31)


def test_thousands_of_categories_are_tested():
    rng = np.random.default_rng(5)
    column = compare(rng.choice(5000, 8000), rng.choice(5000, 4000))
    assert column.p_value > 0.01
    drifted = compare(rng.choice(5000, 8000), rng.choice(2500, 4000))
    assert drifted.p_value < 0.001
