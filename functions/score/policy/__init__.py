"""The policies: thresholds that turn evidence into a decision.

plan            how precisely a file is measured, decided before measuring
evidence        what a policy decides on
decision        what a policy decides
learning        what a policy does with earlier files
threshold       the documented table of scores alone
calibrated      significance, size and what is usual: the policies `usual` (the default) and `calibrated`
sentences       the reasons of a decision
change_wording  one change in words (number_wording, date_wording, trait_wording, relation_wording, clauses)
"""

from functions.score.policy.calibrated import CalibratedPolicy
from functions.score.policy.decision import ColumnDecision, Decision, Policy
from functions.score.policy.evidence import FileEvidence, ScoredText, Standing, Variation
from functions.score.policy.learning import Learning
from functions.score.policy.plan import Plan
from functions.score.policy.threshold import ThresholdPolicy

__all__ = [
    "CalibratedPolicy",
    "ColumnDecision",
    "Decision",
    "FileEvidence",
    "Learning",
    "Plan",
    "Policy",
    "ScoredText",
    "Standing",
    "ThresholdPolicy",
    "Variation",
]
