"""The policies: thresholds that turn evidence into a decision.

plan            how precisely a file is measured, decided before measuring
decision        what a policy decides on, and what it decides
threshold       the documented table of scores alone
calibrated      significance and size, for every kind of column (the default)
sentences       the reasons of a decision
change_wording  one change of a column in words
"""

from functions.score.policy.calibrated import CalibratedPolicy
from functions.score.policy.decision import (
    ColumnDecision,
    Decision,
    FileEvidence,
    Policy,
    ScoredText,
)
from functions.score.policy.plan import Plan
from functions.score.policy.threshold import ThresholdPolicy

__all__ = [
    "CalibratedPolicy",
    "ColumnDecision",
    "Decision",
    "FileEvidence",
    "Plan",
    "Policy",
    "ScoredText",
    "ThresholdPolicy",
]
