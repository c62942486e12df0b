"""Pairs of columns that no longer go together."""

import time

import numpy as np
import pytest

from functions.score.statistics.rows import dependence
from functions.score.statistics.rows.columns import CategoryColumn, NumberColumn

NAMES = "abcdef"


def related(rng, rows, correlation=0.6):
    """Return columns that share a factor."""
    weight = np.sqrt(correlation)
    return weight * rng.normal(size=(rows, 1)) + np.sqrt(1 - correlation) * rng.normal(
        size=(rows, len(NAMES))
    )


def compare(before, after):
    return dependence.compare(
        [NumberColumn(name, *pair) for name, *pair in zip(NAMES, before.T, after.T, strict=False)]
    )


def found(column):
    return column.p_value is not None and column.p_value <= 0.001 and column.effects[0].value >= 0.1


def broken(rng, rows):
    after = related(rng, rows)
    after[:, 2] = rng.permutation(after[:, 2])
    return after


def falling(rng, rows):
    after = related(rng, rows)
    after[:, 2] *= -1
    return after


@pytest.mark.parametrize("change", [broken, falling])
def test_a_broken_or_turned_relation_is_found_and_named(change):
    hits = 0
    for run in range(40):
        rng = np.random.default_rng(run)
        column = compare(related(rng, 1000), change(rng, 300))
        hits += found(column) and "c" in column.before["columns"]
    assert hits >= 38


def with_missing(rng, table):
    table[rng.random(table.shape) < 0.05] = np.nan
    return table


def with_stuck(rng, table):
    table[:, 1], table[:, 4] = 3.0, np.where(rng.random(len(table)) < 0.5, 0.0, table[:, 4])
    return table


CALM = {
    "nothing": lambda _, table: table,
    "missing cells": with_missing,
    "stuck columns": with_stuck,
    "sorted rows": lambda _, table: table[np.argsort(table[:, 0])],
    "shifted and scaled": lambda _, table: np.exp(table + np.array([5, 0, 0, 1, 0, 0])),
}


@pytest.mark.parametrize("change", CALM)
@pytest.mark.parametrize("rows", [(1000, 300), (60, 60)])
def test_without_another_relation_there_are_no_more_false_alarms_than_stated(change, rows):
    runs = 150
    p_values, effects = [], []
    for run in range(runs):
        rng = np.random.default_rng([run, *rows])
        column = compare(related(rng, rows[0]), CALM[change](rng, related(rng, rows[1])))
        p_values.append(column.p_value)
        effects.append(column.effects[0].value)
    for alpha in (0.01, 0.05, 0.2):
        allowed = alpha + 2.5 * np.sqrt(alpha * (1 - alpha) / runs)
        assert np.mean(np.array(p_values) <= alpha) <= allowed
    assert np.median(effects) < 0.05 if rows[1] == 300 else 0.15


def test_relations_near_one_are_not_significant_because_of_single_rows():
    """A few exceptions in a large file may be missing in a small one by chance."""
    alarms = 0
    for run in range(200):
        rng = np.random.default_rng(run)
        both = np.repeat(rng.normal(size=(1000, 1)), 2, axis=1)
        odd = rng.choice(1000, 6, replace=False)
        both[odd, 1] = rng.normal(size=6)
        alarms += compare(both[:900], both[900:]).p_value <= 0.01
    assert alarms <= 6


def test_levels_of_categories_that_no_longer_occur_together():
    rng = np.random.default_rng(0)
    country = rng.integers(0, 3, 1000)
    currency = np.where(rng.random(1000) < 0.1, rng.integers(0, 3, 1000), country)
    shuffled = np.where(country == 2, currency, rng.permutation(currency))
    column = dependence.compare(
        [
            CategoryColumn("country", country, country, ("CH", "DE", "FR")),
            CategoryColumn("currency", currency, shuffled, ("CHF", "EUR", "XPF")),
        ]
    )
    assert found(column)
    assert column.before["columns"] == ["country", "currency"]
    assert column.before["levels"] in (["CH", "CHF"], ["DE", "EUR"])
    assert np.array(column.before["shares"]).shape == (2, 2)
    assert column.before["correlation"] > 0.8
    assert column.after["correlation"] < 0.6


def test_the_shares_of_cells_add_up_and_follow_the_ranks():
    rising = np.arange(600.0)
    column = dependence.compare([NumberColumn("a", rising, rising), NumberColumn("b", rising, -rising)])
    assert column.before["shares"] == (np.eye(6) / 6).round(6).tolist()
    assert column.after["shares"] == (np.eye(6)[::-1] / 6).round(6).tolist()


def test_columns_that_share_no_rows_are_not_compared():
    half = np.where(np.arange(100) < 50, np.arange(100.0), np.nan)
    column = dependence.compare([NumberColumn("a", half, half), NumberColumn("b", half[::-1], half[::-1])])
    assert column.p_value is None
    assert column.not_tested == "no two columns have enough values in common"


def test_a_hundred_columns_take_less_than_a_second():
    rng = np.random.default_rng(0)
    before, after = rng.normal(size=(2, 1000, 100))
    columns = [NumberColumn(str(place), before[:, place], after[:, place]) for place in range(100)]
    start = time.process_time()
    dependence.compare(columns)
    assert time.process_time() - start < 1.0
