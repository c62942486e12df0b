"""What a sketch of each file's texts could add to what is usual: `python tests/bench/text_sketch.py`.

A sketch is the mean vector of a file's texts. It shows directions: a change that is no larger than usual may
still be one that no earlier file had. Each repetition draws a stream from the BBC's paragraphs: a baseline of
1,000 with four of the five topics, and files whose shares of these four differ from day to day. Planted are
the same days with some texts of the fifth topic. Two rules judge a file by the 20 before it:

- size: a significant change whose share of rows exceeds f times the largest of these files, as Driftline does
  with f = 2;
- direction: a significant change whose mean vector is farther from the nearest of the baseline and these
  files than f times the largest such distance among them, chance subtracted. The sketch is exact here; a
  bounded one knows less.

Each f is the smallest with at most 5% alarms on the files as they are, so that both are compared fairly.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from calibration import corpora
from calibration.changes import TOPICS
from calibration.draws import Draw, generator
from calibration.engine import Engine
from calibration.markdown import table

from functions.score.statistics.evidence import Interval

if TYPE_CHECKING:
    from calibration.corpora import Corpus
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]

ALPHA, ALARMS = 0.05, 0.05
BASELINE, BEFORE, JUDGED = 1000, 20, 4
CONCENTRATION = 40  # of the days' shares of four topics: an sd of 7 points
SHARES = (0.1, 0.2)


class Judged(NamedTuple):
    """How far a file is from what was before, in units of the largest of the files before; 0: no change."""

    size: float
    direction: float


class Stream:
    """A baseline and files before; `rows` texts in each file."""

    def __init__(self, corpus: Corpus, engine: Engine, rows: int, repetition: int) -> None:
        self._corpus, self._engine, self._rows = corpus, engine, rows
        self._random = generator("text sketch", rows, repetition)
        new = TOPICS[repetition % len(TOPICS)]
        self._usual = {
            topic: self._random.permutation(np.flatnonzero(corpus.labels == topic)).tolist()
            for topic in TOPICS
            if topic != new
        }
        self._new = self._random.permutation(np.flatnonzero(corpus.labels == new))
        self.baseline = self._taken(np.full(4, 0.25), BASELINE)
        self.before = [self.file() for _ in range(BEFORE)]

    def file(self) -> Rows:
        """Return the next day's texts, none of which was in a file before."""
        return self._taken(self._random.dirichlet(np.full(4, CONCENTRATION / 4)), self._rows)

    def planted(self, file: Rows, share: float) -> Rows:
        """Return a file of which a share has the new topic."""
        changed = round(share * len(file))
        return np.concatenate([file[changed:], self._random.choice(self._new, changed, replace=False)])

    def _taken(self, shares: NDArray[np.float64], rows: int) -> Rows:
        counts = self._random.multinomial(rows, shares)
        taken = [
            left.pop() for left, count in zip(self._usual.values(), counts, strict=True) for _ in range(count)
        ]
        return self._random.permutation(np.array(taken))

    def share(self, file: Rows) -> float:
        """Return the changed share of a file beside the baseline; 0 if it is not significant."""
        examined = self._engine.examine(Draw(self.baseline, file))
        share = examined.evidence.changed_share
        return share.estimate if examined.p_value <= ALPHA and isinstance(share, Interval) else 0.0

    def distance(self, file: Rows, others: list[Rows]) -> float:
        """Return the distance of a file's mean vector from the nearest other's, without that of chance."""
        return min(self._between(file, other) for other in others)

    def _between(self, one: Rows, other: Rows) -> float:
        vectors = self._corpus.embeddings[one], self._corpus.embeddings[other]
        means = [part.mean(axis=0) for part in vectors]
        # The expected squared distance of the means of two samples of one population.
        chance = sum((1 - mean @ mean) / len(part) for mean, part in zip(means, vectors, strict=True))
        return float(np.sqrt(max(0.0, ((means[0] - means[1]) ** 2).sum() - chance)))


def judge(stream: Stream) -> dict[float, list[Judged]]:
    """Return how the files that follow are judged, as they are (0) and with each share planted."""
    known = [stream.baseline, *stream.before]
    largest = max(map(stream.share, stream.before))
    farthest = max(
        stream.distance(file, [other for other in known if other is not file]) for file in stream.before
    )
    judged: dict[float, list[Judged]] = {share: [] for share in (0.0, *SHARES)}
    for _ in range(JUDGED):
        file = stream.file()
        for share, found in judged.items():
            changed = stream.planted(file, share) if share else file
            size = stream.share(changed)
            distance = stream.distance(changed, known) if size else 0.0
            found.append(
                Judged(size / largest if largest else 10 * size, distance / farthest if farthest else 0.0)
            )
    return judged


def powers(judged: dict[float, list[Judged]], rule: str) -> list[str]:
    """Return a rule's factor, and the share of files found with each share planted."""
    ratios = {share: np.array([getattr(one, rule) for one in found]) for share, found in judged.items()}
    factor = float(np.quantile(ratios[0.0], 1 - ALARMS, method="higher"))
    return [f"{factor:.2f}", *(f"{np.mean(ratios[share] > factor):.2f}" for share in SHARES)]


def main() -> None:
    """Simulate and print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cache", type=Path, metavar="FOLDER", help="keep the corpora there")
    parser.add_argument("--streams", type=int, default=30, help="streams of each size")
    options = parser.parse_args()
    corpus = corpora.load("bbc_paragraphs", corpora.cache_folder(options.cache))
    engine = Engine(corpus, ALPHA)
    lines = []
    for rows in (100, 250):
        judged: dict[float, list[Judged]] = {share: [] for share in (0.0, *SHARES)}
        for repetition in range(options.streams):
            for share, found in judge(Stream(corpus, engine, rows, repetition)).items():
                judged[share] += found
        lines += [[f"{rows} texts", rule, *powers(judged, rule)] for rule in Judged._fields]
    print(table(["files of", "rule", "f", *(f"{share:.0%} planted, found" for share in SHARES)], lines))


if __name__ == "__main__":
    main()
