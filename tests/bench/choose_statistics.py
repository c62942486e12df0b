"""Which statistics of a text column detect which change: the table in docs/decisions/0017-four-statistics.md.

`python tests/bench/choose_statistics.py` takes some minutes on two cores, plus the time to fetch the corpora,
which it shares with the calibration card. `--cache` names their folder.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from calibration import changes, corpora
from calibration.cells import ONE_THREAD, WORKERS
from calibration.draws import generator
from calibration.engine import loaded
from calibration.markdown import percent, short, table

from functions.score.statistics.texts.mean_shift import centred_fixed_point, mean_shift
from functions.score.statistics.texts.minimum_p import minimum_p
from functions.score.statistics.texts.neighbours import GRID, Neighbours, nearest_neighbours
from functions.score.statistics.texts.novelty import list_length, novelty_scores
from functions.score.statistics.texts.relabelling import relabellings

if TYPE_CHECKING:
    from calibration.changes import Change
    from numpy.typing import NDArray

    Statistics = dict[str, NDArray[np.float64]]

PERMUTATIONS, ALPHA = 199, 0.05
SIZES, POWERS = (15, 30, 60, 100, 150), (1, 2, 3)
PARAGRAPHS = replace(changes.TOPIC_PARAGRAPHS, sizes=(1000, 300))
SETTINGS: tuple[tuple[Change, float], ...] = (
    (changes.STYLE, 0.0),
    (changes.STYLE, 0.1),
    (changes.STYLE_EVEN, 0.1),
    (PARAGRAPHS, 0.05),
    (changes.TOPIC_ARTICLES, 0.05),
    (changes.CONDITION, 0.1),
    (changes.SMALL_FILE, 0.1),
)
MEAN, NEAR, WIDE, NEW = "mean", "15 neighbours, e^3", "100 neighbours, e^3", "novelty, log^2"
# Groups of statistics whose p-values are multiplied; the smallest of the groups' p-values decides.
COMBINED = {
    "smallest of mean, 15 neighbours, novelty": ((MEAN,), (NEAR,), (NEW,)),
    "smallest of all four": ((MEAN,), (NEAR,), (WIDE,), (NEW,)),
    "product of mean, 15 neighbours, novelty": ((MEAN, NEAR, NEW),),
    "product of all four": ((MEAN, NEAR, WIDE, NEW),),
    "smaller of (mean x 100 neighbours), novelty": ((MEAN, WIDE), (NEW,)),
    "**smaller of (mean x 100 neighbours), (15 neighbours x novelty)**": ((MEAN, WIDE), (NEAR, NEW)),
}


def neighbourhood(
    neighbours: Neighbours, labels: NDArray[np.uint8], size: int, power: int
) -> NDArray[np.float64]:
    """Return the statistic of functions.score.statistics.texts.neighbourhood for any size and power."""
    drift = 1.0 - labels
    expected = drift[:, 0].mean()
    excess = sum(drift[column] for column in neighbours.indices.T[:size]) / size - expected
    raised = np.sign(excess) * np.abs(excess) ** power
    difference = (raised * drift).sum(axis=0) / drift[:, 0].sum() - (raised * labels).sum(axis=0) / labels[
        :, 0
    ].sum()
    rounded: NDArray[np.float64] = difference.round(9)  # equal labellings must tie exactly
    return rounded


def novelty(scores: NDArray[np.float32], labels: NDArray[np.uint8], power: int) -> NDArray[np.float64]:
    """Return the statistic of functions.score.statistics.texts.novelty for any power of the logarithm."""
    rows = int(labels[:, 0].sum())
    surprise = (-np.log((1.0 + np.arange(rows + 1)) / (1.0 + rows))) ** power
    keys = np.sort(2 * np.rint(scores * GRID).astype(np.int64) + (1 - labels), axis=0)
    return np.array(
        [surprise[np.cumsum(column % 2 == 0)[column % 2 == 1]].mean() for column in keys.T], dtype=np.float64
    )


def measure(rows: NDArray[np.float32], labels: NDArray[np.uint8]) -> Statistics:
    """Return every statistic under every labelling, by name."""
    baseline_rows = int(labels[:, 0].sum())
    longest = max(*SIZES, list_length(baseline_rows, len(rows) - baseline_rows))
    neighbours = nearest_neighbours(rows, min(longest, len(rows) - 1))
    whole, _ = centred_fixed_point(rows)
    scores = novelty_scores(rows, neighbours, labels)
    statistics = {MEAN: mean_shift(whole, labels)}
    for size, power in product(SIZES, POWERS):
        statistics[f"{size} neighbours, e^{power}"] = neighbourhood(neighbours, labels, size, power)
    return statistics | {f"novelty, log^{power}": novelty(scores, labels, power) for power in POWERS}


def rates(cache: Path, change: Change, share: float, repetitions: int) -> dict[str, float]:
    """Return how often each statistic, and each combination, rejects at ALPHA."""
    corpus = loaded(change.corpus, cache)
    rejected: dict[str, int] = {}
    for repetition in range(repetitions):
        draw = change.draw(corpus, share, repetition, of="choose_statistics")
        random = generator("choose_statistics", change.name, share, repetition)
        order = random.permutation(len(draw.baseline) + len(draw.drift))
        labels = (order < len(draw.baseline)).astype(np.uint8)
        rows = corpus.embeddings[np.concatenate([draw.baseline, draw.drift])[order]]
        chunks = [labels[:, np.newaxis], *relabellings(labels, PERMUTATIONS, random)]
        statistics = measure(rows, np.concatenate(chunks, axis=1))
        p_values = {name: minimum_p(values[np.newaxis], [[0]])[1] for name, values in statistics.items()}
        names = list(statistics)
        for name, groups in COMBINED.items():
            places = [[names.index(one) for one in group] for group in groups]
            p_values[name] = minimum_p(np.stack(list(statistics.values())), places)[1]
        for name, p_value in p_values.items():
            rejected[name] = rejected.get(name, 0) + (p_value <= ALPHA)
    return {name: count / repetitions for name, count in rejected.items()}


def main() -> None:
    """Measure every setting, two at a time, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--repetitions", type=int, default=300)
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="folder of the corpora")
    options = parser.parse_args()
    cache = corpora.cache_folder(options.cache)
    for name in {change.corpus for change, _ in SETTINGS}:
        corpora.load(name, cache)
    os.environ.update(ONE_THREAD)
    with ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context("spawn")) as pool:
        started = [pool.submit(rates, cache, *setting, options.repetitions) for setting in SETTINGS]
        columns = [future.result() for future in started]
    header = ["p <= .05", *(f"{change.name}: {percent(share)}" for change, share in SETTINGS)]
    print(table(header, [[name, *(short(column[name]) for column in columns)] for name in columns[0]]))
    print(f"{options.repetitions} repetitions, {PERMUTATIONS} permutations")


if __name__ == "__main__":
    main()
