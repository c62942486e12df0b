"""What a line of a history keeps of whole rows: duplicates, columns that go together, segments."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict

from common.verdict.document import Verdict
from common.verdict.whole_rows import WholeRowsVerdict
from functions.score.history.effect_names import WHOLE_ROWS
from functions.score.history.times import Time

DIGITS = 4  # significant ones of effects and p-values: what is usual is no sharper


class RowsLine(BaseModel):
    """One change of whole rows.

    Attributes
    ----------
    size, p : the effect and its p-value.
    subject : the pair of columns, or the segment and its column, that moved most; as in `Move`.
    since : if the change alarmed, in this file or earlier, and has stayed: the time of the first file.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, allow_inf_nan=False)

    size: float
    p: float
    subject: tuple[str, ...] = ()
    since: Time | None = None

    @classmethod
    def of(cls, part: WholeRowsVerdict, since: datetime | None) -> "RowsLine":
        """Return what is kept of a part of a verdict."""
        p_value = 1.0 if part.p_value is None else part.p_value
        return cls(size=rounded(part.effect or 0.0), p=rounded(p_value), subject=part.subject, since=since)


def whole_rows(verdict: Verdict) -> dict[str, WholeRowsVerdict]:
    """Return the parts of a verdict on whole rows, by their short names."""
    parts = zip(WHOLE_ROWS, (verdict.rows, verdict.dependence, verdict.segment), strict=True)
    return {name: part for name, part in parts if part}


def rounded(value: float) -> float:
    """Return a figure with DIGITS significant digits."""
    return float(f"{value:.{DIGITS}g}")
