"""Significance and size: a change that has both is drift, in any kind of column."""

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from common.verdict.document import PolicyUsed
from functions.score.policy import sentences
from functions.score.policy.decision import Change, ColumnDecision, Decision
from functions.score.policy.evidence import FileEvidence, Variation
from functions.score.policy.learning import Learning
from functions.score.policy.plan import Plan
from functions.score.policy.threshold import HIGH, MODERATE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from common.verdict.document import Finding
    from common.verdict.note import AlarmKind
    from functions.score.statistics.evidence import ColumnEvidence, Effect

# A rate counts as a ratio from a tenth of the minimum share on: 0.1% of fraud that becomes 1% matters, though
# 99% of the rows are as before. A handful of rows has no rate, unless a code for missing values is in them.
RARE_SHARE, LEAST_FACTOR, LEAST_ROWS, LEAST_CODES = 0.1, 3.0, 5.0, 2.0


@dataclass(frozen=True, slots=True)
class CalibratedPolicy:
    """A change is drift if its adjusted p-value is at most `alpha` and its size reaches the threshold.

    Attributes
    ----------
    alpha : false discovery rate over everything that is tested in a file, in (0, 1).
    minimum_share : threshold of changed texts, categories and missing values: a share of rows, in [0, 1]. Of
        rates that at least tripled or fell to a third, a tenth of it.
    minimum_shift : threshold of numbers: the Wasserstein distance beyond chance, in robust baseline standard
        deviations. Also of a correlation's change: where one column is a standard deviation higher, the other
        one's expected value moved by as many of its own.
    time_moves_on : dates later than the baseline's are not drift.
    learning : how earlier files of the dataset show what is usual; None: they do not.
    alarm_on : kinds of notes on a file that are drift.
    """

    alpha: float = 0.05
    minimum_share: float = 0.02
    minimum_shift: float = 0.1
    time_moves_on: bool = True
    learning: Learning | None = None
    alarm_on: tuple["AlarmKind", ...] = ()

    @property
    def used(self) -> PolicyUsed:
        """The thresholds, as the verdict states them."""
        return PolicyUsed(
            name="usual" if self.learning else "calibrated",
            moderate=MODERATE,
            high=HIGH,
            alpha=self.alpha,
            minimum_share=self.minimum_share,
            minimum_shift=self.minimum_shift,
            time_moves_on=self.time_moves_on,
            alarm_on=list(self.alarm_on),
            alarm_budget=self.learning.alarm_budget if self.learning else None,
            accept_after=self.learning.accept_after if self.learning else None,
        )

    @property
    def plan(self) -> Plan:
        """How a file is measured for this policy."""
        return Plan(self.alpha, self.minimum_share, self.time_moves_on)

    @property
    def alone(self) -> "CalibratedPolicy":
        """The policy for two files without a history."""
        return replace(self, learning=None)

    @property
    def decides_by(self) -> frozenset[str]:
        """The names of the effects that decide."""
        from functions.score.statistics.evidence import CORRELATION, EXCESS_DISTANCE, SEGMENT, SHARES

        return SHARES | {EXCESS_DISTANCE, CORRELATION, SEGMENT}

    def decide(self, evidence: FileEvidence) -> Decision:
        """Decide on one file; a removed, retyped or reformatted column is drift, and so are alarms."""
        from functions.score.statistics.false_discovery import adjusted_p_values
        from functions.score.statistics.usual import UNKNOWN

        variation = evidence.variation or Variation(UNKNOWN, "")
        tested = evidence.adjusted_together
        adjusted = adjusted_p_values([column.p_value for column in tested], evidence.weights)
        decisions = [self._column(column, p, variation) for column, p in zip(tested, adjusted, strict=True)]
        count = len(evidence.columns)
        names = [column.name for column in tested]
        columns = dict(zip(names[:count], decisions[:count], strict=True))
        whole_rows = dict(zip(names[count:], decisions[count:], strict=True))
        alarms = evidence.alarms(self.alarm_on)
        drifted = bool(evidence.broken or alarms) or any(decision.drifted for decision in decisions)
        finding: Finding = "drift" if drifted else self._calm(evidence)
        return Decision(
            finding=finding,
            drifted=drifted,
            update_model=drifted,
            reasons=[*alarms, *sentences.reasons(evidence, columns, whole_rows, finding)],
            columns=columns | _broken(evidence, columns),
            whole_rows=whole_rows,
        )

    def _column(
        self, column: "ColumnEvidence", p_adjusted: float | None, variation: Variation
    ) -> ColumnDecision:
        """Decide on one column by its strongest significant change.

        A significant change of unknown size is drift: few rows are significant only if the change is large.
        """
        from functions.score.statistics.directions import Move
        from functions.score.statistics.effects import UNSIZED, EffectKey

        def change(effect: "Effect", threshold: float, p_value: float) -> Change:
            move = Move.of(column, effect)
            limit, since = variation.limit(move, effect.value), variation.since(move, effect.value)
            run = move in variation.runs
            return Change(effect, threshold, p_value, self._is_rare(effect), limit, since, run)

        sized = [(effect, threshold) for effect in column.effects if (threshold := self._threshold(effect))]
        significant = [
            change(effect, threshold, p)
            for effect, threshold in sized
            if (p := _p_value(effect, column, p_adjusted)) is not None and p <= self.alpha
        ]
        changes = tuple(sorted(significant, key=lambda change: change.strength, reverse=True))
        since = min((change.since for change in changes if change.is_large and change.since), default=None)
        unsized = _adjusted(column.unsized_p_value, column, p_adjusted)
        unknown = Move(EffectKey(column.name, UNSIZED))
        if unsized is not None and unsized <= self.alpha and not variation.limit(unknown, math.inf):
            since = variation.since(unknown, math.inf)
            return ColumnDecision(
                drifted=since is None,
                p_adjusted=p_adjusted,
                changes=changes,
                p_of_unknown_size=unsized,
                since=since,
            )
        if not sized:
            return ColumnDecision(drifted=False, p_adjusted=p_adjusted)
        strongest = [(change.effect, change.threshold) for change in changes[:1]]
        effect, threshold = max(strongest or sized, key=lambda pair: pair[0].value / pair[1])
        drifted = any(change.counts for change in changes)
        return ColumnDecision(
            drifted=drifted,
            effect=effect.value,
            effect_name=effect.name,
            threshold=threshold,
            p_adjusted=p_adjusted,
            changes=changes,
            usual=variation.limit(Move.of(column, effect), effect.value) or None,
            since=None if drifted else since,
        )

    def _threshold(self, effect: "Effect") -> float | None:
        """Return the threshold of an effect; None if the policy does not decide by it."""
        from functions.score.statistics.evidence import CORRELATION, EXCESS_DISTANCE, SEGMENT, SHARES

        if effect.name in (EXCESS_DISTANCE, CORRELATION, SEGMENT):
            return self.minimum_shift
        if effect.name not in SHARES:
            return None
        return self.minimum_share * (RARE_SHARE if self._is_rare(effect) else 1.0)

    def _is_rare(self, effect: "Effect") -> bool:
        """Tell whether a rate is too small for the threshold, yet at least tripled or fell to a third."""
        from functions.score.statistics.evidence import CODE

        if effect.rate is None or effect.value >= self.minimum_share:
            return False
        factor = max(effect.rate.factor, 1.0 / effect.rate.factor)
        least = LEAST_CODES if effect.name == CODE else LEAST_ROWS
        return factor >= LEAST_FACTOR and effect.rate.rows >= least

    def _calm(self, evidence: FileEvidence) -> "Finding":
        """Tell "nothing changed" from "no change could have been detected"."""
        texts = [text.evidence.detectable_share for text in evidence.texts.values()]
        if any(isinstance(share, float) for share in texts):
            return "no_drift"
        others = any(
            column.kind not in ("text", "embedding") and column.p_value is not None
            for column in evidence.columns
        )
        return "no_drift" if others and self._could_be_significant(evidence) else "too_few_rows"

    def _could_be_significant(self, evidence: FileEvidence) -> bool:
        """Tell whether so few rows can have a p-value that stays significant after the adjustment."""
        from functions.score.statistics.texts.detectable_share import log_labellings

        return log_labellings(*evidence.rows) >= math.log(len(evidence.tested) / self.alpha)


def _broken(evidence: FileEvidence, decisions: "Mapping[str, ColumnDecision]") -> dict[str, ColumnDecision]:
    """Return the decisions on retyped and reformatted columns, which have drifted whatever their values."""
    names = {change.column for change in evidence.broken}
    return {name: replace(decision, drifted=True) for name, decision in decisions.items() if name in names}


def _p_value(effect: "Effect", column: "ColumnEvidence", p_adjusted: float | None) -> float | None:
    """Return the p-value of a change, adjusted for the other tests of the file; of a new code, its own.

    That -999 is there at all is no choice among many tests, so its rows need not be surprising among them.
    """
    from functions.score.statistics.evidence import CODE

    if effect.name == CODE and column.code_p_value is not None:
        return column.code_p_value
    return _adjusted(effect.p_value, column, p_adjusted)


def _adjusted(p_value: float | None, column: "ColumnEvidence", p_adjusted: float | None) -> float | None:
    """Return the p-value of one of a column's hypotheses, adjusted by the column's own factor."""
    if p_value is None or p_adjusted is None or not column.p_value:
        return None
    return p_adjusted * max(1.0, p_value / column.p_value)
