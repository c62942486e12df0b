"""The policy's plan: how precisely to measure, and when a sample is enough; made before measuring."""

from dataclasses import dataclass

from functions.score.policy.evidence import WHOLE_ROWS_WEIGHT, ScoredText


@dataclass(frozen=True, slots=True)
class Plan:
    """How a file is measured.

    Attributes
    ----------
    alpha : significance level that p-values have to resolve, in (0, 1).
    minimum_share : threshold of changed texts, a share of rows in [0, 1].
    time_moves_on : dates later than the baseline's are not drift.
    score_threshold : if the policy decides by the documented score alone, its threshold; None if it decides
        by significance and size.
    """

    alpha: float = 0.05
    minimum_share: float = 0.0
    time_moves_on: bool = True
    score_threshold: float | None = None

    def comparisons(self, columns: float, whole_rows: int) -> float:
        """Return the weight of all tests in a file: those of its columns, and those of whole rows."""
        return columns + WHOLE_ROWS_WEIGHT * whole_rows

    def is_decisive(self, text: ScoredText, comparisons: float) -> bool:
        """Tell whether the first sample of a column's texts is enough to decide."""
        if self.score_threshold is not None:
            score = text.sampled
            return score is None or not score.low < self.score_threshold <= score.high
        from functions.score.statistics.texts.sample_stages import is_decisive

        return is_decisive(
            text.evidence.p_value,
            text.evidence.changed_share,
            alpha=self.alpha,
            comparisons=comparisons,
            minimum=self.minimum_share,
        )

    def p_value_of_stages(self, first: float, second: float, comparisons: float) -> float:
        """Return the p-value of a column that needed two samples, from the p-value of each."""
        if self.score_threshold is not None:
            return max(first, second)  # valid for any rule that decides on the second sample
        from functions.score.statistics.texts.sample_stages import p_value_of_stages

        return p_value_of_stages(second, alpha=self.alpha, comparisons=comparisons)
