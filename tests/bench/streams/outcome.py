"""What a judge sees and what it answers: the same protocol for Driftline, its rivals and prototypes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from functions.score.history import HistoryLine


@dataclass(frozen=True, slots=True)
class Outcome:
    """A judge's answer on one batch.

    Attributes
    ----------
    alarm : whether it asks somebody to look.
    reasons : why, the strongest first.
    effects : every size that it measured, by column and effect; a later batch may be compared with them.
    changed : those of them that are significant and large enough.
    line : what Driftline's history keeps of it; None from other judges.
    """

    alarm: bool
    reasons: tuple[str, ...] = ()
    effects: Mapping[str, float] = field(default_factory=dict)
    changed: Mapping[str, float] = field(default_factory=dict)
    line: HistoryLine | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What is known when a batch arrives.

    Attributes
    ----------
    baseline : the batches of the baseline, in time order.
    earlier : the batches since then that were judged before this one, the oldest first.
    outcomes : the judge's own answers on these; empty for a judge on first files.
    """

    baseline: tuple[pd.DataFrame, ...]
    earlier: tuple[pd.DataFrame, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


class Judge(Protocol):
    """Answers whether a batch is unusual."""

    @property
    def name(self) -> str:
        """How tables call it."""
        ...

    def score(self, past: Past, drift: pd.DataFrame) -> Outcome:
        """Judge a batch from what is known when it arrives."""
        ...
