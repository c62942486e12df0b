"""First files: the alarms on the batches that follow a baseline, when no verdict has been written yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calibration.method_results import bits

from streams.catalogue import load
from streams.driftline_judge import DriftlineJudge
from streams.kept_embeddings import KeptEmbeddings
from streams.outcome import Past

if TYPE_CHECKING:
    from pathlib import Path

    from streams.outcome import Judge, Outcome
    from streams.stream import Stream


def outcomes(stream: Stream, judge: Judge, blocks: int, most: int) -> list[Outcome]:
    """Return the answers on the batches after the first `blocks`, which are the baseline; at most `most`."""
    past = Past(stream.batches[:blocks])
    return [judge.score(past, drift) for drift in stream.batches[blocks : blocks + most]]


def measure(cache: Path, name: str, blocks: int, most: int, *, shuffled: bool) -> dict[str, Any]:
    """Return the alarms on a stream or on its shuffled control, one digit a batch, and the first reasons."""
    stream = load(name, cache)
    with KeptEmbeddings(name, cache) as texts:
        judge = DriftlineJudge(texts)
        answers = outcomes(stream.shuffled() if shuffled else stream, judge, blocks, most)
    return {
        "calls": bits([answer.alarm for answer in answers]),
        "reasons": [list(answer.reasons[:2]) for answer in answers],
    }
