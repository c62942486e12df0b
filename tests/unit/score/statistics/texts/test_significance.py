import numpy as np
import pytest

from functions.score.statistics.texts.significance import NAMES, permutation_test, pool


def unit_rows(rng, rows, *, centre=0.5, dimensions=16):
    drawn = rng.normal(size=(rows, dimensions)) / np.sqrt(dimensions)
    drawn[:, 0] += centre
    return (drawn / np.linalg.norm(drawn, axis=1, keepdims=True)).astype(np.float32)


def compared(baseline, drift, *, seed=0, comparisons=1):
    rng = np.random.default_rng(seed)
    return permutation_test(pool(baseline, drift, rng), alpha=0.05, comparisons=comparisons, rng=rng)


def test_similar_files_stop_at_the_first_stage_and_different_ones_continue():
    rng = np.random.default_rng(1)
    like = compared(unit_rows(rng, 200), unit_rows(rng, 100))
    assert like.permutations == 49
    assert like.p_value > 0.4
    unlike = compared(unit_rows(rng, 200), -unit_rows(rng, 100))
    assert (unlike.permutations, unlike.p_value) == (999, 1 / 1000)
    assert [test.name for test in unlike.tests] == list(NAMES)
    assert {test.p_value for test in unlike.tests} == {1 / 1000}


def test_with_fifty_columns_p_can_be_far_below_alpha_over_fifty():
    rng = np.random.default_rng(0)
    result = compared(unit_rows(rng, 40), -unit_rows(rng, 40), comparisons=50)
    assert (result.permutations, result.p_value) == (4999, 1 / 5000)


def test_equal_seeds_and_pools_give_equal_results():
    rng = np.random.default_rng(1)
    baseline, drift = unit_rows(rng, 150), unit_rows(rng, 80, centre=0.6)
    once, again = compared(baseline, drift), compared(baseline, drift)
    assert once.tests == again.tests
    np.testing.assert_array_equal(once.nearness[0], again.nearness[0])
    pooled = pool(baseline, drift, np.random.default_rng(2))
    results = [
        permutation_test(pooled, alpha=0.05, comparisons=1, rng=np.random.default_rng(3)) for _ in range(2)
    ]
    assert results[0].tests == results[1].tests
    assert results[0].p_value == results[1].p_value


def test_novelty_has_the_order_of_the_files():
    rng = np.random.default_rng(2)
    baseline, drift = unit_rows(rng, 100), unit_rows(rng, 60)
    drift[[3, 41]] *= -1  # unlike all other rows
    result = compared(baseline, drift)
    assert result.novelty_p_values.shape == (60,)
    assert set(np.flatnonzero(result.novelty_p_values == 1 / 101)) >= {3, 41}
    assert set(np.argsort(result.nearness[1])[:2]) == {3, 41}
    nearest = np.sort(drift.astype(np.float64) @ baseline.T, axis=1)[:, -5:].mean(axis=1)
    np.testing.assert_allclose(result.nearness[1], nearest, atol=1e-4)
    among_themselves = baseline.astype(np.float64) @ baseline.T
    np.fill_diagonal(among_themselves, -np.inf)
    nearest = np.sort(among_themselves, axis=1)[:, -5:].mean(axis=1)
    np.testing.assert_allclose(result.nearness[0], nearest, atol=1e-4)


def test_drift_shares_have_the_order_of_the_files():
    rng = np.random.default_rng(3)
    baseline, drift = unit_rows(rng, 90, centre=2), unit_rows(rng, 50, centre=2)
    drift[:20] *= -1  # 20 rows far from all others; a wide neighbourhood has 23
    before, after = compared(baseline, drift).drift_shares
    assert (before.shape, after.shape) == ((90,), (50,))
    assert after[:20].min() >= 19 / 23
    assert before.mean() < after[20:].mean() + 0.1 < 0.5
    pooled = np.concatenate([baseline, drift]).astype(np.float64)
    cosines = pooled @ pooled.T
    np.fill_diagonal(cosines, -np.inf)
    nearest = np.argsort(-cosines, axis=1)[:, :23]
    np.testing.assert_allclose(np.concatenate([before, after]), (nearest >= 90).mean(axis=1), atol=1 / 23)


@pytest.mark.parametrize(("n", "m"), [(2, 2), (2, 30), (30, 2), (3, 5)])
@pytest.mark.parametrize("dimensions", [1, 4])
def test_tiny_files_are_compared(n, m, dimensions):
    rng = np.random.default_rng(4)
    result = compared(unit_rows(rng, n, dimensions=dimensions), unit_rows(rng, m, dimensions=dimensions))
    assert 0 < result.p_value <= 1
    assert all(np.isfinite(test.statistic) and 0 < test.p_value <= 1 for test in result.tests)
    assert np.isfinite(result.nearness[0]).all()


def test_copies_of_one_text_cannot_have_changed():
    rows = np.tile(unit_rows(np.random.default_rng(5), 1), (300, 1))
    rows[::3] += np.float32(1e-8)
    result = compared(rows[:200], rows[200:])
    assert {result.p_value, *(test.p_value for test in result.tests)} == {1.0}


def kinds_of_rows(rng, kind, rows):
    if kind == "identical":
        return np.tile(np.float32([0.6, 0.8]), (rows, 1))
    if kind == "a few texts":
        return unit_rows(np.random.default_rng(9), 5)[rng.integers(0, 5, rows)]
    copies = np.tile(np.eye(1, 16, dtype=np.float32), (rows, 1))
    return np.where(rng.random((rows, 1)) < 0.9, copies, unit_rows(rng, rows))


@pytest.mark.parametrize("noise", [0.0, 3e-9, 1e-7])  # between one text's embeddings in different batches
@pytest.mark.parametrize("kind", ["identical", "a few texts", "nine in ten the same"])
@pytest.mark.parametrize(("n", "m"), [(40, 30), (120, 8), (8, 60)])
def test_copies_of_texts_raise_no_false_alarms(kind, n, m, noise):
    rng = np.random.default_rng([n, m])
    runs = 60
    alarms = 0
    for run in range(runs):
        rows = kinds_of_rows(rng, kind, n + m)
        rows[n:] += rng.normal(scale=noise, size=rows[n:].shape).astype(np.float32)
        alarms += compared(rows[:n], rows[n:], seed=run).p_value <= 0.05
    assert alarms <= 9  # of 60 at 0.05; the probability of more is 1 / 1,400 for an exact test


@pytest.mark.parametrize(
    ("baseline", "drift", "message"),
    [
        (np.eye(1, 3), np.eye(3), "1 baseline rows and 3 drift rows"),
        (np.eye(3), np.eye(4), r"\(3,\) and \(4,\) cannot be compared"),
        (np.eye(3), 2 * np.eye(3), "length 2 is not L2-normalised"),
        (np.eye(3), np.full((2, 3), np.nan), "length nan"),
    ],
)
def test_invalid_rows_are_rejected(baseline, drift, message):
    with pytest.raises(ValueError, match=message):
        compared(baseline.astype(np.float32), drift.astype(np.float32))
