"""The policy: thresholds that turn evidence into a decision."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from common.verdict import Level


@dataclass(frozen=True, slots=True)
class TextEvidence:
    """What was measured in one text column, before any decision: `score` in [0, 2]."""

    column: str
    score: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What the policy concludes; `score` and `column` are those of the most drifted column."""

    drifted: bool
    update_model: bool
    level: Level
    score: float
    column: str
    reasons: list[str]


@dataclass(frozen=True, slots=True)
class ThresholdPolicy:
    """The documented table: below `moderate` none, up to and including `high` moderate, above high.

    The model should be updated as soon as the drift is moderate.
    """

    moderate: float = 0.10
    high: float = 0.20
    name: Literal["threshold"] = "threshold"

    def level(self, score: float) -> Level:
        """Return the band that a score in [0, 2] falls into."""
        if score > self.high:
            return "high"
        return "moderate" if score >= self.moderate else "none"

    def drifted(self, score: float) -> bool:
        """Tell whether a score in [0, 2] counts as drift."""
        return score >= self.moderate

    def decide(self, evidence: Sequence[TextEvidence]) -> Decision:
        """Decide on one file from the evidence of its text columns, of which there is at least one."""
        ranked = sorted(evidence, key=lambda column: column.score, reverse=True)
        largest = ranked[0]
        drifted = [column for column in ranked if self.drifted(column.score)]
        return Decision(
            drifted=bool(drifted),
            update_model=bool(drifted),
            level=self.level(largest.score),
            score=largest.score,
            column=largest.column,
            reasons=[self._reason(column) for column in drifted] or [self._calm(largest)],
        )

    def _reason(self, column: TextEvidence) -> str:
        band = (
            f"high, above {self.high:.2f}"
            if self.level(column.score) == "high"
            else f"moderate, {self.moderate:.2f} to {self.high:.2f}"
        )
        return f"{column.column}: drift score {column.score:.4f} ({band})"

    def _calm(self, column: TextEvidence) -> str:
        return f"{column.column}: no drift, score {column.score:.4f} is below {self.moderate:.2f}"
