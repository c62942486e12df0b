"""What a policy decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from common.verdict.document import Finding, PolicyUsed
from functions.score.policy.evidence import FileEvidence
from functions.score.policy.plan import Plan

if TYPE_CHECKING:
    from functions.score.statistics.evidence import Effect


@dataclass(frozen=True, slots=True)
class Change:
    """A significant change of a column: its effect, the threshold, and the p-value of this very change.

    `rare`: the change is one of a rare event and is compared as a ratio, with a smaller threshold.
    """

    effect: "Effect"
    threshold: float
    p_adjusted: float
    rare: bool = False

    @property
    def strength(self) -> float:
        """The effect in units of its threshold: from 1 on, the change is drift."""
        return self.effect.value / self.threshold


@dataclass(frozen=True, slots=True)
class ColumnDecision:
    """The decision on one column.

    Attributes
    ----------
    effect, effect_name, threshold : of the strongest significant change, or of the largest effect if none is
        significant; None if no size was measured.
    changes : every significant change of measured size, the strongest first.
    p_of_unknown_size : of a significant change whose size could not be measured; None if there is none.
    """

    drifted: bool
    effect: float | None = None
    effect_name: str | None = None
    threshold: float | None = None
    p_adjusted: float | None = None
    changes: tuple[Change, ...] = ()
    p_of_unknown_size: float | None = None

    @property
    def strength(self) -> float:
        """The effect in units of its threshold; 1 if its size is unknown."""
        return 1.0 if self.effect is None or not self.threshold else self.effect / self.threshold


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision on one file: `columns` and `whole_rows` by name, the strongest of the reasons first."""

    finding: Finding
    drifted: bool
    update_model: bool
    reasons: list[str]
    columns: Mapping[str, ColumnDecision]
    whole_rows: Mapping[str, ColumnDecision] = field(default_factory=dict)


class Policy(Protocol):
    """Thresholds: a plan before anything is measured, and a decision afterwards."""

    @property
    def name(self) -> Literal["calibrated", "threshold"]:
        """The policy's name in settings and verdicts."""
        ...

    @property
    def used(self) -> PolicyUsed:
        """The thresholds, as the verdict states them."""
        ...

    @property
    def plan(self) -> Plan:
        """How a file is measured for this policy."""
        ...

    def decide(self, evidence: FileEvidence) -> Decision:
        """Decide on one file."""
        ...
