"""The statistics' results before any decision: frozen values that the policy and the verdict read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from functions.score.statistics.novel_share import NovelShare
from functions.score.statistics.ratios import Factor, RateChange

# Names of effects. The first effect of a column is one of these; all are 0 if both files agree.
CHANGED_SHARE = "changed share"  # text: total variation that the embedding can distinguish, in [0, 1]
NOVEL = "share of texts unlike any in the baseline, beyond chance"  # text and vectors: in [0, 1]
EXCESS_DISTANCE = (
    "Wasserstein distance beyond chance, in robust baseline standard deviations"  # numeric: >= 0
)
EXCESS_VARIATION = "total variation beyond chance"  # categories, booleans, time patterns: in [0, 1]
NEW_CATEGORY = "share of the largest new category"  # in [0, 1]
MISSING = "difference in the share of missing cells"  # in [0, 1]
UNREADABLE = "difference in the share of unreadable cells"  # in [0, 1]
INFINITE = "difference in the share of infinite values"  # in [0, 1]
PLACEHOLDER = "difference in the share of placeholder dates"  # in [0, 1]
OUTSIDE_DATES = (
    "share of dates before the baseline's first or decades after its last, beyond chance"  # in [0, 1]
)
REPEATED = "difference in the share of repeated identifiers"  # in [0, 1]
UNUSUAL = "difference in the share of identifiers of another format"  # in [0, 1]
BEYOND_RANGE = "share of values outside the baseline range, beyond chance"  # in [0, 1]
FAR_OUTSIDE = "share of values more than the baseline range away from it"  # in [0, 1]
ONE_VALUE = "difference in the share of one value"  # in [0, 1]
CODE = "difference in the share of one code for missing values"  # in [0, 1]
STUCK = "share of rows by which a run of one value is longer than any in the baseline"  # in [0, 1]
DECIMALS = "difference in the share of values with few decimals"  # in [0, 1]
DUPLICATED = "share of duplicate rows beyond chance"  # in [0, 1]
CORRELATION = "largest change of a rank correlation beyond chance"  # in [0, 2]
SEGMENT = "shift of one segment beyond the others' and chance, in robust baseline standard deviations"  # >= 0
# Texts: properties that the embedding shows badly or not at all.
LETTER_CASE = "difference in the share of texts in one letter case"  # in [0, 1], and so are the others
BROKEN = "difference in the share of texts with broken characters"
UNFINISHED = "difference in the share of texts without punctuation at the end"
LONGER = "share of the baseline's texts that are longer than any in the file"
LANGUAGE = "difference in the share of texts in a language"
REPEATED_TEXT = "difference in the share of one repeated text"
UNKNOWN = "difference in the share of texts with characters unknown to the model"
TRAITS = frozenset({LETTER_CASE, BROKEN, UNFINISHED, LONGER, LANGUAGE, REPEATED_TEXT, UNKNOWN})
WASSERSTEIN = "Wasserstein distance in baseline standard deviations"  # >= 0
TOTAL_VARIATION = "total variation"  # in [0, 1]
JENSEN_SHANNON = "Jensen-Shannon distance"  # base 2, in [0, 1]
STABILITY_INDEX = "population stability index"  # >= 0
WHOLE_ROWS = frozenset({DUPLICATED, CORRELATION, SEGMENT})  # effects of no single column
# The effects that are shares of rows; a policy compares all of them with one threshold.
SHARES = frozenset({
    CHANGED_SHARE, NOVEL, EXCESS_VARIATION, NEW_CATEGORY, MISSING, UNREADABLE, INFINITE, OUTSIDE_DATES,
    PLACEHOLDER, REPEATED, UNUSUAL, BEYOND_RANGE, FAR_OUTSIDE, ONE_VALUE, CODE, STUCK, DECIMALS,
    DUPLICATED, *TRAITS,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Test:
    """One test of one null hypothesis.

    Attributes
    ----------
    name : str
        As shown in the verdict.
    statistic : float
        In the test's own unit.
    p_value : float
        In (0, 1].
    """

    __test__: ClassVar[bool] = False  # otherwise pytest collects it because of its name
    name: str
    statistic: float
    p_value: float


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its confidence interval: low <= estimate <= high; `confidence` such as 0.95."""

    estimate: float
    low: float
    high: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Undefined:
    """The reason why a number does not exist for these inputs, as one clause."""

    reason: str


@dataclass(frozen=True, slots=True)
class Effect:
    """The size of a change.

    Attributes
    ----------
    name : str
        Name and unit.
    value : float
        In that unit.
    p_value : float or None
        Of the tests of this change, adjusted for the other tests of the column; None without a test.
    by : str or None
        What a distribution was compared by, such as "hour of day"; None if by the values themselves.
    example : str or None
        One of the values that it is about, for its sentence.
    notes : tuple of str
        Sentences about this change ("2 new categories: ...").
    rate : RateChange or None
        The same change as a ratio, if the effect is the difference of one rate.
    """

    name: str
    value: float
    p_value: float | None = None
    by: str | None = None
    example: str | None = None
    notes: tuple[str, ...] = ()
    rate: RateChange | None = None


@dataclass(frozen=True, slots=True)
class ColumnEvidence:
    """The measurements of one column.

    Attributes
    ----------
    name, kind : str
        The column.
    tests : tuple of Test
        Each with its own p-value.
    p_value : float or None
        Of all tests of the column together, before any adjustment for other columns; None without a test.
    effects : tuple of Effect
        Sizes of the changes; a policy compares them with its thresholds.
    unsized_p_value : float or None
        Of a change that is tested but whose size cannot be measured; usually None.
    code_p_value : float or None
        Of a familiar code for missing values that only the drift file has, before any adjustment.
    not_tested : str or None
        The reason why there is no test, as one clause; None with a test.
    notes : tuple of str
        Those about the column as a whole ("weekdays not tested: ..."), then those of all effects.
    remarks : tuple of str
        Sentences that belong among the reasons, whatever was decided: known without a test, and no drift by
        themselves.
    factor : Factor or None
        The multiplication that a change of numbers amounts to.
    before, after : mapping
        Summaries of the baseline's and of the drift file's values, with the same names: numbers, texts or
        lists of these.
    """

    name: str
    kind: str
    tests: tuple[Test, ...] = ()
    p_value: float | None = None
    effects: tuple[Effect, ...] = ()
    unsized_p_value: float | None = None
    code_p_value: float | None = None
    not_tested: str | None = None
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    factor: Factor | None = None
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextEvidence:
    """The measurements of one text column besides the documented score.

    Attributes
    ----------
    tests : tuple of Test
        Mean shift, near and wide neighbourhood, novelty, each with its own p-value.
    p_value : float
        Of all tests together, from the same permutations.
    permutations : int
        Permutations behind the p-values.
    rows_tested : tuple of int
        Rows of the baseline and of the drift file in the tests.
    debiased_score : float or Undefined
        The documented score without its bias of order 1 / rows.
    score_interval : Interval or Undefined
        Confidence interval around the debiased score.
    changed_share : Interval or Undefined
        Total variation that the embedding can distinguish.
    detectable_share : float or Undefined
        The smallest share of changed rows that would be detected with 80% power; Undefined if even a full
        change would not.
    novelty : tuple of (int, float)
        Index and conformal p-value of each tested drift row; a small p-value means that the row resembles
        nothing in the baseline.
    novel_share : NovelShare
        Of these rows.
    """

    tests: tuple[Test, ...]
    p_value: float
    permutations: int
    rows_tested: tuple[int, int]
    debiased_score: float | Undefined
    score_interval: Interval | Undefined
    changed_share: Interval | Undefined
    detectable_share: float | Undefined
    novelty: tuple[tuple[int, float], ...]
    novel_share: NovelShare
