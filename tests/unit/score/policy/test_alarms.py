"""Notes on a file that a setting turns into drift."""

import pytest

from common.verdict.note import Note
from functions.score.policy import CalibratedPolicy, FileEvidence, ThresholdPolicy

FEW = Note("row_count", "the drift file has 10 rows")
OLD = Note("old_dates", "the dates are old")
READ = Note("reading", "a guess")


@pytest.mark.parametrize("policy", [CalibratedPolicy, ThresholdPolicy])
def test_only_notes_of_the_chosen_kinds_are_drift(policy):
    evidence = FileEvidence((), rows=(1000, 10), notes=(READ, OLD, FEW))
    calm = policy().decide(evidence)
    assert (calm.drifted, calm.update_model) == (False, False)
    assert not policy(alarm_on=("trend",)).decide(evidence).drifted
    decision = policy(alarm_on=("row_count", "trend")).decide(evidence)
    assert (decision.finding, decision.drifted, decision.update_model) == ("drift", True, True)
    assert decision.reasons == [FEW.text]
    assert not decision.has_changes
    both = policy(alarm_on=("row_count", "old_dates")).decide(evidence)
    assert both.reasons == [OLD.text, FEW.text]


@pytest.mark.parametrize("policy", [CalibratedPolicy, ThresholdPolicy])
def test_the_verdict_states_the_setting(policy):
    assert policy(alarm_on=("row_count",)).used.alarm_on == ["row_count"]
    assert policy().used.alarm_on == []
