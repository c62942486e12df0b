"""One verdict as a line of a history."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from common.verdict.column import ColumnVerdict
from common.verdict.document import Finding, Verdict
from common.verdict.whole_rows import WholeRowsVerdict
from functions.score.history import effect_names
from functions.score.history.effect_names import WHOLE_ROWS
from functions.score.history.rows_line import RowsLine, rounded, whole_rows
from functions.score.history.times import Time
from functions.score.statistics.directions import Move, fell
from functions.score.statistics.effects import EffectKey, Place

if TYPE_CHECKING:
    from functions.score.statistics.evidence import ColumnEvidence

VERSION: Literal[1] = 1
P_VALUE = "p"  # beside a column's effects, none of which is called so


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
    of_rows : the changes of whole rows by their short names, such as "duplicated"; without those of size 0.
    unusual : the columns whose change alarmed, each with the time of the first file.
    unsized : those of them with a change of unknown size.
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
    of_rows: Mapping[str, RowsLine] = Field(default_factory=dict)
    unusual: Mapping[str, Time] = Field(default_factory=dict)
    unsized: tuple[str, ...] = ()
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
            of_rows={
                name: RowsLine.of(part, _since(part, verdict))
                for name, part in whole_rows(verdict).items()
                if part.effect or part.drifted
            },
            unusual={column.name: since for column in verdict.columns if (since := _since(column, verdict))},
            unsized=tuple(column.name for column in verdict.columns if _is_unsized(column, verdict)),
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
        sizes = {key: rows.size for key, rows in self._whole_rows.items()}
        for column, measured in self.columns.items():
            for name, size in measured.items():
                if name != P_VALUE:
                    sizes[EffectKey(column, *effect_names.parsed(name))] = size
        return sizes

    @cached_property
    def p_values(self) -> Mapping[Place, float]:
        """The p-value of each column and of whole rows, as far as they were tested."""
        rows = {key.place: rows.p for key, rows in self._whole_rows.items()}
        columns = self.columns.items()
        return rows | {Place(name): measured[P_VALUE] for name, measured in columns if P_VALUE in measured}

    @cached_property
    def since(self) -> Mapping[Place, datetime]:
        """Where a change alarmed, in this file or earlier, and has stayed: since when."""
        rows = {key.place: rows.since for key, rows in self._whole_rows.items() if rows.since}
        return rows | {Place(name): since for name, since in self.unusual.items()}

    def move(self, key: EffectKey) -> Move:
        """Return what moved, of an effect in `sizes`."""
        rows = self._whole_rows.get(key)
        return Move(key, key in self.falls, rows.subject if rows else ())

    @cached_property
    def _whole_rows(self) -> Mapping[EffectKey, RowsLine]:
        """The changes of whole rows, of which a newer line may have more."""
        return {WHOLE_ROWS[name]: rows for name, rows in self.of_rows.items() if name in WHOLE_ROWS}


def newest_dates(columns: "Iterable[ColumnVerdict | ColumnEvidence]") -> dict[str, str]:
    """Return the last date of each column of whole dates in the drift file, as ISO 8601 text."""
    return {
        column.name: str(column.after["max"])
        for column in columns
        if "weekday_shares" in column.after and "max" in column.after
    }


def _since(part: ColumnVerdict | WholeRowsVerdict, verdict: Verdict) -> datetime | None:
    """Return since when a change that alarmed has stayed; None if there is none."""
    if part.since or not part.drifted:
        return part.since
    return verdict.drift.modified or verdict.scored_at


def _is_unsized(column: ColumnVerdict, verdict: Verdict) -> bool:
    """Tell whether a significant change has no size: only then has a column that alarmed no effect."""
    alpha = verdict.policy.alpha
    significant = alpha is not None and column.p_adjusted is not None and column.p_adjusted <= alpha
    return significant and column.effect is None and bool(column.drifted or column.since)


def _measured(column: ColumnVerdict) -> dict[str, float]:
    """Return a column's p-value, and those of its effects that a policy decides by; 0 is left out."""
    measured = {} if column.p_value is None else {P_VALUE: rounded(column.p_value)}
    for effect in column.effects:
        if effect.value and effect_names.is_decisive(effect.name):
            name = effect_names.short(effect.name, effect.by)
            size = max(rounded(effect.value), abs(measured.get(name, 0.0)))
            measured[name] = -size if fell(effect.name, size, column.before, column.after) else size
    return measured
