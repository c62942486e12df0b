"""Delimited files that are read whole and in chunks, with the same result."""

import io

import pandas as pd
import pytest

from common.errors import BatchError
from functions.score import batch

WHOLE = batch.Limits()
CHUNKS = batch.Limits(whole_bytes=1500, chunk_bytes=1200, sample_rows=10_000, max_bytes=10**7)
ROWS = 200
PLAIN = [
    ["day", "amount", "city"],
    *([f"2026-01-{n % 28 + 1:02}", f"{n / 4}", f"town {n % 3}"] for n in range(ROWS)),
]


def written(rows=PLAIN, mark=",", end="\n", tail=""):
    return "".join(mark.join(row) + tail + end for row in rows)


def read(text, name="a.csv"):
    """Read a file whole and in chunks, check that they give the same, and return it."""
    content = text if isinstance(text, bytes) else text.encode()
    whole, chunks = (batch.read(name, io.BytesIO(content), limits) for limits in (WHOLE, CHUNKS))
    assert chunks.sample is not None
    assert whole.notes == chunks.notes
    assert whole.ignored == chunks.ignored
    pd.testing.assert_frame_equal(whole.frame, chunks.frame)
    return whole


def error_of(text, name="a.csv"):
    errors = []
    for limits in (WHOLE, CHUNKS):
        with pytest.raises(BatchError) as caught:
            batch.read(name, io.BytesIO(text.encode()), limits)
        errors.append(caught.value)
    assert (errors[0].kind, errors[0].row, errors[0].message) == (
        errors[1].kind,
        errors[1].row,
        errors[1].message,
    )
    return errors[0]


EXPECTED = read(written())


def same(text, name="a.csv"):
    """Read a file, check that it has the plain table, and return the notes."""
    result = read(text, name)
    pd.testing.assert_frame_equal(result.frame, EXPECTED.frame)
    return result.notes
