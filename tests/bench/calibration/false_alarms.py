"""How often a file without drift is called drift, for every pair of file sizes."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from calibration.cells import Cell
from calibration.draws import generator, split
from calibration.engine import TESTS, engine, loaded
from calibration.fingerprint import of_corpus, of_engine
from calibration.wilson import Share
from functions.score.statistics.texts.permutation_stages import stages

if TYPE_CHECKING:
    from pathlib import Path

    from calibration.cells import Runner
    from calibration.plan import Plan


TABLE = "false_alarms"
ALPHAS = (0.05, 0.01)


def cell(cache: Path, corpus: str, sizes: list[int], repetitions: int) -> dict[str, Any]:
    """Count the alarms of one cell at each significance level: of the test alone and of the decision."""
    counts = {"test": dict.fromkeys(map(str, ALPHAS), 0), "decision": dict.fromkeys(map(str, ALPHAS), 0)}
    rows = len(loaded(corpus, cache).texts)
    for repetition in range(repetitions):
        draw = split(rows, (sizes[0], sizes[1]), generator(TABLE, corpus, *sizes, repetition))
        tested: dict[object, tuple[float, float]] = {}
        for alpha in ALPHAS:
            driftline = engine(corpus, cache, alpha)
            same_test = stages(alpha, TESTS)  # equal stages at two levels give equal p-values
            if same_test not in tested:
                tested[same_test] = driftline.p_values(draw)
            texts, duplicate_rows = tested[same_test]
            counts["test"][str(alpha)] += texts <= alpha
            if min(texts, duplicate_rows) <= alpha:
                examined = driftline.examine(draw)
                if examined.p_value != texts:
                    raise RuntimeError(
                        f"{corpus} {sizes}: p is {texts} from the test alone, but the verdict has {examined}"
                    )
                counts["decision"][str(alpha)] += examined.drifted
    return {"corpus": corpus, "sizes": sizes, "repetitions": repetitions, **counts}


def cells(chosen: Plan, cache: Path) -> list[Cell]:
    """Return the cells for which the corpora have enough rows; the largest, which take longest, are first."""
    possible = []
    for corpus, n, m in product(chosen.null_corpora, chosen.null_baselines, chosen.null_drifts):
        if n + m > len(loaded(corpus, cache).texts):
            continue
        arguments = {"corpus": corpus, "sizes": [n, m], "repetitions": chosen.null_repetitions}
        depends = of_engine() + of_corpus(corpus, cache)
        possible.append(Cell(TABLE, f"{corpus} {n} x {m}", cell, arguments, depends))
    return sorted(possible, key=lambda one: sum(one.arguments["sizes"]), reverse=True)


def measure(chosen: Plan, runner: Runner) -> list[dict[str, Any]]:
    """Return every cell's counts, ordered by corpus and sizes."""
    results = runner.run(cells(chosen, runner.cache))
    return sorted(results.values(), key=lambda one: (one["corpus"], one["sizes"]))


def too_many(results: list[dict[str, Any]], kind: str, alpha: float) -> list[dict[str, Any]]:
    """Return the cells whose interval is entirely above alpha; `kind` is test or decision."""
    return [
        result for result in results if Share(result[kind][str(alpha)], result["repetitions"]).exceeds(alpha)
    ]
