"""Whether a change of the size that a verdict calls detectable is really detected."""

from __future__ import annotations

import math
from dataclasses import replace
from statistics import median
from typing import TYPE_CHECKING, Any

from calibration import changes
from calibration.cells import Cell
from calibration.engine import engine, loaded
from calibration.fingerprint import of_corpus, of_engine
from calibration.method_results import ALPHA

if TYPE_CHECKING:
    from pathlib import Path

    from calibration.cells import Runner
    from calibration.changes import Change
    from calibration.plan import Plan

TABLE = "detectable"
POWER = 0.8  # that `detectable_share` promises
FILES = (
    (changes.TOPIC_PARAGRAPHS, (1000, 300)),
    (changes.TOPIC_PARAGRAPHS, (500, 500)),
    (changes.TOPIC_PARAGRAPHS, (1000, 100)),
    (changes.TOPIC_PARAGRAPHS, (5000, 500)),
    (changes.TOPIC_ARTICLES, (1000, 300)),
    (changes.STYLE, (1000, 300)),
    (changes.STYLE, (500, 500)),
    (changes.CONDITION, (1000, 300)),
    (changes.CONDITION, (500, 500)),
)


def cell(cache: Path, change: Change, repetitions: int) -> dict[str, Any]:
    """Plant the detectable share of a file without drift, and count how often it is detected."""
    driftline, corpus = engine(change.corpus, cache, ALPHA), loaded(change.corpus, cache)
    shares, rejected, drifted, too_few_other_rows = [], 0, 0, 0
    for repetition in range(repetitions):
        calm = driftline.examine(change.draw(corpus, 0.0, repetition, of=TABLE)).evidence.detectable_share
        if not isinstance(calm, float):
            continue
        rows = change.sizes[1]
        share = min(1.0, math.ceil(calm * rows) / rows)
        try:
            planted = change.draw(corpus, share, repetition, of=TABLE)
        except ValueError:  # some topics have fewer articles
            too_few_other_rows += 1
            continue
        examined = driftline.examine(planted)
        shares.append(calm)
        rejected += examined.p_value <= ALPHA
        drifted += examined.drifted
    return {
        "stated": len(shares),
        "undefined": repetitions - len(shares) - too_few_other_rows,
        "too_few_other_rows": too_few_other_rows,
        "median_share": round(median(shares), 4) if shares else None,
        "found": rejected,
        "drifted": drifted,
    }


def measure(chosen: Plan, runner: Runner) -> list[dict[str, Any]]:
    """Return how often the reported share was detected, by kind of change and pair of sizes."""
    cells = [
        Cell(
            TABLE,
            f"{change.about}, {sizes[0]}/{sizes[1]}",
            cell,
            {"change": replace(change, sizes=sizes), "repetitions": chosen.detectable_repetitions},
            of_engine() + of_corpus(change.corpus, runner.cache),
        )
        for change, sizes in FILES
    ]
    results = runner.run(cells)
    return [
        {"change": one.arguments["change"].about, "sizes": one.arguments["change"].sizes, **results[one.name]}
        for one in cells
    ]
