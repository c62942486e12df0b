"""What is tested of identifiers: missing cells, repeated values, formats."""

import uuid

import numpy as np
import pandas as pd
import pytest

from functions.score.batch import Batch
from functions.score.comparison.table import compare_columns
from functions.score.policy import CalibratedPolicy, FileEvidence

ORDERS = [f"ORD-{number:06}" for number in range(300)]
NEXT = [f"ORD-{number:06}" for number in range(300, 400)]
COPY = f"{NEXT[80]}?"


def decide(before, after):
    files = [pd.DataFrame({"id": cells}) for cells in (before, after)]
    found = compare_columns(
        Batch(files[0], "b.csv"),
        Batch(files[1], "d.csv"),
        kinds={"id": "identifier"},
        rng=np.random.default_rng(0),
    )
    broken = tuple(change for change in found.schema_changes if change.kind == "retyped")
    rows = len(before), len(after)
    return CalibratedPolicy().decide(FileEvidence(found.columns, broken=broken, rows=rows))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ORDERS, NEXT),
        (ORDERS, ORDERS[:100]),
        (range(300), range(300, 400)),
        (range(300), [str(number) for number in range(100)]),
        ([1.0, *[None] * 3, *range(2, 298)], [5.0, *range(400, 499)]),
        (np.arange(300) % 90, [7] * 100),  # a reference may repeat as it likes
        (
            [f"{number:x}-{number * 7:x}" for number in range(16, 316)],
            [f"{n:x}-{n * 5:x}" for n in range(400, 500)],
        ),
    ],
)
def test_new_identifiers_are_no_drift(before, after):
    assert decide(list(before), list(after)).finding != "drift"


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        (
            [ORDERS[0]] * 100,
            "repeated identifiers rose from 0% to 99% (p < 0.001); all rows have the same one",
        ),
        ([*NEXT[:80], *NEXT[:20]], "repeated identifiers rose from 0% to 20% (p < 0.001)"),
        ([*NEXT[:80], *[None] * 20], "missing values rose from 0% to 20% (p < 0.001)"),
        (
            [*NEXT[:80], *map(str, range(20))],
            "identifiers of another format rose from 0% to 20% (p < 0.001); for example '0' in data row 81",
        ),
        (
            [*NEXT[:80], *[f"{name}?" for name in NEXT[80:]]],
            f"identifiers of another format rose from 0% to 20% (p < 0.001); for example {COPY!r} in data row 81",  # noqa: E501
        ),
    ],
)
def test_changes_of_an_identifier(after, sentence):
    assert decide(ORDERS, after).reasons == [f"id: {sentence}"]


def test_a_hash_that_is_cut_has_another_format():
    hashes = [f"{number:016x}a1" for number in range(300)]
    assert (
        "another format rose from 0% to 100%" in decide(hashes, [cut[:10] for cut in hashes[:50]]).reasons[0]
    )


def random_words(rng):
    return ["".join(rng.choice(list("ab12-_."), 9)) for _ in range(400)]


def random_uuids(rng):
    return [str(uuid.UUID(bytes=rng.bytes(16), version=4)) for _ in range(400)]


@pytest.mark.parametrize("made", [random_words, random_uuids])
def test_random_formats_are_no_drift(made):
    rng = np.random.default_rng(3)
    alarms = 0
    for _ in range(60):
        values = made(rng)
        alarms += decide(values[:300], values[300:]).finding == "drift"
    assert alarms == 0
