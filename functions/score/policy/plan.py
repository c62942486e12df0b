"""What a policy plans before anything is measured: how finely to measure, and when a sample is enough."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from functions.score.policy.decision import ScoredText

# What the duplicate rows of a file may spend of alpha; each column, which is what the file was sent for, has
# weight 1. Rows that were sent twice have a p-value far below any of these levels.
REPEATED_ROWS_WEIGHT = 0.2


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is measured.

    Attributes
    ----------
    alpha : significance level at which the statistics spend their permutations, in (0, 1).
    minimum_share : share of rows from which on a change of texts counts, in [0, 1].
    time_moves_on : later dates than the baseline's are no drift.
    score_threshold : the policy decides by the documented score alone, and this is its threshold; None: by
        significance and size.
    """

    alpha: float = 0.05
    minimum_share: float = 0.0
    time_moves_on: bool = True
    score_threshold: float | None = None

    def comparisons(self, columns: int) -> float:
        """Return how much is tested together in a file: its columns' tests, and its duplicate rows."""
        return columns + REPEATED_ROWS_WEIGHT

    def settled(self, text: "ScoredText", comparisons: float) -> bool:
        """Tell whether a first sample of a column's texts is enough to decide."""
        if self.score_threshold is not None:
            score = text.sampled
            return score is None or not score.low < self.score_threshold <= score.high
        from functions.score.statistics.texts.sample_stages import settled

        return settled(
            text.evidence.p_value,
            text.evidence.changed_share,
            alpha=self.alpha,
            comparisons=comparisons,
            minimum=self.minimum_share,
        )

    def p_value_of_stages(self, first: float, second: float, comparisons: float) -> float:
        """Return the p-value of a column that took two samples, from that of each."""
        if self.score_threshold is not None:
            return max(first, second)  # valid, whatever the score did in between
        from functions.score.statistics.texts.sample_stages import p_value_of_stages

        return p_value_of_stages(second, alpha=self.alpha, comparisons=comparisons)
