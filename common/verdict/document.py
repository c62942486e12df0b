"""The verdict: the JSON answer that stands under `results/`, its schema, to and from JSON."""

import json
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import AwareDatetime, ConfigDict, Field, ValidationError

from common.errors import BATCH_ERROR_TYPES, BatchErrorType
from common.verdict.column import ColumnVerdict, Level, Part, RowsVerdict, Share

SCHEMA: Literal["driftline.verdict/1"] = "driftline.verdict/1"
# Six digits are far below the encoder's own noise (1e-6) and make two runs agree to the byte.
SCORE_DIGITS = 6
# A verdict is some kilobytes, and 5 more for each column, of which settings allow at most 50,000: whatever
# is larger under its key was not written by us.
MAX_VERDICT_BYTES = 256 * 1024 * 1024

Status = Literal["ok", "error", "no_baseline"]
Finding = Literal["drift", "no_drift", "too_few_rows"]


class DriftFile(Part):
    """The drift file that was judged."""

    bucket: str
    key: str
    etag: str | None = Field(description="The store's name of the content; not always a hash of it.")
    version_id: str | None = Field(description="Only on versioned buckets.")
    sequencer: str | None = Field(description="Hexadecimal; a later version of the object has a larger one.")
    rows: int | None = Field(ge=0, description="Rows below the header; null where nothing was compared.")
    rows_compared: int | None = Field(
        None, ge=2, description="How many of them, drawn at random, were compared; null: all."
    )


class BaselineFile(Part):
    """The baseline that it was compared with."""

    key: str
    etag: str | None
    rows: int | None = Field(ge=0)
    rows_compared: int | None = Field(
        None, ge=2, description="How many of them, drawn at random, were compared; null: all."
    )


class Model(Part):
    """The embedding model; scores of two fingerprints are not comparable."""

    name: str
    fingerprint: str = Field(description="sha256 over weights, tokenizer and the model's own settings.")
    engine: str


class PolicyUsed(Part):
    """The thresholds that turned evidence into a decision."""

    name: Literal["calibrated", "threshold"]
    moderate: float = Field(description="Scores from here on are moderate drift.")
    high: float = Field(description="Scores above are high drift.")
    alpha: Share | None = Field(None, description="Adjusted p-values up to here are significant.")
    minimum_share: Share | None = Field(
        None, description="The smallest share of rows whose change counts: texts, categories, missing cells."
    )
    minimum_shift: float | None = Field(
        None, description="The smallest Wasserstein distance that counts, in baseline standard deviations."
    )
    time_moves_on: bool | None = Field(
        None, description="Whether later dates are what is expected, and so no drift."
    )


class SchemaChange(Part):
    """A column that came, went, holds another kind of value, or stands elsewhere."""

    kind: Literal["added", "removed", "retyped", "reordered"]
    column: str
    sentence: str


class Problem(Part):
    """Why a file could not be judged."""

    type: BatchErrorType = Field(description=f"One of {', '.join(BATCH_ERROR_TYPES)}.")
    message: str
    key: str = Field(description="The file at fault: the drift file, its baseline or the settings.")
    row: int | None = Field(
        ge=1, description="Line as an editor counts, from 1; of Parquet the row's number."
    )
    column: str | None


class Verdict(Part):
    """The answer to one drift file."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, title="Driftline verdict", serialize_by_alias=True
    )

    schema_: Literal["driftline.verdict/1"] = Field(alias="schema")
    status: Status = Field(
        description="ok: judged. error: a file is at fault, see error. no_baseline: nothing to compare with."
    )
    finding: Finding | None = Field(
        None, description="too_few_rows: nothing was found, and not even a full change could have been."
    )
    drifted: bool | None = Field(description="Null unless status is ok.")
    update_model: bool | None = Field(description="Whether the policy advises to update the model.")
    drift_score: float | None = Field(
        ge=0, le=2, description="1 - cosine of the mean embeddings; the largest of the text columns."
    )
    drift_column: str | None = Field(description="The text column that the score is of.")
    level: Level | None = Field(
        description="The score's band: below 0.10 none, to 0.20 moderate, above high."
    )
    changed_share: Share | None = Field(
        None, description="The largest share of rows that changed in a text column; see columns."
    )
    detectable_share: Share | None = Field(
        None, description="The smallest share of changed rows that would have been seen; see columns."
    )
    reasons: list[str] = Field(description="Why it was decided so, the strongest reason first.")
    drift: DriftFile
    baseline: BaselineFile | None
    rows: RowsVerdict | None = Field(None, description="Rows that stand more than once.")
    columns: list[ColumnVerdict]
    schema_changes: list[SchemaChange] = Field(
        description="Columns that came, went, hold another kind of value, or stand elsewhere."
    )
    model: Model | None
    policy: PolicyUsed
    timing_ms: dict[str, int] = Field(description="Milliseconds per step; differs from run to run.")
    scored_at: AwareDatetime = Field(description="When the verdict was reached; differs from run to run.")
    driftline: str = Field(description="The version that wrote the verdict.")
    error: Problem | None

    def to_json(self) -> bytes:
        """Return the verdict as it is written to the store: UTF-8, indented, one final newline."""
        return (
            json.dumps(self.model_dump(mode="json"), indent=2, ensure_ascii=False, allow_nan=False) + "\n"
        ).encode()

    @classmethod
    def from_json(cls, data: bytes) -> "Verdict":
        """Read a verdict; raises ValueError when it is none, or of another schema version.

        Fields that we do not know are passed over: a newer Driftline may have written it.
        """
        try:
            return cls.model_validate_json(data, extra="ignore")
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "the document"
            raise ValueError(f"not a {SCHEMA} document: {where}: {first['msg']}") from error


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema that every written verdict satisfies."""
    schema = Verdict.model_json_schema(by_alias=True, mode="serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": SCHEMA, **schema}


def now() -> datetime:
    """Return the present time, to the millisecond, as verdicts carry it."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
