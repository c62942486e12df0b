"""Correlations of all pairs at once: values and variances."""

import numpy as np
import pytest

from functions.score.statistics.rows.correlations import FEWEST_ROWS, Correlations
from functions.score.statistics.rows.features import ranks


def pair(rng, rows, correlation):
    one, other = rng.normal(size=(2, rows))
    return np.column_stack([one, correlation * one + np.sqrt(1 - correlation**2) * other])


def test_values_are_those_of_the_rows_with_both_cells():
    rng = np.random.default_rng(0)
    scores = np.column_stack([pair(rng, 200, 0.7), rng.normal(size=200)])
    scores[rng.random(scores.shape) < 0.2] = np.nan
    correlations = Correlations.of(scores)
    for one, other in ((0, 1), (0, 2), (1, 2)):
        both = scores[np.isfinite(scores[:, (one, other)]).all(axis=1)]
        expected = np.corrcoef(both[:, one], both[:, other])[0, 1]
        assert correlations.values[one, other] == pytest.approx(expected)
        assert correlations.rows[one, other] == len(both)


def test_the_variance_is_that_of_one_row_s_influence():
    rng = np.random.default_rng(1)
    scores = rng.standard_t(5, size=(400, 2)) + rng.standard_t(3, size=(400, 1))
    scores[rng.random(scores.shape) < 0.1] = np.nan
    both = scores[np.isfinite(scores).all(axis=1)]
    one, other = ((both - both.mean(axis=0)) / both.std(axis=0)).T
    r = np.mean(one * other)
    expected = np.var(one * other - r / 2 * (one**2 + other**2))
    assert Correlations.of(scores).variances[0, 1] == pytest.approx(expected)


@pytest.mark.parametrize("correlation", [0.0, 0.5, 0.9, 0.97])
def test_the_variance_of_rank_correlations_is_not_understated(correlation):
    rng = np.random.default_rng(2)
    runs = [
        Correlations.of(np.column_stack([ranks(column) for column in pair(rng, 200, correlation).T]))
        for _ in range(600)
    ]
    observed = np.var([run.values[0, 1] for run in runs])
    stated = np.mean([run.variances[0, 1] for run in runs]) / 200
    assert 0.85 * observed < stated < 1.4 * observed


def test_constant_columns_and_few_rows_have_no_correlation():
    rng = np.random.default_rng(3)
    scores = np.column_stack([rng.normal(size=50), np.full(50, 0.1), rng.normal(size=50)])
    scores[FEWEST_ROWS - 1 :, 2] = np.nan
    correlations = Correlations.of(scores)
    assert np.isnan(correlations.values[0, 1:]).all()
    assert np.isnan(correlations.variances[0, 1:]).all()
    assert correlations.values[0, 0] == pytest.approx(1.0)
