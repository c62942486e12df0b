"""`import driftline`: columns whose type is not read are named in the verdict."""

import numpy as np
import pandas as pd
import pytest

import driftline

ROWS = 60
RNG = np.random.default_rng(0)
BASELINE, CALM = (pd.DataFrame({"price": RNG.normal(10, 1, ROWS).round(3)}) for _ in range(2))
UNREAD = {
    "nested": [["x"]] * ROWS,
    "raw": [b"x"] * ROWS,
    "objects": [[{"a": 1}]] * ROWS,
}
HOLDS = {
    "nested": "lists of text",
    "raw": "binary data",
    "objects": "lists",
}


@pytest.mark.parametrize("name", UNREAD)
@pytest.mark.parametrize(("drift", "finding"), [(CALM, "no_drift"), (CALM + 5, "drift")])
def test_a_column_that_is_not_read_is_named_after_the_other_reasons(name, drift, finding):
    unread = {name: UNREAD[name]}
    plain = driftline.compare(BASELINE, drift)
    result = driftline.compare(BASELINE.assign(**unread), drift.assign(**unread))
    assert result.finding == plain.finding == finding
    assert result.reasons == [*plain.reasons, f"not compared: column {name!r} ({HOLDS[name]})"]
    assert result.verdict.schema_changes == []


def test_of_many_columns_the_first_are_named():
    unread = {f"c{number}": [["x"]] * ROWS for number in range(8)}
    reasons = driftline.compare(BASELINE.assign(**unread), CALM.assign(**unread)).reasons
    named = ", ".join(f"'c{number}' (lists of text)" for number in range(5))
    assert reasons[-1] == f"not compared: columns {named} and 3 more"


def test_the_settings_may_leave_such_a_column_out():
    nested = {"nested": UNREAD["nested"]}
    for drift in (CALM.assign(**nested), CALM.assign(nested=1), CALM):
        verdict = driftline.compare(BASELINE.assign(**nested), drift, ignored="nested").verdict
        assert verdict.reasons == driftline.compare(BASELINE, CALM).reasons
        assert verdict.schema_changes == []
    with pytest.raises(driftline.ScoringError, match="the settings name column 'nested', which does not"):
        driftline.compare(BASELINE.assign(**nested), CALM, kinds={"nested": "text"})


@pytest.mark.parametrize(
    ("drift", "kind"),
    [(CALM.assign(nested=1), "retyped"), (CALM, "removed")],
)
def test_such_a_column_that_changes_is_a_schema_change_and_no_drift(drift, kind):
    verdict = driftline.compare(BASELINE.assign(nested=UNREAD["nested"]), drift).verdict
    assert [(change.kind, change.column) for change in verdict.schema_changes] == [(kind, "nested")]
    assert verdict.finding == "no_drift"
