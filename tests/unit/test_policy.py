import pytest

from functions.score.policy import TextEvidence, ThresholdPolicy


@pytest.mark.parametrize(
    ("score", "level", "drifted"),
    [
        (0.0, "none", False),
        (0.099999, "none", False),
        (0.10, "moderate", True),
        (0.1834, "moderate", True),
        (0.20, "moderate", True),
        (0.200001, "high", True),
        (2.0, "high", True),
    ],
)
def test_the_bands_are_the_documented_ones(score, level, drifted):
    decision = ThresholdPolicy().decide([TextEvidence("text", score)])
    assert (decision.level, decision.drifted, decision.update_model) == (level, drifted, drifted)


def test_the_files_score_is_the_largest_of_its_columns_and_says_which():
    evidence = [TextEvidence("title", 0.05), TextEvidence("body", 0.3), TextEvidence("note", 0.15)]
    decision = ThresholdPolicy().decide(evidence)
    assert (decision.score, decision.column) == (0.3, "body")
    assert decision.reasons == [
        "body: drift score 0.3000 (high, above 0.20)",
        "note: drift score 0.1500 (moderate, 0.10 to 0.20)",
    ]


def test_no_drift_is_said_with_its_number():
    decision = ThresholdPolicy().decide([TextEvidence("text", 0.0213)])
    assert decision.reasons == ["text: no drift, score 0.0213 is below 0.10"]
