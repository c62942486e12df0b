"""Which columns of numbers are identifiers."""

import numpy as np
import pandas as pd
import pytest

from functions.score import batch

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
    assert batch.kind_of(pd.Series(values, name=name)) == expected
