"""From what may have changed in a column, each with its own tests and sizes, to the column's evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from functions.score.statistics.evidence import ColumnEvidence, Effect, Test

Summaries = tuple[Mapping[str, Any], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """That one property of a column is as before: its tests, and how far it is from that.

    Attributes
    ----------
    tests : may be none.
    effects : sizes of the change; none where it cannot be measured.
    combined : the p-value of all its tests together; None where each counts by itself.
    """

    tests: tuple[Test, ...] = ()
    effects: tuple[Effect, ...] = ()
    combined: float | None = None

    @property
    def p_values(self) -> tuple[float, ...]:
        """The p-values that count."""
        if self.combined is not None:
            return (self.combined,)
        return tuple(test.p_value for test in self.tests)


def column_evidence(
    name: str,
    kind: str,
    hypotheses: Sequence[Hypothesis],
    summaries: Summaries,
    *,
    notes: tuple[str, ...] = (),
    not_tested: str | None = None,
) -> ColumnEvidence:
    """Return the evidence of a column: Bonferroni over all its tests, valid however they depend.

    Every effect bears the p-value of its own hypothesis, so that none is believed for another's sake.

    Parameters
    ----------
    hypotheses : the first one's first effect stands first.
    summaries : of the baseline's and of the drift file's values.
    notes : about the column as a whole; those about one change belong to its effect.
    not_tested : why there is no test; where there is one, nothing is said.
    """
    number = sum(len(hypothesis.p_values) for hypothesis in hypotheses)
    effects: list[Effect] = []
    unsized: list[float] = []
    everything: list[float] = []
    for hypothesis in hypotheses:
        smallest = [min(1.0, number * min(hypothesis.p_values))] if hypothesis.p_values else []
        everything += smallest
        effects += [replace(effect, p_value=min(smallest, default=None)) for effect in hypothesis.effects]
        unsized += smallest if not hypothesis.effects else []
    return ColumnEvidence(
        name,
        kind,
        tests=tuple(test for hypothesis in hypotheses for test in hypothesis.tests),
        p_value=min(everything, default=None),
        effects=tuple(effects),
        unsized_p_value=min(unsized, default=None),
        not_tested=None if everything else not_tested,
        notes=(*notes, *(note for effect in effects for note in effect.notes)),
        before=summaries[0],
        after=summaries[1],
    )
