"""The log: lines for a person on a terminal, one JSON line per event in a container."""

import logging
import sys
from typing import Any, Literal

from common.printable import printable, printable_json
from common.verdict.column import Level
from common.verdict.document import Verdict, now
from common.verdict.headline import USUAL, is_usual

LOGGER = logging.getLogger("driftline")
# Modules log under their own names; all of them are part of this log.
PACKAGES = ("common", "functions", "infra")
# Servers have handlers of their own, and a level at which they are worth reading.
LIBRARIES = {
    "uvicorn": logging.INFO,
    "uvicorn.error": logging.INFO,
    "uvicorn.access": logging.INFO,
    "gunicorn.error": logging.WARNING,
    "gunicorn.access": logging.WARNING,
    "pika": logging.CRITICAL,  # every error of a connection is one of ours, in one line
}

HEADLINES: dict[Level, str] = {
    "none": "✅ No significant drift.",
    "moderate": "⚠️  MODERATE DRIFT DETECTED!",
    "high": "🚨 HIGH DRIFT DETECTED!",
}
# The attribute of a log record with the additional fields of its JSON line.
FIELDS = "driftline_fields"


class JsonLines(logging.Formatter):
    """One JSON object per line."""

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
        return printable_json(fields, allow_nan=True)  # no number may cost a line


class HumanLines(logging.Formatter):
    """Lines for a person, each with the speaker in brackets before it."""

    def __init__(self, speaker: str) -> None:
        super().__init__()
        self._speaker = speaker

    def format(self, record: logging.LogRecord) -> str:
        """Return the record's lines."""
        text = record.getMessage()
        if record.exc_info and record.exc_info[1]:
            text = f"{text}\n{self.formatException(record.exc_info)}"
        return "\n".join(f"[{self._speaker}] {printable(line)}" if line else "" for line in text.split("\n"))


def set_up(form: Literal["auto", "human", "json"] = "auto", speaker: str = "WORKER") -> None:
    """Write Driftline's log, and what libraries log, to standard error in this form."""
    human = form == "human" or (form == "auto" and sys.stderr.isatty())
    handler = logging.StreamHandler()
    handler.setFormatter(HumanLines(speaker) if human else JsonLines())
    for logger in (LOGGER, *map(logging.getLogger, PACKAGES)):
        logger.handlers[:] = [handler]
        logger.setLevel(logging.DEBUG if human else logging.INFO)
        logger.propagate = False
    logging.getLogger().handlers[:] = [handler]
    for name, level in LIBRARIES.items():
        library = logging.getLogger(name)
        library.handlers[:] = []  # those of its own would have another form
        library.propagate = True
        library.setLevel(level)
    logging.getLogger("urllib3").setLevel(logging.ERROR)  # its warnings contain signed URLs


def warnings_alone() -> None:
    """From now on, log warnings and errors alone: something else tells what becomes of each file."""
    for name in (LOGGER.name, *PACKAGES):
        logging.getLogger(name).setLevel(logging.WARNING)


def scoring_started() -> None:
    """Log that scoring starts (in a person's log only)."""
    LOGGER.debug("Drift detection START")


def shape_read(which: Literal["Baseline", "Drift"], shape: tuple[int, int]) -> None:
    """Log how many rows and columns were read (in a person's log only)."""
    LOGGER.debug("%s shape: %s", which, shape)


def verdict_written(verdict: Verdict) -> None:
    """Log a verdict: its lines for a person, or one JSON line with everything."""
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
    """Return the lines of a verdict for a person."""
    if verdict.error:
        place = "".join(
            f", {word} {value}"
            for word, value in (("row", verdict.error.row), ("column", verdict.error.column))
            if value is not None
        )
        return printable(f"❌ {verdict.error.key}{place}: {verdict.error.message}")
    if verdict.status != "ok":
        return printable(f"❔ {verdict.drift.key}: {'; '.join(verdict.reasons)}")
    score = "" if verdict.drift_score is None else f"\nDRIFT SCORE = {verdict.drift_score:.4f}"
    return f"{score}\n{_headline(verdict)}"


def _headline(verdict: Verdict) -> str:
    """Return the level of the score, or the policy's decision if the two differ."""
    level = verdict.level or "none"
    if verdict.drifted and level == "none":
        return "⚠️  DRIFT DETECTED!"
    if is_usual(verdict):
        return f"✅ {USUAL}."
    if verdict.finding == "too_few_rows":
        return "❔ Too few rows to detect drift."
    if not verdict.drifted and level != "none":
        return f"{HEADLINES['none']} The score alone is no evidence of drift."
    return HEADLINES[level]


def file_stored(key: str, baseline_key: str | None, client: str) -> None:
    """Log that a client uploaded a file, with its baseline if there is one."""
    fields = {"event": "stored", "key": key, "baseline": baseline_key, "client": client}
    LOGGER.info("stored %s", key, extra={FIELDS: fields})


def event_settled(outcome: str, reason: str, error: BaseException | None = None, **fields: object) -> None:
    """Log in one line the outcome of an event without a new verdict, and the reason.

    `error` is an unexpected error; the log gets its traceback.
    """
    level = logging.ERROR if error else logging.INFO if outcome == "ack" else logging.WARNING
    fields = {"event": "settled", "outcome": outcome, **fields}
    LOGGER.log(level, "%s: %s", outcome, reason, exc_info=error, extra={FIELDS: fields})
