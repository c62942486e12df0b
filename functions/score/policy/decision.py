"""What a policy is given, and what it concludes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, Protocol

from common.verdict.document import Finding, PolicyUsed
from functions.score.policy.plan import REPEATED_ROWS_WEIGHT, Plan

if TYPE_CHECKING:
    from functions.score.statistics.evidence import ColumnEvidence, Interval, TextEvidence


@dataclass(frozen=True, slots=True)
class ScoredText:
    """A text column: its documented score, and what was measured beyond it.

    Attributes
    ----------
    score : in [0, 2], as the verdict states it.
    evidence : what was measured in the embedded texts.
    sampled : in which the score lies, where it is that of all texts and not all are embedded.
    texts, embedded : of the baseline and of the drift file, all texts and those that are embedded.
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
    columns : every column that both files have, text columns among them, in the baseline's order.
    texts : the text columns of these, by name.
    duplicates : the file's repeated rows, tested like a column; None where nothing was tested.
    broken : sentences on columns that are gone or hold another kind of value.
    unscored : text columns of which one of the files has too few texts, or none.
    rows : rows of the baseline and of the drift file.
    """

    columns: tuple["ColumnEvidence", ...]
    texts: Mapping[str, ScoredText] = field(default_factory=dict)
    duplicates: "ColumnEvidence | None" = None
    broken: tuple[str, ...] = ()
    unscored: tuple[str, ...] = ()
    rows: tuple[int, int] = (0, 0)

    @property
    def judged_together(self) -> tuple["ColumnEvidence", ...]:
        """The columns, and the repeated rows after them: p-values are adjusted over all of these."""
        return (*self.columns, self.duplicates) if self.duplicates else self.columns

    @property
    def weights(self) -> list[float]:
        """How much of alpha each of these may spend."""
        repeated = [REPEATED_ROWS_WEIGHT] if self.duplicates else []
        return [1.0] * len(self.columns) + repeated

    @property
    def tested(self) -> list["ColumnEvidence"]:
        """Those of them that have a p-value."""
        return [column for column in self.judged_together if column.p_value is not None]


@dataclass(frozen=True, slots=True)
class ColumnDecision:
    """What is concluded of one column: the effect that counts, in which unit, from where on.

    `small`: beyond chance, and yet no drift, as it is below the minimum.
    """

    drifted: bool
    effect: float | None = None
    effect_name: str | None = None
    threshold: float | None = None
    p_adjusted: float | None = None
    small: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What is concluded of one file; `columns` by name, reasons with the strongest first."""

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
