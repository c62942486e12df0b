"""Which column is compared as what."""

import numpy as np
import pandas as pd
import pytest

from functions.score import batch, table
from functions.score.batch import Batch


def made(**columns):
    return Batch(pd.DataFrame(columns), "baseline.csv")


def kind(values, name="c"):
    return table.kinds_of(made(**{name: values}))[name]


RANDOM = np.random.default_rng(0).permutation(1000)[:40]


@pytest.mark.parametrize(
    ("expected", "name", "values"),
    [
        ("identifier", "c", range(1, 41)),
        ("identifier", "Unnamed: 0", range(40)),
        ("identifier", "countdown", range(40, 0, -1)),
        ("identifier", "id", RANDOM),
        ("identifier", "order_no", RANDOM),
        ("identifier", "customerId", RANDOM),
        ("identifier", "Row Number", RANDOM),
        ("numeric", "id", [1, 1, 2, 3] * 10),  # of something that comes again
        ("numeric", "paid", RANDOM),
        ("numeric", "humid", RANDOM),
        ("numeric", "price", np.sort(RANDOM)),
        ("numeric", "c", [1, 2]),
        ("numeric", "c", range(0, 80, 2)),
        ("numeric", "id", np.arange(40) + 0.5),
        ("empty", "id", [None] * 40),
    ],
)
def test_whole_numbers_that_count_or_name_rows_are_identifiers(expected, name, values):
    assert kind(values, name) == expected


@pytest.mark.parametrize(
    "values",
    [
        [1.5, None, 2.0],
        [1, 5, 3],
        [True, False],
        [True, None],
        [None, None],
        ["a", "b", "a"],
        ["1,5", "2,5"],
        ["2026-01-01", "2026-01-02"],
        pd.to_datetime(["2026-01-01", None]),
    ],
)
def test_otherwise_kinds_are_those_of_the_batch(values):
    assert kind(values) == batch.kind_of(pd.Series(values, name="c"))


def test_settings_come_before_the_data_and_ignored_columns_are_left_out():
    baseline = made(code=[1, 2, 2, 3], note=["a", "b", "c", "d"], skip=[1, 2, 3, 4])
    kinds = table.kinds_of(baseline, {"code": "categorical", "skip": "numeric"}, ["skip"])
    assert kinds == {"code": "categorical", "note": "identifier"}


def test_unknown_names_and_kinds_are_refused_with_the_nearest():
    baseline = made(price=[1.5, 2.5])
    with pytest.raises(ValueError, match=r"no column 'prise' in the baseline; did you mean 'price'\?"):
        table.kinds_of(baseline, {"prise": "numeric"})
    with pytest.raises(ValueError, match="no column 'x' in the baseline"):
        table.kinds_of(baseline, ignored=["x"])
    with pytest.raises(ValueError, match="column 'price': no kind 'number'; kinds are text, numeric, "):
        table.kinds_of(baseline, {"price": "number"})
