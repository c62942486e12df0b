"""What the statistics find, before any decision: frozen values that the policy and the verdict read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

# What a column's first effect is; every one of them is 0 where both files agree.
CHANGED_SHARE = "changed share"  # text: total variation that the embedding can tell apart, in [0, 1]
EXCESS_DISTANCE = "Wasserstein distance beyond chance, in baseline standard deviations"  # numeric: >= 0
EXCESS_VARIATION = "total variation beyond chance"  # categories, booleans, time patterns: in [0, 1]
MISSING = "difference in the share of missing cells"  # in [0, 1]
UNREADABLE = "difference in the share of unreadable cells"  # in [0, 1]
INFINITE = "difference in the share of infinite values"  # in [0, 1]
BEYOND_RANGE = "share beyond the baseline's range, beyond chance"  # in [0, 1]
DUPLICATED = "share of repeated rows beyond what relabelling expects"  # in [0, 1]
WASSERSTEIN = "Wasserstein distance in baseline standard deviations"  # >= 0
TOTAL_VARIATION = "total variation"  # in [0, 1]
JENSEN_SHANNON = "Jensen-Shannon distance"  # base 2, in [0, 1]
STABILITY_INDEX = "population stability index"  # >= 0
# The effects that are shares of rows, which a policy holds against one minimum.
SHARES = frozenset({CHANGED_SHARE, EXCESS_VARIATION, MISSING, UNREADABLE, INFINITE, BEYOND_RANGE, DUPLICATED})


@dataclass(frozen=True, slots=True)
class Test:
    """One test of one null hypothesis: `p_value` in (0, 1], `statistic` in the test's own unit."""

    __test__: ClassVar[bool] = False  # pytest takes classes of this name for test cases
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
    """Why a number does not exist for these inputs, in one clause."""

    reason: str


@dataclass(frozen=True, slots=True)
class Effect:
    """How large a change is, in the unit that its name says.

    Attributes
    ----------
    p_value : of the tests that this very change is not chance, adjusted for the column's other tests; None
        where there is none.
    by : what a distribution was compared by, such as "hour of day"; None if by the values themselves.
    notes : sentences about this very change ("2 categories are new: ...").
    """

    name: str
    value: float
    p_value: float | None = None
    by: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnEvidence:
    """What was measured in one column.

    Attributes
    ----------
    name, kind : the column.
    tests : what was tested, each with its own p-value; empty where nothing was.
    p_value : the column's p-value: of all its tests together, before any adjustment for other columns;
        None where nothing was tested.
    effects : sizes, each with the p-value of what it measures; a policy compares them with their minima.
    unsized_p_value : of a change that is tested, but whose size cannot be measured; mostly None.
    not_tested : why there is no test, in one clause; None where there is one.
    notes : those about the column as a whole ("weekdays not tested: ..."), then those of all effects.
    before, after : the summary of the baseline's and the drift file's values: names to numbers, texts or
        lists of these; both have the same names.
    """

    name: str
    kind: str
    tests: tuple[Test, ...] = ()
    p_value: float | None = None
    effects: tuple[Effect, ...] = ()
    unsized_p_value: float | None = None
    not_tested: str | None = None
    notes: tuple[str, ...] = ()
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TextEvidence:
    """What was measured in one text column, beyond the documented score.

    Attributes
    ----------
    tests : the statistics of mean, near and wide neighbourhood and novelty, each with its own p-value.
    p_value : of all of these together, by the same permutations.
    permutations : how many relabellings stand behind the p-values.
    rows_tested : rows of the baseline and of the drift file that the tests saw.
    score_interval : its error bar, around the debiased score.
    debiased_score : the documented score without its bias of order 1 / rows.
    changed_share : total variation that the embedding can tell apart.
    detectable_share : the smallest share of changed rows that would have been found at 80 % power;
        Undefined where even a full change would not.
    novelty : for each drift row that was tested, its index in the file and its conformal p-value in
        (0, 1]: small where the row is like nothing in the baseline.
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
