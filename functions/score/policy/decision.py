"""What a policy decides on, and what it decides."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from common.verdict.document import Finding, PolicyUsed
from functions.score.policy.plan import DUPLICATE_ROWS_WEIGHT, Plan

if TYPE_CHECKING:
    from functions.score.statistics.evidence import ColumnEvidence, Effect, Interval, TextEvidence


@dataclass(frozen=True, slots=True)
class ScoredText:
    """A text column: its documented score and the rest of its evidence.

    Attributes
    ----------
    score : in [0, 2], as the verdict states it.
    evidence : what was measured in the embedded texts.
    sampled : the interval of the score of all texts; None if all texts are embedded.
    texts, embedded : how many texts the baseline and the drift file have, and how many are embedded.
    """

    score: float
    evidence: "TextEvidence"
    sampled: "Interval | None" = None
    texts: tuple[int, int] | None = None
    embedded: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class FileEvidence:
    """Everything measured about one drift file.

    Attributes
    ----------
    columns : every column that both files have, text columns included, in the baseline's order.
    texts : the scored text columns, by name.
    duplicates : the file's duplicate rows, tested like a column; None if they are not tested.
    broken : a sentence on each compared column that is removed or retyped.
    unscored : text columns that could not be scored because a file has too few texts, or none.
    rows : rows of the baseline and of the drift file.
    """

    columns: tuple["ColumnEvidence", ...]
    texts: Mapping[str, ScoredText] = field(default_factory=dict)
    duplicates: "ColumnEvidence | None" = None
    broken: tuple[str, ...] = ()
    unscored: tuple[str, ...] = ()
    rows: tuple[int, int] = (0, 0)

    @property
    def adjusted_together(self) -> tuple["ColumnEvidence", ...]:
        """The columns and then the duplicate rows: p-values are adjusted over all of these."""
        return (*self.columns, self.duplicates) if self.duplicates else self.columns

    @property
    def weights(self) -> list[float]:
        """How much of alpha each of these may spend."""
        duplicates = [DUPLICATE_ROWS_WEIGHT] if self.duplicates else []
        return [1.0] * len(self.columns) + duplicates

    @property
    def tested(self) -> list["ColumnEvidence"]:
        """Those of them that have a p-value."""
        return [column for column in self.adjusted_together if column.p_value is not None]


@dataclass(frozen=True, slots=True)
class Change:
    """A significant change of a column: its effect, the threshold, and the p-value of this very change."""

    effect: "Effect"
    threshold: float
    p_adjusted: float

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
    """The decision on one file: `columns` by name, the strongest of the reasons first."""

    finding: Finding
    drifted: bool
    update_model: bool
    reasons: list[str]
    columns: Mapping[str, ColumnDecision]
    duplicates: ColumnDecision | None = None


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
