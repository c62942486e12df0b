"""The simulated year: the alarms of each judge on ordinary days, on changed days and after them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calibration.method_results import bits

from streams.history import judges, walk
from streams.kept_embeddings import KeptEmbeddings
from streams.year import year

if TYPE_CHECKING:
    from pathlib import Path

BASELINE_DAYS = 28


def measure(cache: Path, name: str, repetition: int, days: int) -> dict[str, Any]:
    """Return each judge's alarms, one digit a day after the baseline's, and which days are changed."""
    simulated = year(name, repetition, days)
    with KeptEmbeddings("simulated", cache) as texts:
        calls = {
            judge.name: bits([one.alarm for _, _, one in walk(simulated.stream, judge, BASELINE_DAYS)])
            for judge in judges(texts)
        }
    changed = bits([day in simulated.changed for day in range(BASELINE_DAYS, days)])
    return {"calls": calls, "changed": changed}
