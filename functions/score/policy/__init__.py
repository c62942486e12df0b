"""The policies: thresholds that turn evidence into a decision.

plan        how a file is measured, before anything is
decision    what a policy is given and what it concludes
threshold   the documented table of scores alone
calibrated  significance and size, for every kind of column (the default)
sentences   the reasons, as a product owner reads them
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
