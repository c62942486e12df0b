"""What would tell a new topic among topics that vary: `python tests/bench/text_sketch.py`.

A change that is no larger than usual may still be one that no earlier file had. The mean vector of a file's
texts, a sketch of it, shows directions; texts unlike any in the baseline show it without other files. Each
repetition draws a stream from the BBC's paragraphs: a baseline of 1,000 with four of the five topics, and
files whose shares of these four differ from day to day. Planted are the same days with some texts of the
fifth topic. Three rules judge a file by the 20 before it:

- size: a significant change whose share of rows exceeds f times the largest of these files, as Driftline does
  with f = 2;
- novelty: a significant change whose share of texts unlike any in the baseline does, as Driftline does, too;
- direction: a significant change whose mean vector is farther from the nearest of the baseline and these
  files than f times the largest such distance among them, chance subtracted. The sketch is exact here; a
  bounded one knows less.

No share below 2% counts, as in Driftline. Each f is the smallest with at most 5% alarms on the files as they
are, so that all are compared fairly.
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
from calibration.method_results import ALPHA

from functions.score.policy import CalibratedPolicy
from functions.score.statistics.evidence import Interval

if TYPE_CHECKING:
    from calibration.corpora import Corpus
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]

ALARMS = 0.05
MINIMUM = CalibratedPolicy().minimum_share
BASELINE, BEFORE, JUDGED = 1000, 20, 4
CONCENTRATION = 40  # of the days' shares of four topics: an sd of 7 points
SHARES = (0.1, 0.2)
UNSEEN = 100.0  # what no file before had is larger than any multiple


class Judged(NamedTuple):
    """How far a file is from what was before, in units of the largest of the files before; 0: no change."""

    size: float
    novelty: float
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

    def shares(self, file: Rows) -> tuple[float, float]:
        """Return the changed and the novel share of a file beside the baseline; 0 if not significant."""
        examined = self._engine.examine(Draw(self.baseline, file))
        share = examined.evidence.changed_share
        if examined.p_value > ALPHA or not isinstance(share, Interval):
            return 0.0, 0.0
        return share.estimate, examined.evidence.novel_share.beyond_chance

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
    before = [stream.shares(file) for file in stream.before]
    largest, newest = (max(sizes) for sizes in zip(*before, strict=True))
    farthest = max(
        stream.distance(file, [other for other in known if other is not file]) for file in stream.before
    )
    judged: dict[float, list[Judged]] = {share: [] for share in (0.0, *SHARES)}
    for _ in range(JUDGED):
        file = stream.file()
        for share, found in judged.items():
            changed = stream.planted(file, share) if share else file
            size, novel = (share if share >= MINIMUM else 0.0 for share in stream.shares(changed))
            distance = stream.distance(changed, known) if size else 0.0
            found.append(Judged(_ratio(size, largest), _ratio(novel, newest), _ratio(distance, farthest)))
    return judged


def _ratio(value: float, largest: float) -> float:
    """Return how many times as large as the largest before a value is; if that is 0, by the value alone."""
    return value / largest if largest else UNSEEN * value


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
