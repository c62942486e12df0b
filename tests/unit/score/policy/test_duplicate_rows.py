"""Duplicate rows surprise only if the file's own columns do not explain them."""

import numpy as np
import pandas as pd
import pytest

KINDS = {"x": "numeric", "y": "numeric", "g": "categorical"}


def table(rows, seed, move=0.0):
    rng = np.random.default_rng([rows, seed])
    x = rng.normal(100 + move, 10, rows)
    return pd.DataFrame({"x": x, "y": x + rng.normal(0, 4, rows), "g": rng.choice(list("abc"), rows)})


def whole(frame):
    return frame.assign(x=frame["x"].round(), y=frame["y"].round())


def says_duplicates(decision):
    return any("duplicate rows" in reason for reason in decision.reasons)


BASELINE, FILE = table(1000, 0), table(300, 1)
CHANGED = {
    "rounded": (BASELINE, whole(FILE)),
    "moved": (whole(BASELINE), whole(table(300, 1, move=25.0))),
    "stuck": (whole(BASELINE), whole(FILE).assign(x=100.0)),
    "few categories": (whole(BASELINE), whole(FILE).assign(g="a")),
    "narrow": (whole(BASELINE), whole(FILE.assign(x=100 + (FILE["x"] - 100) / 5))),
    "one column moved": (whole(BASELINE)[["x"]], whole(table(300, 1, move=20.0))[["x"]]),
    "one column rounded": (BASELINE[["x"]], whole(FILE)[["x"]]),
    "one column stuck": (BASELINE[["x"]], FILE[["x"]].assign(x=7.0)),
    "one column of few values": (BASELINE[["g"]], FILE[["g"]].assign(g="d")),
}


@pytest.mark.parametrize("change", CHANGED)
def test_a_changed_column_does_not_make_duplicates_surprising(decide_tables, change):
    before, after = CHANGED[change]
    decision = decide_tables(before, after, {name: KINDS[name] for name in before})
    assert decision.finding == "drift"
    assert not says_duplicates(decision)


COPIED = {
    "file sent twice": (BASELINE, pd.concat([FILE, FILE])),
    "a tenth copied": (BASELINE, pd.concat([FILE, FILE.iloc[:30]])),
    "whole numbers sent twice": (whole(BASELINE), pd.concat([whole(FILE), whole(FILE)])),
    "moved and sent twice": (whole(BASELINE), pd.concat([whole(table(300, 1, move=25.0))] * 2)),
    "one column sent twice": (BASELINE[["x"]], pd.concat([FILE, FILE])[["x"]]),
    "one column sent three times": (BASELINE[["x"]], pd.concat([FILE] * 3)[["x"]]),
}


@pytest.mark.parametrize("copies", COPIED)
def test_copied_rows_are_found(decide_tables, copies):
    before, after = COPIED[copies]
    decision = decide_tables(before, after, {name: KINDS[name] for name in before})
    assert says_duplicates(decision)


def test_copied_texts_are_found(decide_tables):
    before = pd.DataFrame({"t": [f"text {row}" for row in range(1000)]})
    after = pd.DataFrame({"t": [f"new text {row % 285}" for row in range(300)]})
    assert says_duplicates(decide_tables(before, after, {"t": "text"}))


def test_texts_that_repeat_as_often_as_before_are_none(decide_tables):
    rng = np.random.default_rng(5)
    before = pd.DataFrame({"t": rng.choice([f"greeting {place}" for place in range(12)], 80)})
    after = pd.DataFrame({"t": rng.choice([f"farewell {place}" for place in range(12)], 60)})
    assert not says_duplicates(decide_tables(before, after, {"t": "text"}))


def test_fewer_duplicates_are_never_reported(decide_tables):
    before, after = whole(table(1000, 0)), whole(table(300, 1, move=25.0))
    assert after.duplicated().mean() < before.duplicated().mean()
    decision = decide_tables(before, after, KINDS)
    assert not says_duplicates(decision)


@pytest.mark.parametrize("rows", [(300, 300), (1000, 200), (200, 1000)])
def test_random_halves_have_no_more_false_alarms_than_allowed(decide_tables, rows):
    runs = 60
    alarms = 0
    for run in range(runs):
        both = whole(table(sum(rows), run))
        decision = decide_tables(both.iloc[: rows[0]], both.iloc[rows[0] :].reset_index(drop=True), KINDS)
        alarms += says_duplicates(decision)
    assert alarms <= 0.05 * runs
