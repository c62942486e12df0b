"""From an Arrow table to a pandas frame."""

import io

import pandas as pd

from functions.score import batch
from functions.score.batch import frames


def test_one_thread_and_several_give_the_same_frame(monkeypatch):
    rows = [
        f"{row},parcel {row},{row / 4},{'true' if row % 3 else ''},2026-01-{row % 28 + 1:02}"
        for row in range(90)
    ]
    content = "\n".join(["id,text,price,paid,day", *rows]).encode()
    single = batch.read("drifts/a.csv", io.BytesIO(content), batch.Limits()).frame
    monkeypatch.setattr(frames, "SMALL_TABLE", 0)
    threaded = batch.read("drifts/a.csv", io.BytesIO(content), batch.Limits()).frame
    pd.testing.assert_frame_equal(single, threaded)
    assert single["price"].sum() == sum(row / 4 for row in range(90))
