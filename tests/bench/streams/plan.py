"""How much is measured: everything, or enough to check that it runs."""

from __future__ import annotations

from dataclasses import dataclass

from streams.catalogue import FRESH, SOURCES


@dataclass(frozen=True, slots=True)
class Plan:
    """Which streams, and how many of their batches.

    Attributes
    ----------
    fresh : of the streams that nobody looked at before.
    blocks : how many of a stream's first batches are the baseline.
    first_files : the most batches of a stream that are compared with those before them alone.
    histories : for each, the batches with this many earlier verdicts are measured.
    rolling : whether a rolling baseline is measured beside the fixed one.
    planted, history : faults are planted in this many last batches, with this many earlier verdicts.
    evidently : of these, those that Evidently gets, which takes seconds for each; 0: it does not run.
    days, years : of the simulated datasets, and how often each is simulated.
    draws : of each change of a relation between columns.
    rivals : whether alibi-detect gets these draws, which takes seconds for each, and an environment.
    cost_files : files that show what a history costs, for each length of the history.
    """

    streams: tuple[str, ...] = tuple(SOURCES)
    fresh: tuple[str, ...] = tuple(FRESH)
    blocks: int = 16
    first_files: int = 24
    histories: tuple[int, ...] = (8, 20, 50)
    rolling: bool = True
    planted: int = 10
    history: int = 20
    evidently: int = 3
    days: int = 365
    years: int = 1
    draws: int = 40
    rivals: bool = True
    cost_files: int = 25


FULL = Plan()
QUICK = Plan(
    streams=("bikes", "weather", "mails"),
    fresh=("sea",),
    first_files=8,
    histories=(8,),
    rolling=False,
    planted=2,
    history=8,
    evidently=0,
    days=40,
    draws=4,
    rivals=False,
    cost_files=3,
)
