"""Notes on a file that a setting turns into drift."""

import pytest

from common import settings
from common.stores.memory import MemoryStore
from common.verdict.note import Note
from functions.score import wiring
from functions.score.baseline.settings import DatasetSettings
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


@pytest.mark.parametrize("policy", ["usual", "calibrated", "threshold"])
def test_the_setting_of_a_dataset_overrides_that_of_the_environment(policy):
    environment = {"DRIFTLINE_ALARM_ON": "trend", "DRIFTLINE_POLICY": policy}
    tools = wiring.tools(settings.load(environment), MemoryStore(), own_process=False)
    assert tools.policy(DatasetSettings()).alarm_on == ("trend",)
    assert tools.policy(DatasetSettings(alarm_on=["row_count"])).alarm_on == ("row_count",)
    assert tools.policy(DatasetSettings(alarm_on=[])).alarm_on == ()
