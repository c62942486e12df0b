import json
import math

import jsonschema
import pytest

from common.verdict.document import Verdict, json_schema


def test_a_verdict_is_the_same_after_json(make_verdict):
    verdict = make_verdict(key="drifts/re views/a+b é 100%.csv")
    assert Verdict.from_json(verdict.to_json()) == verdict
    assert "é 100%" in verdict.to_json().decode()


def test_the_published_schema_accepts_every_status_and_refuses_unknown_fields(make_verdict):
    validator = jsonschema.Draft202012Validator(json_schema())
    validator.check_schema(json_schema())
    for status in ("ok", "no_baseline"):
        validator.validate(json.loads(make_verdict(status=status).to_json()))
    spoilt = json.loads(make_verdict().to_json()) | {"surprise": 1}
    assert not validator.is_valid(spoilt)
    assert not validator.is_valid(json.loads(make_verdict().to_json()) | {"status": "maybe"})


def test_the_schema_requires_every_field_that_readers_rely_on():
    assert set(json_schema()["required"]) >= {
        "schema", "status", "drifted", "update_model", "drift_score", "drift_column", "level", "reasons",
        "drift", "baseline", "columns", "schema_changes", "model", "policy", "timing_ms", "scored_at",
        "driftline", "error",
    }  # fmt: skip


def test_fields_of_a_newer_version_are_ignored(make_verdict):
    verdict = make_verdict()
    document = json.loads(verdict.to_json()) | {"significance": {"p": 0.01}}
    document["drift"]["rows_embedded"] = 2
    assert Verdict.from_json(json.dumps(document).encode()) == verdict


def test_no_verdict_contains_nan_or_infinity(make_verdict):
    for value in (math.nan, math.inf):
        with pytest.raises(ValueError, match="drift_score"):
            make_verdict(drift_score=value)


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"schema": "driftline.verdict/2"}'])
def test_other_documents_are_refused(data):
    with pytest.raises(ValueError, match=r"not a driftline\.verdict/1 document"):
        Verdict.from_json(data)
