"""The permutation test of a text column: 199 relabellings, all statistics, one core."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from calibration import corpora
from calibration.draws import generator

from functions.score.runtime.single_thread import use_one_thread
from functions.score.statistics.texts.significance import permutation_test, pool
from speed.files import CORPUS

if TYPE_CHECKING:
    from pathlib import Path

    from speed.plan import Plan

ALPHA = 0.05
PERMUTATIONS = 199


def measure(cache: Path, plan: Plan) -> dict[str, Any]:
    """Test files of one kind; files that need another number of permutations do not count."""
    use_one_thread()
    embeddings = corpora.load(CORPUS, cache).embeddings
    seconds: list[float] = []
    draw = 0
    while len(seconds) < plan.permutation_draws:
        random = generator("permutations", draw)
        rows = embeddings[random.permutation(len(embeddings))[: 2 * plan.rows]]
        started = time.perf_counter()
        pooled = pool(rows[: plan.rows], rows[plan.rows :], random)
        test = permutation_test(pooled, alpha=ALPHA, comparisons=1, rng=random)
        duration = time.perf_counter() - started
        if test.permutations == PERMUTATIONS:
            seconds.append(duration)
        draw += 1
    return {
        "rows": plan.rows,
        "dimension": embeddings.shape[1],
        "permutations": PERMUTATIONS,
        "seconds": seconds,
    }
