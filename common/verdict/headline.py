"""The headline of a verdict in reports, in Markdown and in Python."""

from typing import Literal

from common.verdict.document import Finding, Verdict

Answer = Finding | Literal["error", "no_baseline"]

HEADLINES: dict[Answer, str] = {
    "drift": "Drift detected",
    "no_drift": "No drift detected",
    "too_few_rows": "Too few rows to detect drift",
    "error": "The file could not be scored",
    "no_baseline": "No baseline to compare with",
}
MARKS: dict[Answer, str] = {
    "drift": "⚠️",
    "no_drift": "✅",
    "too_few_rows": "❔",
    "error": "❌",
    "no_baseline": "❔",
}
HIGH = "🚨"  # drift whose score is high
USUAL = "No drift beyond the usual"


def answer_of(verdict: Verdict) -> Answer:
    """Return the finding of a verdict, or why there is none."""
    if verdict.status != "ok":
        return verdict.status
    return verdict.finding or ("drift" if verdict.drifted else "no_drift")


def is_usual(verdict: Verdict) -> bool:
    """Tell whether the file differs from its baseline, but no more than usual."""
    return not verdict.drifted and verdict.variation is not None and verdict.variation.differ


def mark(verdict: Verdict) -> str:
    """Return the mark of a verdict, the same as that of its line in the log."""
    answer = answer_of(verdict)
    return HIGH if answer == "drift" and verdict.level == "high" else MARKS[answer]


def headline(verdict: Verdict) -> str:
    """Return the answer of a verdict in a few words."""
    return USUAL if is_usual(verdict) else HEADLINES[answer_of(verdict)]
