"""Driftline as a judge on a bucket: the whole handler, with the history of its own earlier verdicts."""

from __future__ import annotations

import io
from dataclasses import replace
from typing import TYPE_CHECKING

from common import keys, settings
from common.events import ObjectCreated
from common.stores.memory import MemoryStore
from functions.score import wiring
from functions.score.handler import score_object
from functions.score.history import History, HistoryLine
from streams.outcome import Outcome
from streams.stream import csv, joined, same

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from functions.score.encoder import Encoder
    from streams.outcome import Past

BASELINE = "baselines/stream.csv"


class BucketJudge:
    """Scores with the default settings. Nobody accepts a change: a new level alarms once, then stays."""

    name = "Driftline"

    def __init__(self, open_encoder: Callable[[], Encoder]) -> None:
        self._store = MemoryStore()
        tools = wiring.tools(settings.load({}), self._store, own_process=False)
        self._tools = replace(tools, encoder=open_encoder, report=False, while_reading=lambda: None)
        self._baseline: tuple[pd.DataFrame, ...] | None = None
        self._files = 0

    def score(self, past: Past, drift: pd.DataFrame) -> Outcome:
        """Judge a batch; the history consists of the lines of `past.outcomes`."""
        if self._baseline is None or not same(self._baseline, past.baseline):
            self._put(BASELINE, csv(joined(past.baseline)))
            self._baseline = past.baseline
        lines = [outcome.line for outcome in past.outcomes if outcome.line]
        key = keys.history(BASELINE)
        self._put(key, History(key).merged(lines, len(lines)).to_bytes())
        self._files += 1
        name = f"drifts/stream/{self._files:06d}.csv"
        self._put(name, csv(drift))
        verdict = score_object(ObjectCreated(self._store.bucket, name), self._tools).verdict
        if verdict.error:
            raise RuntimeError(verdict.error.message)
        return Outcome(
            bool(verdict.drifted),
            tuple(verdict.reasons),
            changed={
                f"{column.name}: {column.effect_name}": column.effect or 0.0
                for column in verdict.columns
                if column.drifted
            },
            line=HistoryLine.of(verdict),
        )

    def _put(self, key: str, data: bytes) -> None:
        self._store.put(key, io.BytesIO(data), len(data))
