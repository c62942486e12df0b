"""What a check says while it runs: lines for a person on a terminal, one JSON line in a container."""

import json
import logging
import sys
from typing import Any, Literal

from common.verdict.column import Level
from common.verdict.document import Verdict, now

LOGGER = logging.getLogger("driftline")
# Modules that log under their own name are part of the same log.
PACKAGES = ("common", "functions", "infra")

HEADLINES: dict[Level, str] = {
    "none": "✅ No significant drift.",
    "moderate": "⚠️  MODERATE DRIFT DETECTED!",
    "high": "🚨 HIGH DRIFT DETECTED!",
}
# Attributes of a record that a JSON line carries beside its message.
FIELDS = "driftline_fields"


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line."""
        fields: dict[str, Any] = {
            "time": now().isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "message": record.getMessage().replace("\n", " ").strip(),
            **getattr(record, FIELDS, {}),
        }
        if record.exc_info and record.exc_info[1]:
            fields["exception"] = self.formatException(record.exc_info)
        return json.dumps(fields, ensure_ascii=False, default=str)


class HumanLines(logging.Formatter):
    """What a person reads: who speaks, in brackets, before every line."""

    def __init__(self, speaker: str) -> None:
        super().__init__()
        self._speaker = speaker

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's lines."""
        text = record.getMessage()
        if record.exc_info and record.exc_info[1]:
            text = f"{text}\n{self.formatException(record.exc_info)}"
        return "\n".join(f"[{self._speaker}] {line}" if line else "" for line in text.split("\n"))


def set_up(form: Literal["auto", "human", "json"] = "auto", speaker: str = "WORKER") -> None:
    """Send Driftline's log to standard error, in the given form."""
    human = form == "human" or (form == "auto" and sys.stderr.isatty())
    handler = logging.StreamHandler()
    handler.setFormatter(HumanLines(speaker) if human else JsonLines())
    for logger in (LOGGER, *map(logging.getLogger, PACKAGES)):
        logger.handlers[:] = [handler]
        logger.setLevel(logging.DEBUG if human else logging.INFO)
        logger.propagate = False
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # its warnings hold signed addresses


def check_started() -> None:
    """Say that a file is being checked (a person's log only)."""
    LOGGER.debug("Drift detection START")


def shape_read(which: Literal["Baseline", "Drift"], shape: tuple[int, int]) -> None:
    """Say how many rows and columns were read (a person's log only)."""
    LOGGER.debug("%s shape: %s", which, shape)


def verdict_written(verdict: Verdict) -> None:
    """Say what was decided: three lines for a person, everything in one JSON line elsewhere."""
    fields = {
        "event": "verdict",
        "key": verdict.drift.key,
        "etag": verdict.drift.etag,
        "status": verdict.status,
        "drift_score": verdict.drift_score,
        "drift_level": verdict.level,
        "finding": verdict.finding,
        "drifted": verdict.drifted,
        "baseline": verdict.baseline.key if verdict.baseline else None,
        "rows": verdict.drift.rows,
        "error": verdict.error.model_dump() if verdict.error else None,
        "timing_ms": verdict.timing_ms,
    }
    LOGGER.info(verdict_lines(verdict), extra={FIELDS: fields})


def verdict_lines(verdict: Verdict) -> str:
    """Return a verdict as a person reads it on a terminal."""
    if verdict.error:
        place = "".join(
            f", {word} {value}"
            for word, value in (("row", verdict.error.row), ("column", verdict.error.column))
            if value is not None
        )
        return f"❌ {verdict.error.key}{place}: {verdict.error.message}"
    if verdict.status != "ok":
        return f"❔ {verdict.drift.key}: {'; '.join(verdict.reasons)}"
    score = "" if verdict.drift_score is None else f"\nDRIFT SCORE = {verdict.drift_score:.4f}"
    return f"{score}\n{_headline(verdict)}"


def _headline(verdict: Verdict) -> str:
    """Return the score's band, or the policy's decision where the two differ."""
    level = verdict.level or "none"
    if verdict.drifted and level == "none":
        return "⚠️  DRIFT DETECTED!"
    if verdict.finding == "too_few_rows":
        return "❔ Too few rows to show any drift."
    if not verdict.drifted and level != "none":
        return f"{HEADLINES['none']} The score alone does not show one."
    return HEADLINES[level]


def file_stored(key: str, baseline_key: str | None) -> None:
    """Say that a file was uploaded, and its baseline where one came along."""
    LOGGER.info("stored %s", key, extra={FIELDS: {"event": "stored", "key": key, "baseline": baseline_key}})


def event_settled(outcome: str, reason: str, error: BaseException | None = None, **fields: object) -> None:
    """Log in one line what became of an event that led to no new verdict, and why.

    `error` is one that nobody foresaw: the log gets its traceback.
    """
    level = logging.ERROR if error else logging.INFO if outcome == "ack" else logging.WARNING
    fields = {"event": "settled", "outcome": outcome, **fields}
    LOGGER.log(level, "%s: %s", outcome, reason, exc_info=error, extra={FIELDS: fields})
