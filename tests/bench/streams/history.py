"""History: the alarms on batches that have K earlier verdicts, with a fixed and a rolling baseline."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calibration.method_results import bits

from streams.bucket_judge import BucketJudge
from streams.catalogue import load
from streams.driftline_judge import DriftlineJudge
from streams.kept_embeddings import KeptEmbeddings
from streams.limits import ChunkLimits, HistoryLimits
from streams.outcome import Past
from streams.ratio import RatioJudge, Shared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd

    from functions.score.encoder import Encoder
    from streams.outcome import Judge, Outcome
    from streams.stream import Stream

SEEN = 100  # verdicts before a batch that a judge sees at most
RATIOS = (1.5, 2.0, 3.0)
DEVIATIONS = (3.0, 5.0)


def judges(open_encoder: Callable[[], Encoder]) -> list[Judge]:
    """Return the judges that are compared; those built on Driftline share its answers."""
    ours = Shared(DriftlineJudge(open_encoder))
    own: list[Judge] = [BucketJudge(open_encoder), ours, *(RatioJudge(ours, ratio) for ratio in RATIOS)]
    limits = [kind(deviations) for kind in (ChunkLimits, HistoryLimits) for deviations in DEVIATIONS]
    return [*own, *limits]


def walk(
    stream: Stream,
    judge: Judge,
    blocks: int,
    earlier: int = 0,
    *,
    rolling: bool = False,
    seen: int = SEEN,
) -> Iterator[tuple[Past, pd.DataFrame, Outcome]]:
    """Judge every batch after the first `blocks` in time order; yield those with at least `earlier` before.

    `rolling`: the baseline is the last `blocks` batches before each batch, and not the first ones.
    `seen`: how many of the last verdicts a judge sees.
    """
    outcomes: list[Outcome] = []
    fixed = stream.batches[:blocks]
    for place in range(blocks, len(stream.batches)):
        baseline = stream.batches[place - blocks : place] if rolling else fixed
        first = max(0, len(outcomes) - seen)
        past = Past(baseline, stream.batches[blocks + first : place], tuple(outcomes[first:]))
        outcome = judge.score(past, stream.batches[place])
        if len(outcomes) >= earlier:
            yield past, stream.batches[place], outcome
        outcomes.append(outcome)


def measure(
    cache: Path, name: str, blocks: int, histories: Sequence[int], *, rolling: bool
) -> dict[str, Any]:
    """Return each judge's alarms on the batches with each length of history, one digit a batch."""
    stream = load(name, cache)
    calls: dict[str, dict[str, str]] = {}
    with KeptEmbeddings(name, cache) as texts:
        for judge in judges(texts):
            alarms = [one.alarm for _, _, one in walk(stream, judge, blocks, rolling=rolling)]
            calls[judge.name] = {str(earlier): bits(alarms[earlier:]) for earlier in histories}
    return {"calls": calls}
