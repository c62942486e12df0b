"""The verdict: the JSON document under `results/`, its schema, reading and writing."""

from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import AwareDatetime, ConfigDict, Field, ValidationError

from common.errors import BATCH_ERROR_TYPES, BatchErrorType
from common.printable import printable_json
from common.verdict.column import ColumnVerdict, Level, Part, Share
from common.verdict.note import AlarmKind
from common.verdict.usual import BUDGETED, History, Variation
from common.verdict.whole_rows import DependenceVerdict, RowsVerdict, SegmentVerdict

SCHEMA: Literal["driftline.verdict/1"] = "driftline.verdict/1"
# Six digits: more would show the encoder's own noise (1e-6), and two runs would differ.
SCORE_DIGITS = 6
# A verdict has some kilobytes, plus 5 for each column, and settings allow at most 50,000 columns: a larger
# object was not written by Driftline.
MAX_VERDICT_BYTES = 256 * 1024 * 1024

Status = Literal["ok", "error", "no_baseline"]
Finding = Literal["drift", "no_drift", "too_few_rows"]


class DriftFile(Part):
    """The drift file that was scored."""

    bucket: str
    key: str
    etag: str | None = Field(description="The store's identifier of the content; not always a hash.")
    version_id: str | None = Field(description="Only on versioned buckets.")
    sequencer: str | None = Field(description="Of the store's event, if there is one; information only.")
    modified: AwareDatetime | None = Field(
        None, description="When the scored object was written, by the store's clock."
    )
    rows: int | None = Field(ge=0, description="Rows below the header; null if nothing was compared.")
    rows_compared: int | None = Field(
        None, ge=2, description="Number of randomly drawn rows that were compared; null if all were."
    )
    digest: str | None = Field(
        None, description="A hash of all names and cells, the same in every format; null for a sample."
    )


class BaselineFile(Part):
    """The baseline that the drift file was compared with."""

    key: str
    etag: str | None
    rows: int | None = Field(ge=0)
    rows_compared: int | None = Field(
        None, ge=2, description="Number of randomly drawn rows that were compared; null if all were."
    )


class Model(Part):
    """The embedding model; scores of models with different fingerprints are not comparable."""

    name: str
    fingerprint: str = Field(description="sha256 of weights, tokenizer and the model's own settings.")
    engine: str


class PolicyUsed(Part):
    """The policy and its thresholds."""

    name: Literal["usual", "calibrated", "threshold"] = Field(
        description="usual: earlier files decide too; calibrated: baseline and file alone."
    )
    moderate: float = Field(description="Scores from this one on are moderate drift.")
    high: float = Field(description="Scores above this one are high drift.")
    alpha: Share | None = Field(None, description="Adjusted p-values up to this one are significant.")
    minimum_share: Share | None = Field(
        None, description="Threshold of changed texts, categories and missing values, as a share of rows."
    )
    minimum_shift: float | None = Field(
        None,
        description="Threshold of changed numbers: a distance in robust baseline standard deviations.",
    )
    time_moves_on: bool | None = Field(
        None, description="Whether later dates are expected, and therefore not drift."
    )
    alarm_on: list[AlarmKind] = Field([], description="Kinds of notes that are drift.")
    alarm_budget: int | None = Field(
        None, description=f"How many of {BUDGETED} files may alarm before only larger changes are unusual."
    )
    accept_after: int | None = Field(
        None, description="A change that stays is accepted after so many files; 0: only by a person."
    )


class SchemaChange(Part):
    """An added, removed, retyped, reformatted or reordered column."""

    kind: Literal["added", "removed", "retyped", "reformatted", "reordered"]
    column: str
    sentence: str


class Problem(Part):
    """Why a file could not be scored."""

    type: BatchErrorType = Field(description=f"One of {', '.join(BATCH_ERROR_TYPES)}.")
    message: str
    key: str = Field(description="The file at fault: the drift file, its baseline or its settings.")
    row: int | None = Field(
        ge=1, description="Line number as in an editor, from 1; in Parquet the row number."
    )
    column: str | None


class Verdict(Part):
    """The verdict on one drift file."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, title="Driftline verdict", serialize_by_alias=True
    )

    schema_: Literal["driftline.verdict/1"] = Field(alias="schema")
    status: Status = Field(
        description="ok: scored. error: could not be scored, see error. no_baseline: there is no baseline."
    )
    finding: Finding | None = Field(
        None,
        description="too_few_rows: no drift was detected, and not even a complete change could have been.",
    )
    drifted: bool | None = Field(description="Null unless status is ok.")
    update_model: bool | None = Field(description="Whether to consider retraining the model.")
    drift_score: float | None = Field(
        ge=0,
        le=2,
        description="1 - cosine similarity of the mean embeddings; the largest of all columns that have one.",
    )
    drift_column: str | None = Field(description="The text or embedding column with this score.")
    level: Level | None = Field(
        description="Level of the score: below 0.10 none, up to 0.20 moderate, above 0.20 high."
    )
    changed_share: Share | None = Field(
        None, description="The largest estimated share of changed rows of a text or embedding column."
    )
    detectable_share: Share | None = Field(
        None,
        description="The smallest share of changed rows that would have been detected, if the new texts "
        "differ as much as the baseline's own groups of texts do; see columns.",
    )
    reasons: list[str] = Field(description="The reasons for the decision, the strongest first.")
    notes: list[str] = Field(
        [],
        description="What to know about the files, such as how they were read; no decision depends on it. "
        "Notes of the kinds in policy.alarm_on are reasons instead.",
    )
    drift: DriftFile
    baseline: BaselineFile | None
    rows: RowsVerdict | None = Field(None, description="Duplicate rows.")
    dependence: DependenceVerdict | None = Field(
        None, description="The pair of columns whose relation changed most; null if no pair was compared."
    )
    segment: SegmentVerdict | None = Field(
        None,
        description="The segment whose numbers moved most relative to the others; null if none was compared.",
    )
    columns: list[ColumnVerdict]
    schema_changes: list[SchemaChange] = Field(
        description="Added, removed, retyped, reformatted or reordered columns."
    )
    model: Model | None
    policy: PolicyUsed
    variation: Variation | None = Field(
        None, description="Null if nothing in the file differs enough from the baseline to need it."
    )
    history: History | None = Field(
        None, description="The earlier files that notes and decision take into account; null without any."
    )
    timing_ms: dict[str, int] = Field(description="Milliseconds per step; differs from run to run.")
    scored_at: AwareDatetime = Field(description="Time of the verdict; differs from run to run.")
    driftline: str = Field(description="The version of Driftline that wrote the verdict.")
    error: Problem | None

    def to_json(self) -> bytes:
        """Return the verdict as it is stored: UTF-8, indented, controls escaped, with a final newline."""
        return f"{printable_json(self.model_dump(mode='json'), indent=2)}\n".encode()

    @classmethod
    def from_json(cls, data: bytes) -> "Verdict":
        """Read a verdict; raises ValueError if it is not one, or has another schema version.

        Unknown fields are ignored: a newer Driftline may have written them.
        """
        try:
            return cls.model_validate_json(data, extra="ignore")
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the document"
            raise ValueError(f"not a {SCHEMA} document: {where}: {first['msg']}") from error


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of verdicts."""
    schema = Verdict.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, **schema}


def now() -> datetime:
    """Return the current time in milliseconds, as verdicts have it."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
