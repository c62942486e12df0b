"""The rows of a file: how a baseline's columns are read once."""

import numpy as np
import pandas as pd

from functions.score.batch import rows
from functions.score.batch.rows import Batch


def counted():
    calls = []

    def read(column):
        calls.append(column.name)
        return column.tolist()

    return calls, read


def test_a_column_is_read_once_in_each_way():
    batch = Batch(pd.DataFrame({"a": [1, 2], "b": [3, 4]}), "baselines/a.csv")
    size = batch.size_bytes
    (first, one), (second, other) = counted(), counted()
    assert [batch.once("a", one) for _ in range(3)] == [[1, 2]] * 3
    assert (batch.once("b", one), batch.once("a", other)) == ([3, 4], [1, 2])
    assert (first, second) == (["a", "b"], ["a"])
    assert batch.size_bytes > size


def test_what_is_kept_is_limited(monkeypatch):
    monkeypatch.setattr(rows, "MOST_KEPT", 4)
    batch = Batch(pd.DataFrame({"a": [1, 2], "b": [3, 4], "c": [5, 6]}), "baselines/a.csv")
    calls, read = counted()
    assert [batch.once(name, read) for name in "abcabc"] == [[1, 2], [3, 4], [5, 6]] * 2
    assert calls == ["a", "b", "c", "c"]


def test_a_part_is_read_anew():
    batch = Batch(pd.DataFrame({"a": [1, 2]}), "baselines/a.csv")
    _, read = counted()
    batch.once("a", read)
    assert batch.part(np.array([1])).once("a", read) == [2]
