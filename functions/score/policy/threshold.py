"""The documented table: levels of the drift score, and nothing else."""

from dataclasses import dataclass
from typing import ClassVar

from common.verdict.column import Level
from common.verdict.document import PolicyUsed
from common.verdict.note import AlarmKind
from functions.score.policy.decision import ColumnDecision, Decision
from functions.score.policy.evidence import FileEvidence, ScoredText
from functions.score.policy.learning import Learning
from functions.score.policy.plan import Plan

# The documented levels: below MODERATE none, up to and including HIGH moderate, above it high.
MODERATE, HIGH = 0.10, 0.20
SCORE = "drift score"


def level_of(score: float) -> Level:
    """Return the level of a score in [0, 2]."""
    if score > HIGH:
        return "high"
    return "moderate" if score >= MODERATE else "none"


@dataclass(frozen=True, slots=True)
class ThresholdPolicy:
    """A file has drifted if a column of texts or embeddings has a moderate or high score, or none.

    The policy tests no significance: `alpha` only sets how precisely p-values are computed for the reader.
    Notes of the kinds `alarm_on` are drift too.
    """

    alpha: float = 0.05
    alarm_on: tuple[AlarmKind, ...] = ()
    learning: ClassVar[Learning | None] = None

    @property
    def used(self) -> PolicyUsed:
        """The thresholds, as the verdict states them."""
        return PolicyUsed(name="threshold", moderate=MODERATE, high=HIGH, alarm_on=list(self.alarm_on))

    @property
    def plan(self) -> Plan:
        """How a file is measured for this policy."""
        return Plan(self.alpha, score_threshold=MODERATE)

    @property
    def alone(self) -> "ThresholdPolicy":
        """The policy for two files without a history."""
        return self

    @property
    def decides_by(self) -> frozenset[str]:
        """No effect decides."""
        return frozenset()

    def decide(self, evidence: FileEvidence) -> Decision:
        """Decide from the scores of the text columns, and from alarms."""
        ranked = sorted(evidence.texts.items(), key=lambda text: text[1].score, reverse=True)
        drifted = [(name, text) for name, text in ranked if text.score >= MODERATE]
        columns = {
            name: ColumnDecision(text.score >= MODERATE, text.score, SCORE, MODERATE)
            for name, text in evidence.texts.items()
        }
        reasons = evidence.alarms(self.alarm_on)
        reasons += [_reason(name, text) for name, text in drifted]
        reasons += [
            f"{name}: could not be scored; a file lacks the column, or has too few of its texts or vectors"
            for name in evidence.unscored
        ]
        return Decision(
            finding="drift" if reasons else "no_drift",
            drifted=bool(reasons),
            update_model=bool(reasons),
            reasons=reasons or [_calm(ranked)],
            columns=columns,
        )


def _reason(name: str, text: ScoredText) -> str:
    level = f"high, above {HIGH:.2f}" if text.score > HIGH else f"moderate, {MODERATE:.2f} to {HIGH:.2f}"
    return f"{name}: drift score {text.score:.4f} ({level})"


def _calm(ranked: list[tuple[str, ScoredText]]) -> str:
    if not ranked:
        scores = "the policy 'threshold' scores columns of texts or embeddings alone"
        return f"no drift detected: {scores}, and there are none"
    name, text = ranked[0]
    return f"{name}: no drift detected, drift score {text.score:.4f} is below {MODERATE:.2f}"
