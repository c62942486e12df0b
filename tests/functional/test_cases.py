"""Pairs of files with their right answers, in tests/cases: tables as people really have them.

Each folder has a baseline, a drift file and right.toml:

why       why the answer is right
finding   the right finding, or several of which each is right; "error" alone for an error
kinds     the kind of some columns; "*" for any: the column is read
drifted   columns that have drifted
says      regular expressions that reasons, changes, notes or the error have to contain
never     regular expressions that they must not contain
"""

import re
import tomllib
from pathlib import Path

import pytest

import driftline

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*/*/right.toml"))


def sentences(verdict):
    """Return everything that a verdict says, as lines."""
    changes = [change.sentence for change in verdict.schema_changes]
    columns = [note for column in verdict.columns for note in column.notes]
    return "\n".join([*verdict.reasons, *changes, *verdict.notes, *columns])


@pytest.mark.parametrize("right", CASES, ids=[path.parent.name for path in CASES])
def test_the_right_answer(right):
    expected = tomllib.loads(right.read_text(encoding="utf-8"))
    baseline, drift = (next(right.parent.glob(f"{name}.*")) for name in ("baseline", "drift"))
    findings = expected["finding"] if isinstance(expected["finding"], list) else [expected["finding"]]
    if findings == ["error"]:
        with pytest.raises(driftline.ScoringError) as caught:
            driftline.compare(baseline, drift)
        said = str(caught.value)
    else:
        verdict = driftline.compare(baseline, drift).verdict
        assert verdict.finding in findings, verdict.reasons
        kinds = {column.name: column.kind for column in verdict.columns}
        for name, kind in expected.get("kinds", {}).items():
            assert kind in ("*", kinds[name]), verdict.columns
        drifted = {column.name for column in verdict.columns if column.drifted}
        assert drifted >= set(expected.get("drifted", ()))
        said = sentences(verdict)
    for pattern in expected.get("says", ()):
        assert re.search(pattern, said), said
    for pattern in expected.get("never", ()):
        assert not re.search(pattern, said), said
