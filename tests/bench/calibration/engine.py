"""Driftline's own results: the comparison of two files and the policy, as for any drift file."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from calibration import corpora
from calibration.remembering import Remembering
from common.verdict.document import BaselineFile
from functions.score import batch
from functions.score.baseline.profile import Profile
from functions.score.baseline.settings import DatasetSettings
from functions.score.batch import Batch
from functions.score.comparison import table
from functions.score.comparison.files import compare
from functions.score.comparison.text_traits import MOST_WEIGHT, compare_traits
from functions.score.policy import CalibratedPolicy
from functions.score.statistics.texts.significance import permutation_test, pool
from functions.score.texts.embedded import EmbeddedTexts
from functions.score.texts.embedder import Embedder
from functions.score.texts.masking import EVERYWHERE
from functions.score.texts.sampling import generator
from functions.score.texts.traits import Traits

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from calibration.corpora import Corpus
    from calibration.draws import Draw
    from functions.score.statistics.evidence import TextEvidence

COLUMN = "text"
TESTS = CalibratedPolicy().plan.comparisons(1 + MOST_WEIGHT, 1)  # tests in a file with one text column


class Examined(NamedTuple):
    """The basis of a drift file's verdict; `p_value` is that of the texts, unadjusted."""

    p_value: float
    drifted: bool
    score: float
    evidence: TextEvidence


class Engine:
    """Driftline with its default policy at one significance level, for files of one corpus."""

    def __init__(self, corpus: Corpus, alpha: float) -> None:
        self._texts = corpus.texts.tolist()
        masked = list(map(EVERYWHERE, self._texts))
        self._encoder = Remembering(dict(zip(masked, corpus.embeddings, strict=True)))
        self._embeddings = self._encoder.encode(masked)
        self.policy = CalibratedPolicy(alpha=alpha)

    @functools.cached_property
    def _traits(self) -> Traits:
        """Traits of all texts of the corpus: each is in many files."""
        return Traits.of(self._texts, self._encoder.unread(self._texts))

    def examine(self, draw: Draw) -> Examined:
        """Compare two files and decide."""
        profile, drift = self._files(draw)
        compared = compare(drift, profile, self.policy.plan, Embedder(lambda: self._encoder))
        scored = compared.evidence.texts[COLUMN]
        decision = self.policy.decide(compared.evidence)
        return Examined(scored.evidence.p_value, decision.drifted, scored.score, scored.evidence)

    def p_values(self, draw: Draw) -> tuple[float, float]:
        """Return the p-value of the embeddings, and the smallest of traits and duplicate rows.

        They equal those of `examine` bit for bit, because the same tests draw the same random numbers. If
        neither reaches alpha, no adjustment makes either significant, so there is no drift.
        """
        profile, drift = self._files(draw)
        seed = profile.batch.digest() + drift.digest()
        rng = generator(seed, COLUMN)
        embeddings = self._embeddings[draw.baseline], self._embeddings[draw.drift]
        tested = permutation_test(pool(*embeddings, rng), alpha=self.policy.alpha, comparisons=TESTS, rng=rng)
        random = generator(seed, "table")
        rows = table.compare_columns(profile.batch, drift, kinds=profile.kinds, rng=random).whole_rows[0]
        before, after = (self._traits.part(rows.tolist()) for rows in (draw.baseline, draw.drift))
        traits = compare_traits(before, after, model=self._encoder.model.name, show_values=False).hypotheses
        others = [rows.p_value, *(p_value for trait in traits for p_value in trait.p_values)]
        return tested.p_value, min(1.0 if p_value is None else p_value for p_value in others)

    def _files(self, draw: Draw) -> tuple[Profile, Batch]:
        baseline, drift = (self._batch(rows) for rows in (draw.baseline, draw.drift))
        texts = baseline.frame[COLUMN].tolist()
        embedded = EmbeddedTexts(list(range(len(texts))), self._embeddings[draw.baseline], len(texts), texts)
        file = BaselineFile(key=baseline.key, etag="none", rows=baseline.rows)
        kinds = {name: decided.kind for name, decided in batch.decided_kinds(baseline, (COLUMN,)).items()}
        return Profile(file, baseline, DatasetSettings(), kinds, {}, {COLUMN: embedded}, {}), drift

    def _batch(self, rows: NDArray[np.int64]) -> Batch:
        return Batch(pd.DataFrame({COLUMN: [self._texts[row] for row in rows]}), "calibration.csv")


@functools.cache
def engine(corpus: str, cache: Path, alpha: float) -> Engine:
    """Return the engine of a corpus, created once per process."""
    return Engine(loaded(corpus, cache), alpha)


@functools.cache
def loaded(corpus: str, cache: Path) -> Corpus:
    """Return a corpus, loaded once per process."""
    return corpora.load(corpus, cache)
