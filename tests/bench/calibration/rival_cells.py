"""The rivals on the rows that Driftline gets: which methods run how often, and what they answer."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any

from calibration.engine import loaded
from calibration.environments import answers

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from calibration.changes import Change

# By what the methods of a rival take together for 1000 x 300 rows on one core: .2 s, 3 s, 8 s.
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
    """Return whose method it is."""
    return method.split(maxsplit=1)[0]


def answer_texts(
    cache: Path, change: Change, shares: list[float], repetitions: dict[str, int]
) -> dict[str, Any]:
    """Let the methods of one rival, each with its number of repetitions, judge the files of a change."""
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
    """Gather answers by method: of each share the calls in the order of repetitions, "1" for drift.

    A method's failure on a file is "x", the first error is kept; `seconds` are those of all its files.
    """
    methods: dict[str, dict[str, Any]] = {}
    for answer in answered:
        found = methods.setdefault(answer["method"], {"calls": {}, "error": None, "seconds": 0.0})
        share = answer["job"].partition("/")[0]
        call = "x" if "error" in answer else str(int(answer["drift"]))
        found["calls"][share] = found["calls"].get(share, "") + call
        found["error"] = found["error"] or answer.get("error")
        found["seconds"] += answer["seconds"]
    return methods
