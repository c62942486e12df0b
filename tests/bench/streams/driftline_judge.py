"""Driftline without what is usual, as a judge: significance and size alone decide."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from calibration.method_results import ALPHA

from functions.score import batch
from functions.score.baseline.building import read_baseline
from functions.score.baseline.settings import DatasetSettings
from functions.score.comparison.files import compare
from functions.score.policy import CalibratedPolicy
from functions.score.texts.embedder import Embedder
from streams.outcome import Outcome
from streams.stream import csv, joined, same

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from functions.score.baseline.profile import Profile
    from functions.score.encoder import Encoder
    from streams.outcome import Past


class DriftlineJudge:
    """Scores as Driftline did before it knew what is usual.

    It keeps the baseline's profile and every text's embedding. A baseline's batches become one file in their
    order.
    """

    name = "significance and size"

    def __init__(self, open_encoder: Callable[[], Encoder]) -> None:
        self._embedder = Embedder(open_encoder)
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
                if change.counts
            },
        )

    def _read(self, baseline: tuple[pd.DataFrame, ...]) -> Profile:
        if self._profile is None or not same(self._profile[0], baseline):
            content = io.BytesIO(csv(joined(baseline)))
            rows = batch.read("baseline.csv", content, batch.Limits())
            profile = read_baseline(rows, DatasetSettings(), batch.Limits(), (), self._embedder)
            self._profile = baseline, profile
        return self._profile[1]
