"""A small stream for the tests of the stream measurements."""

import numpy as np
import pandas as pd
import pytest
from streams.stream import Stream, by_rows


@pytest.fixture
def rows():
    random = np.random.default_rng(3)
    return pd.DataFrame(
        {
            "price": random.normal(100, 15, 400).round(2),
            "count": random.poisson(3, 400),
            "plan": random.choice(["Free", "Pro", "Team"], 400, p=[0.5, 0.3, 0.2]),
        }
    ).convert_dtypes()


@pytest.fixture
def stream(rows):
    return Stream("made", "table", "day", by_rows(rows, 40), "price", "plan")
