"""One column's part of the verdict."""

from functions.score.policy import CalibratedPolicy, FileEvidence
from functions.score.statistics.evidence import EXCESS_DISTANCE, MISSING, Effect, Test
from functions.score.statistics.hypothesis import Hypothesis, column_evidence
from functions.score.verdict import columns

BEFORE = {"count": 300, "missing": 0, "mean": 5.0, "sd": 1.0}
AFTER = {"count": 234, "missing": 66, "mean": 5.5, "sd": 1.0}


def test_a_column_that_changed_in_two_ways_has_the_fields_of_the_strongest_and_all_notes():
    moved = Effect(EXCESS_DISTANCE, 0.5, notes=("1 value outside the range",))
    hypotheses = (
        Hypothesis((Test("moved", 1.0, 0.0001),), (moved,)),
        Hypothesis((Test("missing", 0.22, 0.002),), (Effect(MISSING, 0.22),)),
    )
    evidence = column_evidence("age", "numeric", hypotheses, (BEFORE, AFTER), notes=("about the column",))
    decision = CalibratedPolicy().decide(FileEvidence((evidence,), rows=(300, 300)))
    verdict = columns.column(
        evidence, decision.columns["age"], None, None, decided_by=("data", "its values are numbers")
    )
    assert (verdict.effect, verdict.effect_name, verdict.threshold) == (0.22, MISSING, 0.02)
    assert verdict.notes == ["about the column", "1 value outside the range"]
    assert verdict.model_dump()["effects"] == [
        {"name": EXCESS_DISTANCE, "value": 0.5, "by": None},
        {"name": MISSING, "value": 0.22, "by": None},
    ]
    assert decision.reasons == [
        (
            "age: missing values rose from 0% to 22% (p = 0.004); "
            "mean rose from 5.00 to 5.50, 0.50 standard deviations (p < 0.001); 1 value outside the range"
        )
    ]
