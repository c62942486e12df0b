"""Lists of numbers become vectors, or one column for each place if they are short."""

import io
import json

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from functions.score import batch
from functions.score.batch import vectors

RNG = np.random.default_rng(5)
CELLS = RNG.normal(size=(40, 12)).astype(np.float32)
LISTS = CELLS.astype(float).tolist()
TYPES = (
    pa.list_(pa.float32()),
    pa.list_(pa.float32(), 12),
    pa.large_list(pa.float64()),
    pa.list_(pa.float16()),
)


def read(table, **limits):
    return batch.from_table("a", table, batch.Limits(**limits))


def test_every_format_reads_the_same_vectors():
    content = "".join(json.dumps({"v": cells}) + "\n" for cells in LISTS).encode()
    files = [
        batch.read("a.jsonl", io.BytesIO(content), batch.Limits()),
        batch.from_dataframe("a", pd.DataFrame({"v": LISTS}), batch.Limits()),
        batch.from_dataframe("a", pd.DataFrame({"v": list(CELLS)}), batch.Limits()),
        *(read(pa.table({"v": pa.array(LISTS).cast(of_type)})) for of_type in TYPES[:3]),
    ]
    for file in files:
        np.testing.assert_array_equal(file.vectors["v"].cells, CELLS)
        assert file.digest() == files[0].digest()
    half = read(pa.table({"v": pa.array(LISTS).cast(TYPES[3])}))
    np.testing.assert_allclose(half.vectors["v"].cells, CELLS, atol=0.01)


def test_cells_without_a_vector_are_missing_or_unreadable():
    odd = [None, [], [1.0] * 11, [0.0] * 12, [float("nan")] * 12, [1e300] * 12]
    file = read(pa.table({"v": pa.array(LISTS * 3 + odd, pa.list_(pa.float64()))}))
    found = file.vectors["v"]
    assert found.missing[-6:].tolist() == [True, True, False, False, False, False]
    assert found.unreadable[-6:].tolist() == [False, False, True, True, True, True]
    assert found.present.tolist() == list(range(120))
    assert not found.cells[-6:].any()


def test_equal_vectors_have_equal_fingerprints():
    file = read(
        pa.table({"v": [LISTS[0], LISTS[1], LISTS[0], None, [-0.0, *LISTS[2][1:]], [0.0, *LISTS[2][1:]]]})
    )
    prints = file.frame["v"].tolist()
    assert prints[0] == prints[2] != prints[1]
    assert prints[4] == prints[5]
    assert np.isnan(prints[3])
    many = read(pa.table({"v": RNG.normal(size=(3000, 8)).tolist()})).frame["v"]
    assert many.nunique() == 3000


@pytest.mark.parametrize(
    ("lists", "holds"),
    [
        ([[1.0] * 12, [1.0] * 11] * 5, "lists of numbers of different lengths"),
        ([[1.0] * (vectors.MOST_NUMBERS + 1)] * 3, "lists of 8193 numbers; at most 8192 are compared"),
        ([["a", "b"]] * 3, "lists of text"),
        ([[[1.0] * 12]] * 3, "lists"),
        ([[True] * 12] * 3, "lists"),
    ],
)
def test_other_lists_are_named(lists, holds):
    file = read(pa.table({"n": range(len(lists)), "v": lists}))
    assert (file.columns, file.ignored, file.vectors) == (["n"], {"v": holds}, {})


def test_short_lists_are_compared_number_by_number():
    places = [[52.520008, 13], None, [], [48.85661, 2], [1.0, 2.0, 3.0], *[[0.0, 0]] * 100]
    file = read(pa.table({"at": places, "at.0": range(len(places))}))
    assert file.columns == ["at/0", "at.1", "at.0"]
    assert file.frame["at/0"].tolist()[:4:3] == [52.520008, 48.85661]  # exact, not rounded to float32
    assert file.frame["at.1"].isna().tolist() == [False, True, True, False, True, *[False] * 100]


def test_lists_that_are_all_missing_are_missing_cells():
    file = read(pa.table({"n": [1, 2, 3], "v": pa.array([None, [], None], pa.list_(pa.float32()))}))
    assert (file.columns, file.vectors, file.ignored) == (["n", "v"], {}, {})
    assert file.frame["v"].isna().all()


def test_of_a_large_table_the_vectors_of_the_sample_are_kept():
    file = read(pa.table({"v": LISTS * 50}), whole_bytes=1000, sample_rows=30)
    assert len(file.vectors["v"].cells) == file.rows == 30
    np.testing.assert_array_equal(
        file.vectors["v"].cells, CELLS[[number % 40 for number in file.sample.numbers]]
    )
