"""Rules by limits: an alarm where a figure is further from its mean than some standard deviations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from streams.outcome import Outcome
from streams.stream import joined, same
from streams.summaries import NannyLike, deequ_like

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from streams.outcome import Past


class ChunkLimits:
    """As NannyML: mean +- `deviations` sd of each figure over the baseline's batches."""

    def __init__(self, deviations: float = 3.0) -> None:
        self.name = f"NannyML-like limits, {deviations:g} sd"
        self._deviations = deviations
        self._read: tuple[tuple[pd.DataFrame, ...], NannyLike, list[dict[str, float]]] | None = None

    def score(self, past: Past, drift: pd.DataFrame) -> Outcome:
        """Judge a batch."""
        if self._read is None or not same(self._read[0], past.baseline):
            figures = NannyLike(joined(past.baseline))
            self._read = past.baseline, figures, [figures(batch) for batch in past.baseline]
        return beyond(self._read[2], self._read[1](drift), self._deviations)


class HistoryLimits:
    """As a Deequ check on its repository: mean +- `deviations` sd over the baseline and earlier batches."""

    def __init__(self, deviations: float = 3.0) -> None:
        self.name = f"Deequ-like rule, {deviations:g} sd"
        self._deviations = deviations
        self._figures: dict[int, tuple[pd.DataFrame, dict[str, float]]] = {}

    def score(self, past: Past, drift: pd.DataFrame) -> Outcome:
        """Judge a batch."""
        earlier = [self._of(batch) for batch in (*past.baseline, *past.earlier)]
        return beyond(earlier, self._of(drift), self._deviations)

    def _of(self, batch: pd.DataFrame) -> dict[str, float]:
        if id(batch) not in self._figures:
            self._figures[id(batch)] = batch, deequ_like(batch)
        return self._figures[id(batch)][1]


def beyond(earlier: Iterable[Mapping[str, float]], today: Mapping[str, float], deviations: float) -> Outcome:
    """Return an alarm for each figure beyond its limits; a figure without a history has none."""
    history = list(earlier)
    outside = {}
    for name, value in today.items():
        values = np.array([figures[name] for figures in history if name in figures])
        if len(values) > 1 and abs(value - values.mean()) > deviations * values.std() + 1e-12:
            outside[name] = float(value)
    return Outcome(bool(outside), tuple(outside), dict(today), outside)
