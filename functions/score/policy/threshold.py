"""The documented table: bands of the drift score, and nothing else."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from common.verdict.column import Level
from common.verdict.document import PolicyUsed
from functions.score.policy.decision import ColumnDecision, Decision, FileEvidence, ScoredText

# The documented bands: below moderate none, up to and including high moderate, above high.
MODERATE, HIGH = 0.10, 0.20
SCORE = "drift score"


def level_of(score: float) -> Level:
    """Return the band that a score in [0, 2] falls into."""
    if score > HIGH:
        return "high"
    return "moderate" if score >= MODERATE else "none"


@dataclass(frozen=True, slots=True)
class ThresholdPolicy:
    """A file drifts as soon as the score of one of its text columns is moderate.

    It tests no significance: `alpha` is only how finely p-values are computed for the reader.
    """

    alpha: float = 0.05
    name: ClassVar[Literal["threshold"]] = "threshold"

    @property
    def used(self) -> PolicyUsed:
        """The thresholds, as the verdict states them."""
        return PolicyUsed(name="threshold", moderate=MODERATE, high=HIGH)

    def settled(self, text: ScoredText, comparisons: float) -> bool:
        """Tell whether the score of all texts lies on one side of the band from which on it counts."""
        del comparisons
        return text.sampled is None or not text.sampled.low < MODERATE <= text.sampled.high

    def p_value_of_looks(self, first: float, second: float, comparisons: float) -> float:
        """Return the larger one: valid, whatever the score did between the looks."""
        del comparisons
        return max(first, second)

    def decide(self, evidence: FileEvidence) -> Decision:
        """Decide from the scores of the text columns alone."""
        ranked = sorted(evidence.texts.items(), key=lambda text: text[1].score, reverse=True)
        drifted = [(name, text) for name, text in ranked if text.score >= MODERATE]
        columns = {
            name: ColumnDecision(text.score >= MODERATE, text.score, SCORE, MODERATE)
            for name, text in evidence.texts.items()
        }
        reasons = [_reason(name, text) for name, text in drifted] or [_calm(ranked)]
        return Decision(
            finding="drift" if drifted else "no_drift",
            drifted=bool(drifted),
            update_model=bool(drifted),
            reasons=reasons,
            columns=columns,
        )


def _reason(name: str, text: ScoredText) -> str:
    band = f"high, above {HIGH:.2f}" if text.score > HIGH else f"moderate, {MODERATE:.2f} to {HIGH:.2f}"
    return f"{name}: drift score {text.score:.4f} ({band})"


def _calm(ranked: list[tuple[str, ScoredText]]) -> str:
    if not ranked:
        return "no drift: the policy `threshold` judges texts alone, and there are none"
    name, text = ranked[0]
    return f"{name}: no drift, score {text.score:.4f} is below {MODERATE:.2f}"
