"""One verdict as a line of a history."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer, ValidationError

from common.verdict.column import ColumnVerdict
from common.verdict.document import Finding, Verdict
from common.verdict.whole_rows import WholeRowsVerdict
from functions.score.history import effect_names
from functions.score.history.effect_names import WHOLE_ROWS
from functions.score.statistics.directions import fell
from functions.score.statistics.effects import EffectKey

if TYPE_CHECKING:
    from functions.score.statistics.evidence import ColumnEvidence

VERSION: Literal[1] = 1
DIGITS = 4  # significant ones of effects and p-values: what is usual is no sharper
P_VALUE = "p"  # beside a column's effects, none of which is called so


def time_text(time: datetime | None) -> str:
    """Return a time so that texts sort like times; "", which sorts first, if it is unknown.

    >>> time_text(datetime(2026, 11, 28, 5, 12, 1, tzinfo=UTC))
    '2026-11-28T05:12:01.000000+00:00'
    """
    return time.astimezone(UTC).isoformat(timespec="microseconds") if time else ""


Time = Annotated[AwareDatetime, PlainSerializer(time_text)]


class HistoryLine(BaseModel):
    """What a history keeps of one verdict.

    The first four fields of the JSON stay the first, in this order: `history` reads only these of most lines.

    Attributes
    ----------
    v : the version of the line's format.
    key, etag : of the drift file.
    modified : when the drift file was written, by the store's clock; None if the verdict does not know.
    written : when it was scored, by the worker's clock.
    baseline : the baseline's etag.
    rows, digest : of the drift file.
    newest : the last date of each column of dates, unless the dataset's dates are not to be shown.
    finding, drifted, score : as in the verdict.
    accepted : whether a person has accepted the change of this file.
    whole_rows : the sizes of changes of whole rows by their short names, such as "duplicated"; without 0.
    unusual : the columns (and whole rows) whose change alarmed, each with the time of the first file.
    columns : of each column, its p-value and its effects by their short names, negative if values or shares
        fell; see `sizes`, `falls` and `p_values`.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, allow_inf_nan=False)

    v: Literal[1] = VERSION
    key: str
    modified: Time | None
    written: Time
    etag: str | None
    baseline: str | None
    rows: int | None
    finding: Finding | None
    drifted: bool
    accepted: bool = False
    score: float | None
    digest: str | None = None
    newest: Mapping[str, str] = Field(default_factory=dict)
    whole_rows: Mapping[str, float] = Field(default_factory=dict)
    unusual: Mapping[str, Time] = Field(default_factory=dict)
    columns: Mapping[str, Mapping[str, float]]

    @classmethod
    def of(cls, verdict: Verdict) -> "HistoryLine | None":
        """Return the line of a verdict; None if the file was not compared with a baseline."""
        if verdict.status != "ok" or verdict.drifted is None:
            return None
        return cls(
            key=verdict.drift.key,
            modified=verdict.drift.modified,
            written=verdict.scored_at,
            etag=verdict.drift.etag,
            baseline=verdict.baseline.etag if verdict.baseline else None,
            rows=verdict.drift.rows,
            finding=verdict.finding,
            drifted=verdict.drifted,
            score=verdict.drift_score,
            digest=verdict.drift.digest,
            newest=newest_dates(verdict.columns),
            whole_rows={
                name: _rounded(part.effect) for name, part in _whole_rows(verdict).items() if part.effect
            },
            unusual=_unusual(verdict),
            columns={column.name: _measured(column) for column in verdict.columns},
        )

    @classmethod
    def from_json(cls, data: bytes) -> "HistoryLine | None":
        """Read a line; None if it is damaged, or of another version."""
        try:
            return cls.model_validate_json(data)
        except ValidationError:
            return None

    def to_json(self) -> bytes:
        """Return the line, without the character that ends it."""
        return self.model_dump_json().encode()

    @property
    def time(self) -> datetime:
        """When the file was written or, if that is unknown, scored: since then its own alarms stand."""
        return self.modified or self.written

    @cached_property
    def sizes(self) -> Mapping[EffectKey, float]:
        """The effects of columns and of whole rows; those of 0 are left out."""
        return {key: abs(size) for key, size in self._signed.items()}

    @cached_property
    def falls(self) -> frozenset[EffectKey]:
        """The effects of values or shares that fell; others rose, or have no direction."""
        return frozenset(key for key, size in self._signed.items() if size < 0)

    @cached_property
    def _signed(self) -> Mapping[EffectKey, float]:
        sizes = {WHOLE_ROWS[name]: size for name, size in self.whole_rows.items() if name in WHOLE_ROWS}
        for column, measured in self.columns.items():
            for name, size in measured.items():
                if name != P_VALUE:
                    sizes[EffectKey(column, *effect_names.parsed(name))] = size
        return sizes

    @cached_property
    def p_values(self) -> Mapping[str, float]:
        """The p-value of each column that was tested."""
        return {column: measured[P_VALUE] for column, measured in self.columns.items() if P_VALUE in measured}


def newest_dates(columns: "Iterable[ColumnVerdict | ColumnEvidence]") -> dict[str, str]:
    """Return the last date of each column of whole dates in the drift file, as ISO 8601 text."""
    return {
        column.name: str(column.after["max"])
        for column in columns
        if "weekday_shares" in column.after and "max" in column.after
    }


def _unusual(verdict: Verdict) -> dict[str, datetime]:
    now = verdict.drift.modified or verdict.scored_at
    parts = {column.name: column for column in verdict.columns}
    rows = {WHOLE_ROWS[name].column: part for name, part in _whole_rows(verdict).items()}
    return {name: part.since or now for name, part in (rows | parts).items() if part.drifted or part.since}


def _whole_rows(verdict: Verdict) -> dict[str, WholeRowsVerdict]:
    parts = zip(WHOLE_ROWS, (verdict.rows, verdict.dependence, verdict.segment), strict=True)
    return {name: part for name, part in parts if part}


def _measured(column: ColumnVerdict) -> dict[str, float]:
    """Return a column's p-value, and those of its effects that a policy decides by; 0 is left out."""
    measured = {} if column.p_value is None else {P_VALUE: _rounded(column.p_value)}
    for effect in column.effects:
        if effect.value and effect_names.is_decisive(effect.name):
            name = effect_names.short(effect.name, effect.by)
            size = max(_rounded(effect.value), abs(measured.get(name, 0.0)))
            measured[name] = -size if fell(effect.name, size, column.before, column.after) else size
    return measured


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
