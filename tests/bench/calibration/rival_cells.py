"""The rivals on the same rows as Driftline: which methods run how often, and what they answer."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from calibration.engine import loaded
from calibration.environments import answers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from calibration.changes import Change

# Grouped by the time that a rival's methods take together for 1000 x 300 rows on one core: .2 s, 3 s, 8 s.
FAST = (
    "Evidently MMD",
    "Evidently ratio",
    "Evidently distance",
    "alibi-detect classifier, 5 folds",
)
SLOW = (
    "Evidently model",
    "Evidently model bootstrap",
    "Evidently MMD bootstrap",
    "alibi-detect MMD",
    "alibi-detect KS",
    "alibi-detect KS, FDR",
    "alibi-detect classifier",
    "NannyML reconstruction",
)
SLOWEST = ("Evidently text default",)


def rival_of(method: str) -> str:
    """Return the rival that a method belongs to."""
    return method.split(maxsplit=1)[0]


def answer_texts(
    cache: Path, change: Change, shares: list[float], repetitions: dict[str, int]
) -> dict[str, Any]:
    """Return the answers of one rival's methods for the files of a change; `repetitions` by method."""
    corpus = loaded(change.corpus, cache)
    jobs = [
        {
            "id": f"{share}/{repetition}",
            "seed": zlib.crc32(f"{change.name}/{share}/{repetition}".encode()),
            "methods": [method for method, most in repetitions.items() if repetition < most],
            "baseline": draw.baseline.tolist(),
            "drift": draw.drift.tolist(),
        }
        for share in shares
        for repetition in range(max(repetitions.values()))
        for draw in [change.draw(corpus, share, repetition)]
    ]
    task = {"corpus": str(cache / "corpora" / f"{change.corpus}.npz"), "jobs": jobs}
    return {"methods": tally(answers(rival_of(next(iter(repetitions))), task, cache))}


def tally(answered: Iterable[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Group answers by method: for each share the calls in the order of repetitions, "1" for drift.

    A failure on a file is "x"; the first error is kept; `seconds` is the total for all files.
    """
    methods: dict[str, dict[str, Any]] = {}
    for answer in answered:
        method = methods.setdefault(answer["method"], {"calls": {}, "error": None, "seconds": 0.0})
        share = answer["job"].partition("/")[0]
        call = "x" if "error" in answer else str(int(answer["drift"]))
        method["calls"][share] = method["calls"].get(share, "") + call
        method["error"] = method["error"] or answer.get("error")
        method["seconds"] += answer["seconds"]
    return methods
