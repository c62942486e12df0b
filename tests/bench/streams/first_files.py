"""First files: the alarms on the batches that follow a baseline, when no verdict has been written yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calibration.method_results import bits

from streams.bucket_judge import BucketJudge
from streams.catalogue import load
from streams.driftline_judge import DriftlineJudge
from streams.kept_embeddings import KeptEmbeddings
from streams.outcome import Past

if TYPE_CHECKING:
    from pathlib import Path

    from streams.outcome import Judge, Outcome
    from streams.stream import Stream


def places(stream: Stream, blocks: int, most: int) -> list[int]:
    """Return which batches are judged: at most `most`, evenly spaced among those after the first `blocks`."""
    later = len(stream.batches) - blocks
    count = min(most, later)
    return [blocks + place * later // count for place in range(count)]


def outcomes(stream: Stream, judge: Judge, blocks: int, most: int) -> list[Outcome]:
    """Return the answers on these batches, each compared with the `blocks` batches before it."""
    return [
        judge.score(Past(stream.batches[place - blocks : place]), stream.batches[place])
        for place in places(stream, blocks, most)
    ]


def measure(cache: Path, name: str, blocks: int, most: int, *, shuffled: bool) -> dict[str, Any]:
    """Return the alarms on a stream or on its shuffled control, one digit a batch, and the reasons.

    "before": what significance and size alone say.
    """
    stream = load(name, cache)
    stream = stream.shuffled() if shuffled else stream
    with KeptEmbeddings(name, cache) as texts:
        answers = outcomes(stream, BucketJudge(texts), blocks, most)
        before = outcomes(stream, DriftlineJudge(texts), blocks, most)
    return {
        "calls": bits([answer.alarm for answer in answers]),
        "before": bits([answer.alarm for answer in before]),
        "reasons": [list(answer.reasons[:2]) for answer in answers],
    }
