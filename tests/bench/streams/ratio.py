"""A prototype: a change counts if it exceeds what this effect of this column was in earlier batches."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

    from streams.outcome import Judge, Outcome, Past

# An effect that never occurred in the history, such as missing cells, would make every ratio infinite.
FLOOR = 0.01
FEWEST = 1  # earlier outcomes; without any, the inner judge decides alone


class RatioJudge:
    """Alarms where a changed effect exceeds `ratio` times its largest in the earlier outcomes."""

    def __init__(self, inner: Judge, ratio: float) -> None:
        self.name = f"ratio to history's largest, r = {ratio:g}"
        self._inner, self._ratio = inner, ratio

    def score(self, past: Past, drift: pd.DataFrame) -> Outcome:
        """Judge a batch."""
        today = self._inner.score(past, drift)
        if not today.alarm or len(past.outcomes) < FEWEST:
            return today
        unusual = {name: size for name, size in today.changed.items() if size > self._limit(name, past)}
        # What has no effect, such as a removed column, has no history either.
        return replace(today, alarm=bool(unusual) or not today.changed, changed=unusual)

    def _limit(self, name: str, past: Past) -> float:
        largest = max(outcome.effects.get(name, 0.0) for outcome in past.outcomes)
        return self._ratio * max(largest, FLOOR)


class Shared:
    """Asks a judge once about each batch and baseline, for the judges that are built on it."""

    def __init__(self, inner: Judge) -> None:
        self.name = inner.name
        self._inner = inner
        self._answers: dict[tuple[int, ...], tuple[object, Outcome]] = {}

    def score(self, past: Past, drift: pd.DataFrame) -> Outcome:
        """Judge a batch, without its history."""
        key = (id(drift), *map(id, past.baseline))
        if key not in self._answers:  # the batches stay referenced, so that no other one gets their ids
            self._answers[key] = (past.baseline, drift), self._inner.score(past, drift)
        return self._answers[key][1]
