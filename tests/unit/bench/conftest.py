"""A small stream for the tests of the stream measurements."""

import numpy as np
import pandas as pd
import pytest
from streams import related_columns
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


@pytest.fixture
def diamonds(tmp_path, monkeypatch):
    """A made table with the columns of the diamonds, where the streams' draws look for it; its folder."""
    random = np.random.default_rng(4)
    carat = random.lognormal(-0.5, 0.5, 2_500)
    table = pd.DataFrame(
        {
            "carat": carat.round(2),
            "cut": random.choice(["Ideal", "Premium", "Good"], 2_500),
            "color": random.choice(list("DEFG"), 2_500),
            "clarity": random.choice(["SI1", "VS2", "IF"], 2_500),
            "depth": random.normal(62, 1.4, 2_500).round(1),
            "table": random.normal(57, 2.2, 2_500).round(),
            "price": (4_000 * carat * random.lognormal(0, 0.2, 2_500)).round(),
            **{name: (6.4 * np.cbrt(carat) * random.normal(1, 0.02, 2_500)).round(2) for name in "xyz"},
        }
    )
    table.to_csv(tmp_path / related_columns.DIAMONDS)
    monkeypatch.setattr(related_columns, "folder", lambda _cache: tmp_path)
    return tmp_path
