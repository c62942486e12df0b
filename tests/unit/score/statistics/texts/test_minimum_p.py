import numpy as np
import pytest

from functions.score.statistics.texts.minimum_p import minimum_p
from functions.score.statistics.texts.permutation_stages import MOST_PERMUTATIONS, Stage, stages


def test_the_p_value_of_one_statistic_is_one_plus_hits_over_one_plus_permutations():
    p_values, p_value = minimum_p(np.array([[3.0, 1.0, 5.0, 2.0, 0.0, 4.0, 1.0]]), [[0]])
    assert p_values.tolist() == [3 / 7]
    assert p_value == 3 / 7


def test_ties_count_as_at_least_as_extreme():
    p_values, p_value = minimum_p(np.zeros((3, 200)), [[0, 1], [2]])
    assert p_values.tolist() == [1.0, 1.0, 1.0]
    assert p_value == 1.0


def test_the_smallest_p_value_counts_and_the_next_one_breaks_ties():
    statistics = np.array([[9.0, 1.0, 2.0, 3.0], [5.0, 9.0, 2.0, 3.0]])
    p_values, p_value = minimum_p(statistics, [[0], [1]])
    assert p_values.tolist() == [1 / 4, 2 / 4]
    assert p_value == 1 / 4  # labelling 1 has the smallest p-value too, but its other one is 4 / 4
    assert minimum_p(statistics[:, [1, 0, 2, 3]], [[0], [1]])[1] == 2 / 4


def test_the_p_values_of_a_group_are_multiplied():
    statistics = np.array([[8.0, 9.0, 1.0, 3.0, 2.0], [8.0, 1.0, 9.0, 3.0, 2.0]])
    p_values, p_value = minimum_p(statistics, [[0, 1]])
    assert p_values.tolist() == [2 / 5, 2 / 5]
    assert p_value == 1 / 5  # 2 x 2: every other labelling has a larger product
    assert minimum_p(statistics, [[0], [1]])[1] == 3 / 5


def test_the_combined_p_value_is_uniform_for_dependent_statistics():
    rng = np.random.default_rng(0)
    p_values = []
    for _ in range(3000):
        shared = rng.normal(size=100)
        p_values.append(
            minimum_p(
                np.stack([shared, shared + 0.1 * rng.normal(size=100), rng.normal(size=100)]), [[0, 1], [2]]
            )[1]
        )
    for level in (0.05, 0.2, 0.5):
        assert np.mean(np.array(p_values) <= level) == pytest.approx(level, abs=4 * np.sqrt(level / 3000))


@pytest.mark.parametrize(
    ("alpha", "comparisons", "expected"),
    [
        (0.05, 1, [49, 199, 999]),
        (0.01, 1, [49, 199, 999]),
        (0.05, 50, [49, 199, 999, 4999]),
        (0.01, 500, [49, 199, 999, 9999]),
    ],
)
def test_the_stages_depend_on_the_level_and_the_number_of_columns(alpha, comparisons, expected):
    plan = stages(alpha, comparisons)
    assert [stage.permutations for stage in plan] == expected
    assert [stage.enough_above for stage in plan[:2]] == [0.4, 0.1]
    assert plan[-1].enough_above == 0.0


@pytest.mark.parametrize("comparisons", [1, 10, 50, 100])
def test_a_single_column_can_be_significant(comparisons):
    assert 1 / (1 + stages(0.05, comparisons)[-1].permutations) < 0.05 / comparisons / 4


def test_the_number_of_permutations_is_limited():
    assert stages(0.01, 10_000)[-1].permutations == MOST_PERMUTATIONS


def test_no_early_stage_stops_at_a_p_value_that_could_be_significant():
    assert stages(0.3, 1)[:2] == (Stage(49, 0.6), Stage(199, 0.6))


@pytest.mark.parametrize(
    ("alpha", "comparisons", "message"),
    [(0.0, 1, "alpha is 0.0"), (1.0, 1, "alpha is 1.0"), (0.05, 0, "comparisons is 0")],
)
def test_parameters_out_of_range_are_rejected(alpha, comparisons, message):
    with pytest.raises(ValueError, match=message):
        stages(alpha, comparisons)


def test_the_sequential_p_value_is_valid():
    rng = np.random.default_rng(5)
    plan = (Stage(19, 0.4), Stage(59, 0.2), Stage(199, 0.0))
    reported = []
    for _ in range(4000):
        statistics = rng.normal(size=(1, 200))
        for stage in plan:
            p_value = minimum_p(statistics[:, : 1 + stage.permutations], [[0]])[1]
            if p_value > stage.enough_above:
                break
        reported.append(p_value)
    for level in (0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.6):
        assert np.mean(np.array(reported) <= level) <= level + 3.5 * np.sqrt(level * (1 - level) / 4000)
