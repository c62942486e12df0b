"""What a policy decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from common.verdict.document import Finding, PolicyUsed
from functions.score.policy.evidence import FileEvidence
from functions.score.policy.learning import Learning
from functions.score.policy.plan import Plan

if TYPE_CHECKING:
    from datetime import datetime

    from functions.score.statistics.evidence import Effect


@dataclass(frozen=True, slots=True)
class Change:
    """A significant change of a column.

    Attributes
    ----------
    threshold : the smallest size that counts.
    p_adjusted : the p-value of this very change.
    rare : the change is one of a rare event and is compared as a ratio, with a smaller threshold.
    usual : the largest size that does not count because such changes are usual; 0 if every size counts.
    since : if the change alarmed in an earlier file and has stayed, the time of that file.
    ends_run : whether the files just before this one exceeded all earlier ones, too.
    """

    effect: "Effect"
    threshold: float
    p_adjusted: float
    rare: bool = False
    usual: float = 0.0
    since: "datetime | None" = None
    ends_run: bool = False

    @property
    def is_large(self) -> bool:
        """Whether the change is large enough, and larger than usual."""
        return self.effect.value >= self.threshold and not self.is_usual

    @property
    def counts(self) -> bool:
        """Whether the change is drift: large, and new."""
        return self.is_large and self.since is None

    @property
    def is_usual(self) -> bool:
        """Whether such changes are usual."""
        return 0.0 < self.effect.value <= self.usual

    @property
    def strength(self) -> float:
        """The effect in units of what counts: from 1 on, the change is drift."""
        return self.effect.value / max(self.threshold, self.usual)


@dataclass(frozen=True, slots=True)
class ColumnDecision:
    """The decision on one column.

    Attributes
    ----------
    effect, effect_name, threshold : of the strongest significant change, or of the largest effect if none is
        significant; None if no size was measured.
    changes : every significant change of measured size, the strongest first.
    p_of_unknown_size : of a significant change whose size could not be measured, and is not usual; None if
        there is none.
    usual : up to which size the strongest change is usual; None if every size counts.
    since : if the column has not drifted because its change alarmed before and has stayed: since when.
    """

    drifted: bool
    effect: float | None = None
    effect_name: str | None = None
    threshold: float | None = None
    p_adjusted: float | None = None
    changes: tuple[Change, ...] = ()
    p_of_unknown_size: float | None = None
    usual: float | None = None
    since: "datetime | None" = None

    @property
    def is_change(self) -> bool:
        """Whether the column has drifted by a tested change; it may also have been retyped or reformatted."""
        unknown = self.p_of_unknown_size is not None
        return self.drifted and (unknown or any(change.counts for change in self.changes))

    @property
    def strength(self) -> float:
        """The effect in units of what counts; 1 if its size is unknown."""
        if self.effect is None or not self.threshold:
            return 1.0
        return self.effect / max(self.threshold, self.usual or 0.0)


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision on one file: `columns` and `whole_rows` by name, the strongest of the reasons first."""

    finding: Finding
    drifted: bool
    update_model: bool
    reasons: list[str]
    columns: Mapping[str, ColumnDecision]
    whole_rows: Mapping[str, ColumnDecision] = field(default_factory=dict)

    @property
    def has_changes(self) -> bool:
        """Whether a tested change of a column or of the rows is drift."""
        return any(decision.is_change for decision in (*self.columns.values(), *self.whole_rows.values()))


class Policy(Protocol):
    """Thresholds: a plan before anything is measured, and a decision afterwards."""

    @property
    def learning(self) -> Learning | None:
        """How earlier files of the dataset show what is usual; None: they do not."""
        ...

    @property
    def alone(self) -> "Policy":
        """The policy for two files without a history."""
        ...

    @property
    def used(self) -> PolicyUsed:
        """The thresholds, as the verdict states them."""
        ...

    @property
    def plan(self) -> Plan:
        """How a file is measured for this policy."""
        ...

    @property
    def decides_by(self) -> frozenset[str]:
        """The names of the effects that decide; empty if only scores do."""
        ...

    def decide(self, evidence: FileEvidence) -> Decision:
        """Decide on one file."""
        ...
