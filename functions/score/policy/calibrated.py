"""Significance and size: what is both is drift, in any kind of column."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from common.verdict.document import PolicyUsed
from functions.score.policy import sentences
from functions.score.policy.decision import ColumnDecision, Decision, FileEvidence
from functions.score.policy.plan import Plan
from functions.score.policy.threshold import HIGH, MODERATE

if TYPE_CHECKING:
    from common.verdict.document import Finding
    from functions.score.statistics.evidence import ColumnEvidence, Effect


@dataclass(frozen=True, slots=True)
class CalibratedPolicy:
    """Drift needs an adjusted p-value up to `alpha` and a size of at least the minimum.

    Attributes
    ----------
    alpha : false discovery rate over all that is tested in a file, in (0, 1).
    minimum_share : of rows, in [0, 1]: changed texts, changed categories, missing cells.
    minimum_shift : Wasserstein distance beyond chance, in baseline standard deviations.
    time_moves_on : later dates than the baseline's are no drift.
    """

    alpha: float = 0.05
    minimum_share: float = 0.02
    minimum_shift: float = 0.1
    time_moves_on: bool = True
    name: ClassVar[Literal["calibrated"]] = "calibrated"

    @property
    def used(self) -> PolicyUsed:
        """The thresholds, as the verdict states them."""
        return PolicyUsed(
            name="calibrated",
            moderate=MODERATE,
            high=HIGH,
            alpha=self.alpha,
            minimum_share=self.minimum_share,
            minimum_shift=self.minimum_shift,
            time_moves_on=self.time_moves_on,
        )

    @property
    def plan(self) -> Plan:
        """How a file is measured for this policy."""
        return Plan(self.alpha, self.minimum_share, self.time_moves_on)

    def decide(self, evidence: FileEvidence) -> Decision:
        """Decide on one file; columns that are gone or retyped are drift by themselves."""
        from functions.score.statistics.false_discovery import adjusted_p_values

        judged = evidence.judged_together
        adjusted = adjusted_p_values([column.p_value for column in judged], evidence.weights)
        decisions = [self._column(column, p) for column, p in zip(judged, adjusted, strict=True)]
        duplicates = decisions[-1] if evidence.duplicates else None
        names = (column.name for column in evidence.columns)
        columns = dict(zip(names, decisions, strict=False))  # the repeated rows, the last, bear no name
        drifted = bool(evidence.broken) or any(decision.drifted for decision in decisions)
        finding: Finding = "drift" if drifted else self._calm(evidence)
        return Decision(
            finding=finding,
            drifted=drifted,
            update_model=drifted,
            reasons=sentences.reasons(evidence, columns, duplicates, finding),
            columns=columns,
            duplicates=duplicates,
        )

    def _column(self, column: "ColumnEvidence", p_adjusted: float | None) -> ColumnDecision:
        """Judge one column by the effect that is largest beside its minimum, of those beyond chance.

        Where no size could be measured the rows are few, and what is significant in few rows is large.
        """
        if self._beyond_chance(column.unsized_p_value, column, p_adjusted):
            return ColumnDecision(drifted=True, p_adjusted=p_adjusted)
        sized = [(effect, minimum) for effect in column.effects if (minimum := self._minimum(effect))]
        counted = [pair for pair in sized if self._beyond_chance(pair[0].p_value, column, p_adjusted)]
        if not sized:
            return ColumnDecision(drifted=False, p_adjusted=p_adjusted)
        effect, minimum = max(counted or sized, key=lambda pair: pair[0].value / pair[1])
        return ColumnDecision(
            drifted=bool(counted) and effect.value >= minimum,
            effect=effect.value,
            effect_name=effect.name,
            threshold=minimum,
            p_adjusted=p_adjusted,
            small=bool(counted) and effect.value < minimum,
        )

    def _beyond_chance(
        self, p_value: float | None, column: "ColumnEvidence", p_adjusted: float | None
    ) -> bool:
        """Tell whether one of a column's hypotheses is rejected, adjusted by the column's own factor."""
        if p_value is None or p_adjusted is None or not column.p_value:
            return False
        if p_value <= column.p_value:
            return p_adjusted <= self.alpha
        return p_value * p_adjusted / column.p_value <= self.alpha

    def _minimum(self, effect: "Effect") -> float | None:
        from functions.score.statistics.evidence import EXCESS_DISTANCE, SHARES

        if effect.name == EXCESS_DISTANCE:
            return self.minimum_shift
        return self.minimum_share if effect.name in SHARES else None

    def _calm(self, evidence: FileEvidence) -> "Finding":
        """Tell "nothing changed" from "nothing could have been seen"."""
        texts = [text.evidence.detectable_share for text in evidence.texts.values()]
        if any(isinstance(share, float) for share in texts):
            return "no_drift"
        others = any(column.kind != "text" and column.p_value is not None for column in evidence.columns)
        return "no_drift" if others and self._could_be_significant(evidence) else "too_few_rows"

    def _could_be_significant(self, evidence: FileEvidence) -> bool:
        """Tell whether so few rows can have a p-value that stays significant beside the others."""
        from functions.score.statistics.texts.detectable_share import log_labellings

        return log_labellings(*evidence.rows) >= math.log(len(evidence.tested) / self.alpha)
