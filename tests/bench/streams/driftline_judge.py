"""Driftline as a judge: the same reading, comparison and policy as for any drift file."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np
from calibration.method_results import ALPHA
from calibration.remembering import Remembering
from field.scored import encoder

from functions.score import batch
from functions.score.baseline.building import read_baseline
from functions.score.baseline.settings import DatasetSettings
from functions.score.comparison.files import compare
from functions.score.policy import CalibratedPolicy
from functions.score.texts.embedder import Embedder
from streams.outcome import Outcome
from streams.stream import csv, joined

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

    from functions.score.baseline.profile import Profile
    from streams.outcome import Past


class DriftlineJudge:
    """Scores as `driftline.compare` does, but keeps the baseline's profile and every text's embedding.

    A baseline's batches become one file in their order.
    """

    name = "Driftline"

    def __init__(self, texts: Remembering) -> None:
        self._embedder = Embedder(lambda: texts)
        self._policy = CalibratedPolicy(alpha=ALPHA)
        self._profile: tuple[tuple[pd.DataFrame, ...], Profile] | None = None

    def score(self, past: Past, drift: pd.DataFrame) -> Outcome:
        """Judge a batch."""
        rows = batch.read("drift.csv", io.BytesIO(csv(drift)), batch.Limits())
        evidence = compare(rows, self._read(past.baseline), self._policy.plan, self._embedder).evidence
        decision = self._policy.decide(evidence)
        return Outcome(
            decision.drifted,
            tuple(decision.reasons),
            {
                f"{column.name}: {effect.name}": float(effect.value)
                for column in evidence.adjusted_together
                for effect in column.effects
            },
            {
                f"{name}: {change.effect.name}": float(change.effect.value)
                for name, column in decision.columns.items()
                if column.drifted
                for change in column.changes
                if change.strength >= 1
            },
        )

    def _read(self, baseline: tuple[pd.DataFrame, ...]) -> Profile:
        if self._profile is None or self._profile[0] is not baseline:
            content = io.BytesIO(csv(joined(baseline)))
            rows = batch.read("baseline.csv", content, batch.Limits())
            profile = read_baseline(rows, DatasetSettings(), batch.Limits(), (), self._embedder)
            self._profile = baseline, profile
        return self._profile[1]


class KeptEmbeddings:
    """The embeddings of a stream's texts, kept in the cache: a judge `with` it embeds each text once."""

    def __init__(self, stream: str, cache: Path) -> None:
        self._path = cache / "streams" / "embeddings" / f"{stream}.npz"
        self._embeddings: dict[str, NDArray[np.float32]] = {}

    def __enter__(self) -> Remembering:
        if self._path.exists():
            with np.load(self._path) as stored:
                self._embeddings.update(zip(stored["texts"].tolist(), stored["embeddings"], strict=True))
        self._count = len(self._embeddings)
        return Remembering(self._embeddings, encoder())

    def __exit__(self, *_: object) -> None:
        if len(self._embeddings) == self._count:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        partial = self._path.with_suffix(".partial.npz")
        texts = np.array(list(self._embeddings))
        np.savez(partial, texts=texts, embeddings=np.stack(list(self._embeddings.values())))
        partial.replace(self._path)
