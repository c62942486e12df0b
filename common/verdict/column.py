"""The parts of a verdict on one column: tests, effects, explanations."""

from typing import Annotated, Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

Level = Literal["none", "moderate", "high"]
# The kinds that a setting may choose; whether a column is empty is no choice.
ChosenKind = Literal["text", "numeric", "categorical", "datetime", "boolean", "embedding", "identifier"]
Kind = Literal[ChosenKind, "empty"]
Share = Annotated[float, Field(ge=0, le=1)]


class Part(BaseModel):
    """A part of the verdict: frozen, without unknown fields, every number finite."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class TestResult(Part):
    """One test of one null hypothesis."""

    name: str
    statistic: float
    p_value: Share


class EffectSize(Part):
    """The size of a change, in the unit that its name says; 0 without a change (a ratio: 1)."""

    name: str
    value: float
    by: str | None = Field(
        None, description='What distributions were compared by, such as "hour of day"; null: the values.'
    )


class ConfidenceInterval(Part):
    """An estimate and its confidence interval."""

    estimate: float
    low: float
    high: float
    confidence: Share


class NovelRow(Part):
    """A row that is unlike anything in the baseline."""

    row: int = Field(ge=1, description="Row number; the first row below the header is 1.")
    p_value: Share = Field(description="Share of the baseline's rows that are at least as unusual.")
    text: str | None = Field(description="Shortened; null if rows are kept private.")


class ChangedWord(Part):
    """A word or phrase that became more or less frequent."""

    phrase: str | None = Field(description="Null if rows are kept private.")
    z: float = Field(description="Log-odds ratio divided by its standard error; positive if more frequent.")
    before: Share = Field(description="Share of the baseline's rows that contain it.")
    after: Share = Field(description="Share of the drift file's rows that contain it.")


class ChangedCluster(Part):
    """A group of similar texts."""

    words: list[str] = Field(description="Typical words; empty if rows are kept private.")
    before: Share = Field(description="Share of the baseline's rows in it.")
    after: Share = Field(description="Share of the drift file's rows in it.")
    changed: bool = Field(description="Whether the difference is significant.")
    typical: list[str] = Field(description="Texts near its centre, shortened.")


class TextExplanation(Part):
    """What changed in a text or embedding column, for a person; of embeddings, rows and groups alone."""

    novel_rows: list[NovelRow]
    came: list[ChangedWord] = Field(description="Words that became more frequent.")
    went: list[ChangedWord] = Field(description="Words that became less frequent.")
    clusters: list[ChangedCluster]


class TextDetail(Part):
    """The measurements that only text and embedding columns have."""

    drift_score: float = Field(ge=0, le=2, description="The drift score of this column.")
    drift_score_interval: ConfidenceInterval | None = Field(
        None,
        description="If a sample was embedded, the interval of the score of all texts; null if it is exact.",
    )
    level: Level
    debiased_score: float | None = Field(
        description="The score without its bias, which is of order 1 / rows."
    )
    score_interval: ConfidenceInterval | None = Field(
        None, description="Confidence interval of the debiased score."
    )
    changed_share: ConfidenceInterval | None = Field(
        description="Share of rows that changed, as far as the embedding shows."
    )
    detectable_share: Share | None = Field(
        description="The smallest share of changed rows that would have been detected with 80% power, if the "
        "new texts differ as much as the baseline's own groups of texts do."
    )
    undefined: dict[str, str] = Field(description="The fields that do not exist for these files, and why.")
    permutations: int = Field(ge=1)
    rows_tested: tuple[int, int] = Field(description="Tested rows of the baseline and of the drift file.")
    texts: tuple[int, int] | None = Field(
        None, description="Number of texts in the baseline and in the drift file."
    )
    texts_embedded: tuple[int, int] | None = Field(None, description="How many of them were embedded.")
    explanation: TextExplanation | None


class ColumnVerdict(Part):
    """The verdict on one column."""

    name: str
    kind: Kind
    kind_from: Literal["data", "settings"] = Field("data", description="Where the kind comes from.")
    kind_because: str | None = Field(None, description="Why the column is of this kind.")
    test: str = Field(
        description="The test with the smallest p-value; `statistic` is its own, `evidence` has all tests."
    )
    statistic: float | None
    p_value: Share | None = Field(description="Of all the column's tests together; null if there is no test.")
    p_adjusted: Share | None = Field(
        description="Adjusted by Benjamini-Hochberg over everything tested in the file."
    )
    effect: float | None = Field(
        description="Size of the strongest change, in the unit that effect_name says."
    )
    effect_name: str | None = None
    threshold: float | None = Field(
        description="The change is drift if it is significant and its effect is at least this."
    )
    usual: float | None = Field(
        None,
        description="Up to this size the effect is usual, and no drift; null if every size counts.",
    )
    since: AwareDatetime | None = Field(
        None, description="The time of the file in which this change alarmed; it has stayed since."
    )
    drifted: bool = Field(
        description="The change is significant, large and unusual, or the column was retyped or reformatted."
    )
    not_tested: str | None = Field(None, description="Why there is no test.")
    evidence: list[TestResult] = Field([], description="Each test with its own p-value.")
    effects: list[EffectSize] = Field([], description="All measured effects.")
    notes: list[str] = Field([], description="Details for a reader that no test covers.")
    before: dict[str, Any] = Field({}, description="Summary of the baseline's values.")
    after: dict[str, Any] = Field({}, description="Summary of the drift file's values.")
    text: TextDetail | None = None

    @property
    def limit(self) -> float | None:
        """The effect that drift has to exceed: the threshold, or what is usual."""
        return None if self.threshold is None else max(self.threshold, self.usual or 0.0)
