"""How much changed: the changed share in verdicts, compared with the known truth."""

from __future__ import annotations

import math
from statistics import NormalDist, fmean, pstdev
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from calibration.cells import Cell
from calibration.draws import generator
from calibration.engine import loaded
from calibration.fingerprint import of_corpus, of_engine
from calibration.wilson import Share
from functions.score.statistics.evidence import Interval, Undefined
from functions.score.statistics.moments import Moments
from functions.score.statistics.texts.column import Drift, compare_texts
from functions.score.statistics.texts.reference import Reference

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

    from calibration.cells import Runner
    from calibration.plan import Plan

TABLE = "sizes"
SIZES = (1000, 300)
CORPUS = "brown"
SHIFT, MIXTURE = "all rows shifted", "some rows replaced"
LEVELS = {SHIFT: (0.0, 0.1, 0.3, 0.5, 0.8), MIXTURE: (0.1, 0.3, 0.5)}
FAR = 6.0  # standard deviations between replaced rows and the others
AMPLITUDE = 0.6  # of the coordinate that changes; about the distance between the means of two topics
SLACK = 0.05  # a changed share may exceed the truth by this much


class Stated(NamedTuple):
    """The changed shares in verdicts at one true share: `intervals` as estimate, low, high."""

    truth: float
    intervals: list[tuple[float, float, float]]
    undefined: int
    confidence: float | None = None

    @property
    def mean(self) -> float:
        return fmean(estimate for estimate, _, _ in self.intervals)

    @property
    def deviation(self) -> float:
        """The standard deviation of the estimates."""
        return pstdev(estimate for estimate, _, _ in self.intervals)

    @property
    def width(self) -> float:
        """The mean width of the intervals."""
        return fmean(high - low for _, low, high in self.intervals)

    @property
    def too_high(self) -> Share:
        """How often the estimate exceeds the truth by more than the slack."""
        return Share(sum(one > self.truth + SLACK for one, _, _ in self.intervals), len(self.intervals))

    @property
    def covered(self) -> Share:
        """How often the interval covers the truth."""
        return Share(sum(low <= self.truth <= high for _, low, high in self.intervals), len(self.intervals))


def limits(size: Interval | Undefined) -> list[float] | None:
    """Return a changed share as estimate, low, high; None if it is undefined."""
    if isinstance(size, Undefined):
        return None
    return [round(number, 4) for number in (size.estimate, size.low, size.high)]


def stated(truth: float, sizes: Iterable[list[float] | None], confidence: float | None = None) -> Stated:
    """Collect the changed shares in verdicts; None is an undefined one."""
    listed = list(sizes)
    intervals = [(size[0], size[1], size[2]) for size in listed if size is not None]
    return Stated(truth, intervals, len(listed) - len(intervals), confidence)


def simulate(
    kind: str, level: float, residuals: NDArray[np.float32], random: np.random.Generator
) -> NDArray[np.float32]:
    """Return rows whose total variation from level 0 is known exactly.

    Residuals are real embeddings, unit vectors of d numbers. Each row gets one more coordinate, a monotone
    function of a normal z, and is scaled to length 1. Rows and (z, residual) determine each other, and the
    residual is independent of the file, so the total variation between two files is that of their z. After a
    shift by s it is 2 Phi(s / 2) - 1; with a share p moved by 6 it is p (2 Phi(3) - 1).
    """
    z = random.standard_normal(len(residuals))
    if kind == SHIFT:
        z += 2 * NormalDist().inv_cdf((1 + level) / 2)
    else:
        z[: round(level * len(z))] += FAR
    coordinate = AMPLITUDE * np.tanh(z / 2)
    others = residuals * np.sqrt(1 - coordinate**2)[:, np.newaxis]
    return np.column_stack([others, coordinate]).astype(np.float32)


def true_variation(kind: str, level: float) -> float:
    """Return the total variation of `simulate` at a level."""
    return level if kind == SHIFT else level * math.erf(FAR / 2 / math.sqrt(2))


def cell(cache: Path, kind: str, level: float, repetitions: int) -> dict[str, Any]:
    """Return the changed shares of simulated files, and the confidence of their intervals."""
    embeddings = loaded(CORPUS, cache).embeddings
    sizes, confidences = [], set()
    for repetition in range(repetitions):
        random = generator(TABLE, kind, level, repetition)
        rows = random.permutation(len(embeddings))[: sum(SIZES)]
        baseline = simulate(SHIFT, 0.0, embeddings[rows[: SIZES[0]]], random)
        drift = simulate(kind, level, embeddings[rows[SIZES[0] :]], random)
        share = compare_texts(
            Reference.of(baseline, Moments.of(baseline), random),
            Drift(drift, Moments.of(drift)),
            alpha=0.05,
            comparisons=1,
            minimum_share=0.0,
            rng=random,
        ).changed_share
        sizes.append(limits(share))
        if isinstance(share, Interval):
            confidences.add(share.confidence)
    return {"sizes": sizes, "confidence": max(confidences, default=None)}


def measure(chosen: Plan, runner: Runner) -> dict[str, list[Stated]]:
    """Return the changed shares of simulated files, by kind of change."""
    depends = of_engine() + of_corpus(CORPUS, runner.cache)
    cells = [
        Cell(
            TABLE,
            f"{kind}: {level}",
            cell,
            {"kind": kind, "level": level, "repetitions": chosen.simulations},
            depends,
        )
        for kind, levels in LEVELS.items()
        for level in levels
    ]
    results = runner.run(cells)
    gathered: dict[str, list[Stated]] = {kind: [] for kind in LEVELS}
    for one in cells:
        kind, level, result = one.arguments["kind"], one.arguments["level"], results[one.name]
        gathered[kind].append(stated(true_variation(kind, level), result["sizes"], result["confidence"]))
    return gathered
