"""Columns of coordinates become two columns of numbers."""

import numpy as np
import pandas as pd
import pytest

from functions.score.batch import coordinates

RNG = np.random.default_rng(0)
PLACES = np.column_stack([RNG.uniform(-90, 90, 100), RNG.uniform(-180, 180, 100)])


def split(cells):
    return coordinates.split(pd.DataFrame({"n": range(len(cells)), "at": pd.Series(cells, dtype="str")}))


@pytest.mark.parametrize(
    "form", ["{:.4f},{:.4f}", "{:.4f}, {:.4f}", "({:.4f}; {:.4f})", " [{:.4f} , {:.4f}]"]
)
def test_pairs_of_coordinates_are_split(form):
    cells = [form.format(*place) for place in PLACES]
    frame = split([*cells, None, "unknown"])
    assert list(frame.columns) == ["n", "at.latitude", "at.longitude"]
    assert np.allclose(frame[["at.latitude", "at.longitude"]].to_numpy()[:100], PLACES, atol=1e-4)
    assert frame["at.latitude"].isna().tolist() == [False] * 100 + [True, True]


@pytest.mark.parametrize(
    "cells",
    [
        ["12,5", "13,5"],
        ["1.234,50", "2.345,60"],
        ["1,234.5", "2,345.6"],
        ["52.52,13", "48.1,11"],
        ["152.52,13.41", "148.13,11.57"],
        ["52.52,13.41", "Berlin"],
        ["1.5,2.5,3.5", "1.5,2.5,3.5"],
        ["(0.0, 0.5]", "(0.5, 1.0]"],  # intervals
        ["[0.0, 0.5)", "[0.5, 1.0)"],
        [None, None],
        [],
    ],
)
def test_other_columns_stay_as_they_are(cells):
    assert list(split(cells).columns) == ["n", "at"]


def test_a_column_that_is_there_already_is_not_replaced():
    frame = pd.DataFrame({"at": pd.Series(["1.5,2.5"] * 9, dtype="str"), "at.latitude": [1.5] * 9})
    assert coordinates.split(frame) is frame
