"""Power: planted faults in the last batches of each stream, and the false alarms on the same batches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calibration.draws import generator
from calibration.method_results import bits
from field.texts import german_sentences

from streams.catalogue import load
from streams.driftline_judge import KeptEmbeddings
from streams.faults import FAULTS, column, foreign, planted
from streams.history import judges, walk
from streams.stream import joined

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from streams.faults import Fault
    from streams.stream import Stream

NONE = "no fault"


def draws(stream: Stream, faults: Sequence[Fault], blocks: int, most: int) -> list[dict[str, pd.DataFrame]]:
    """Return each of the last `most` batches with each fault, by its name: the same for every judge."""
    baseline = joined(stream.batches[:blocks])
    columns = {fault: where for fault in faults if (where := column(fault, stream))}
    return [
        {
            fault.name: planted(
                fault, where, rows, baseline, generator("streams", stream.name, fault.name, place)
            )
            for fault, where in columns.items()
        }
        for place, rows in enumerate(stream.batches[-most:])
    ]


def measure(cache: Path, name: str, blocks: int, earlier: int, most: int) -> dict[str, Any]:
    """Return each judge's alarms by fault, on the stream's last batches, at most `most`.

    Every judge gets the same batches, with `earlier` clean batches before; the baseline is fixed.
    """
    stream = load(name, cache)
    most = max(0, min(most, len(stream.batches) - blocks - earlier))
    faults = [foreign(german_sentences(cache / "packages"))] if stream.kind == "texts" else FAULTS
    drawn = draws(stream, faults, blocks, most) if most else []
    calls = {}
    with KeptEmbeddings(name, cache) as texts:
        for judge in judges(texts):
            clean = list(walk(stream, judge, blocks, earlier))[-most:] if most else []
            own = {NONE: [outcome.alarm for _, _, outcome in clean]}
            for (past, _, _), by_fault in zip(clean, drawn, strict=True):
                for fault, rows in by_fault.items():
                    own.setdefault(fault, []).append(judge.score(past, rows).alarm)
            calls[judge.name] = {fault: bits(answers) for fault, answers in own.items()}
    return {"calls": calls}
