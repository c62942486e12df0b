"""Null hypotheses about a column, and the column's evidence from all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from functions.score.statistics.evidence import ColumnEvidence, Effect, Test

Summaries = tuple[Mapping[str, Any], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """The null hypothesis that one property of a column did not change.

    Attributes
    ----------
    tests : tuple of Test
        Tests of this property; may be empty.
    effects : tuple of Effect
        Sizes of the change; empty if it cannot be measured.
    combined : float or None
        One p-value of all tests together; None if each test counts by itself.
    weight : float
        Part of the column's alpha that each p-value of this hypothesis may spend, > 0; chosen before anything
        is measured. Only ratios matter.
    """

    tests: tuple[Test, ...] = ()
    effects: tuple[Effect, ...] = ()
    combined: float | None = None
    weight: float = 1.0

    @property
    def p_values(self) -> tuple[float, ...]:
        """The p-values that count.

        Examples
        --------
        >>> tests = Test("one", 0.0, 0.01), Test("other", 0.0, 0.5)
        >>> Hypothesis(tests).p_values, Hypothesis(tests, combined=0.03).p_values
        ((0.01, 0.5), (0.03,))
        """
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
    """Return the evidence of a column, with Bonferroni's weighted correction over all of its tests.

    A p-value is divided by its part of the weights. The correction is valid for any dependence between the
    tests. Each effect gets the p-value of its own
    hypothesis, so that a change elsewhere in the column does not make it significant.

    Parameters
    ----------
    name, kind : str
        The column.
    hypotheses : sequence of Hypothesis
        The first effect of the first hypothesis becomes the column's first effect.
    summaries : tuple of mapping
        Of the baseline's and of the drift file's values.
    notes : tuple of str
        About the column as a whole; notes about one change belong to its effect.
    not_tested : str or None
        The reason to report if no hypothesis has a test.

    Returns
    -------
    ColumnEvidence

    Examples
    --------
    >>> tests = Test("one", 0.0, 0.01), Test("other", 0.0, 0.5)
    >>> column = column_evidence("age", "numeric", [Hypothesis(tests, (Effect("shift", 2.0),))], ({}, {}))
    >>> column.effects[0].p_value
    0.02

    References
    ----------
    Genovese, Roeder & Wasserman, "False discovery control with p-value weighting", Biometrika 93 (2006).
    """
    total = sum(hypothesis.weight * len(hypothesis.p_values) for hypothesis in hypotheses)
    effects: list[Effect] = []
    unsized: list[float] = []
    corrected: list[float] = []
    for hypothesis in hypotheses:
        factor = total / hypothesis.weight
        smallest = [min(1.0, factor * min(hypothesis.p_values))] if hypothesis.p_values else []
        corrected += smallest
        effects += [replace(effect, p_value=min(smallest, default=None)) for effect in hypothesis.effects]
        unsized += smallest if not hypothesis.effects else []
    return ColumnEvidence(
        name,
        kind,
        tests=tuple(test for hypothesis in hypotheses for test in hypothesis.tests),
        p_value=min(corrected, default=None),
        effects=tuple(effects),
        unsized_p_value=min(unsized, default=None),
        not_tested=None if corrected else not_tested,
        notes=(*notes, *(note for effect in effects for note in effect.notes)),
        before=summaries[0],
        after=summaries[1],
    )
