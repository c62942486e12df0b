"""The parts of a verdict that speak of one column: tests, sizes, explanations."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Level = Literal["none", "moderate", "high"]
Kind = Literal["text", "numeric", "categorical", "datetime", "boolean", "identifier", "empty"]
Share = Annotated[float, Field(ge=0, le=1)]


class Part(BaseModel):
    """A part of the verdict: frozen, nothing unknown in it, every number finite."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class TestResult(Part):
    """One test of one null hypothesis."""

    name: str
    statistic: float
    p_value: Share


class EffectSize(Part):
    """How large a change is, in the unit that its name says; 0 where both files agree, a ratio 1."""

    name: str
    value: float


class ConfidenceInterval(Part):
    """An estimate and the interval that covers the truth at the stated rate."""

    estimate: float
    low: float
    high: float
    confidence: Share


class NovelRow(Part):
    """A row that is like nothing in the baseline."""

    row: int = Field(ge=1, description="Number of the row; the first below the header is 1.")
    p_value: Share = Field(description="Share of the baseline's rows that are at least as unusual.")
    text: str | None = Field(description="Shortened; null where rows are kept private.")


class ChangedWord(Part):
    """A word or phrase that became more or less frequent."""

    phrase: str | None = Field(description="Null where rows are kept private.")
    z: float = Field(description="Log-odds ratio over its standard error; positive where it came.")
    before: Share = Field(description="Share of the baseline's rows that hold it.")
    after: Share


class ChangedCluster(Part):
    """A group of similar texts that grew or shrank."""

    words: list[str] = Field(description="What is typical of it; empty where rows are kept private.")
    before: Share = Field(description="Share of the baseline's rows in it.")
    after: Share
    changed: bool = Field(description="Whether the difference is beyond chance.")
    typical: list[str] = Field(description="Texts near its middle, shortened.")


class TextExplanation(Part):
    """What changed in a text column, for a person."""

    novel_rows: list[NovelRow]
    came: list[ChangedWord]
    went: list[ChangedWord]
    clusters: list[ChangedCluster]


class TextDetail(Part):
    """What is measured in text columns alone."""

    drift_score: float = Field(ge=0, le=2, description="The documented score of this column.")
    drift_score_interval: ConfidenceInterval | None = Field(
        None,
        description="Where a sample was embedded: in which the score of all texts lies; null: it is exact.",
    )
    level: Level
    debiased_score: float | None = Field(description="The score without its bias of order 1 / rows.")
    score_interval: ConfidenceInterval | None = Field(None, description="The score's error bar.")
    changed_share: ConfidenceInterval | None = Field(
        description="Share of rows that changed, as far as the embedding can tell."
    )
    detectable_share: Share | None = Field(
        description="The smallest share of changed rows that would have been seen with 80 % power."
    )
    undefined: dict[str, str] = Field(description="Which of these do not exist for these files, and why.")
    permutations: int = Field(ge=1)
    rows_tested: tuple[int, int] = Field(description="Rows of the baseline and of the drift file.")
    texts: tuple[int, int] | None = Field(
        None, description="How many texts the baseline and the drift file hold."
    )
    texts_embedded: tuple[int, int] | None = Field(None, description="Of these, how many were embedded.")
    explanation: TextExplanation | None


class ColumnVerdict(Part):
    """What was found in one column."""

    name: str
    kind: Kind
    kind_from: Literal["data", "settings"] = Field("data", description="Who said of which kind it is.")
    test: str = Field(
        description="The test with the smallest p-value, which has this statistic; all are in evidence."
    )
    statistic: float | None
    p_value: Share | None = Field(description="Of all the column's tests together; null where none applies.")
    p_adjusted: Share | None = Field(description="Benjamini-Hochberg, over all that was tested in the file.")
    effect: float | None = Field(description="How large the change is, in the unit that effect_name says.")
    effect_name: str | None = None
    threshold: float | None = Field(description="The effect from which on a change counts.")
    drifted: bool
    not_tested: str | None = Field(None, description="Why nothing was tested.")
    evidence: list[TestResult] = Field([], description="Each test with its own p-value.")
    effects: list[EffectSize] = Field([], description="Every size that was measured.")
    notes: list[str] = Field([], description="What is worth a look and no test stands behind.")
    before: dict[str, Any] = Field({}, description="Summary of the baseline's values.")
    after: dict[str, Any] = Field({}, description="Summary of the drift file's values.")
    text: TextDetail | None = None


class RowsVerdict(Part):
    """Rows of a file that stand in it more than once."""

    duplicated_before: Share = Field(description="Share of the baseline's rows that repeat another.")
    duplicated_after: Share
    p_value: Share | None
    p_adjusted: Share | None
    threshold: float | None
    drifted: bool
