"""Duplicate rows: more than expected by chance."""

import numpy as np
import pytest

from functions.score.statistics.columns import duplicates


def compare(before, after, seed=0, **settings):
    return duplicates.compare(
        np.array(before, np.uint64), np.array(after, np.uint64), np.random.default_rng(seed), **settings
    )


def test_files_without_duplicate_rows_are_not_tested():
    column = compare(range(100), range(100, 130))
    assert column.p_value is None
    assert column.not_tested == "neither file has duplicate rows"


def test_a_file_appended_to_itself_is_detected():
    column = compare(range(200), [*range(200, 240)] * 2)
    assert column.p_value < 0.001
    assert column.after == {"rows": 80, "duplicated": 40, "share": 0.5}
    assert column.effects[0].value == pytest.approx(
        0.5 - expected([*range(200), *[*range(200, 240)] * 2], 80), abs=0.01
    )


def expected(rows, taken):
    """Return the mean share of duplicates among `taken` random rows."""
    rng = np.random.default_rng(9)
    draws = [rng.permutation(rows)[:taken] for _ in range(1000)]
    return float(np.mean([1 - len(set(draw.tolist())) / taken for draw in draws]))


@pytest.mark.parametrize(("n", "m"), [(500, 60), (60, 500)])
def test_the_larger_share_of_duplicates_in_a_larger_file_is_no_drift(n, m):
    rng = np.random.default_rng(1)
    runs = 300
    columns = [compare(rng.integers(0, 400, n), rng.integers(0, 400, m), run) for run in range(runs)]
    p_values = np.array([1.0 if column.p_value is None else column.p_value for column in columns])
    for alpha in (0.01, 0.05, 0.2):
        assert np.mean(p_values <= alpha) <= alpha + 2.5 * np.sqrt(alpha * (1 - alpha) / runs)


def test_fewer_duplicates_than_before_are_no_drift():
    column = compare([1, 2] * 50, range(10, 40))
    assert column.p_value == pytest.approx(1.0, abs=0.01)
    assert column.effects[0].value == 0


def test_the_stages_limit_the_draws():
    column = compare(range(200), [*range(200, 240)] * 2, stages=(19,))
    assert column.p_value == 1 / 20


def test_files_without_a_row_in_common_are_compared_by_their_own_duplicates():
    """Two files without a row in common have fewer duplicates after relabelling, both of them."""
    rng = np.random.default_rng(5)
    rarely = 0
    for seed in range(100):
        before, after = (rng.integers(0, 700, size=300) for _ in range(2))
        evidence = compare(before, after + 1000, seed)
        rarely += evidence.p_value <= 0.01
    assert rarely <= 3
