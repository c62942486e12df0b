"""Power: planted faults in the last batches of each stream, and the false alarms on the same batches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from calibration.draws import generator
from field.texts import german_sentences

from streams.catalogue import load
from streams.faults import FAULTS, column, foreign, planted
from streams.history import judges, walk
from streams.kept_embeddings import KeptEmbeddings
from streams.stream import joined

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd

    from streams.faults import Fault
    from streams.outcome import Outcome
    from streams.stream import Stream

NONE = "no fault"
# The digits of an answer: no alarm, an alarm, an alarm that names the faulty column.
CALM, ALARM, NAMED = "0", "1", "2"


def faults_of(stream: Stream, cache: Path) -> Sequence[Fault]:
    """Return the faults that are planted in a stream."""
    return FAULTS if stream.kind == "table" else [foreign(german_sentences(cache / "packages"))]


def planted_batches(
    stream: Stream, faults: Sequence[Fault], blocks: int, earlier: int, most: int
) -> list[dict[str, pd.DataFrame]]:
    """Return each of the last `most` batches, as it is and with each fault, by the fault's name.

    They are the same for every judge. Fewer, if not so many have `earlier` batches between them and the
    baseline.
    """
    baseline = joined(stream.batches[:blocks])
    columns = {fault: where for fault in faults if (where := column(fault, stream))}
    count = max(0, min(most, len(stream.batches) - blocks - earlier))
    return [
        {NONE: rows}
        | {
            fault.name: planted(
                fault, where, rows, baseline, generator("streams", stream.name, fault.name, place)
            )
            for fault, where in columns.items()
        }
        for place, rows in enumerate(stream.batches[len(stream.batches) - count :])
    ]


def changed_columns(stream: Stream, faults: Sequence[Fault]) -> dict[str, tuple[str, ...]]:
    """Return the columns that each fault changes, by its name; of no fault, those of all faults."""
    by_fault = {fault.name: (where,) for fault in faults if (where := column(fault, stream))}
    every = tuple(dict.fromkeys(where for own in by_fault.values() for where in own))
    return {NONE: every} | by_fault


def digit(outcome: Outcome, columns: tuple[str, ...]) -> str:
    """Return an answer's digit; `columns`: where the fault is."""
    if not outcome.alarm:
        return CALM
    named = any(name.startswith(f"{where}: ") for name in outcome.changed for where in columns)
    return NAMED if named else ALARM


def measure(cache: Path, name: str, blocks: int, earlier: int, most: int) -> dict[str, Any]:
    """Return each judge's answers by fault, one digit for each of the stream's last batches, at most `most`.

    Every judge has seen `earlier` clean batches before; the baseline is fixed.
    """
    stream = load(name, cache)
    faults = faults_of(stream, cache)
    drawn = planted_batches(stream, faults, blocks, earlier, most)
    columns, calls = changed_columns(stream, faults), {}
    with KeptEmbeddings(name, cache) as texts:
        for judge in judges(texts):
            walked = list(walk(stream, judge, blocks, earlier))
            own: dict[str, str] = {}
            for (past, _, _), by_fault in zip(walked[len(walked) - len(drawn) :], drawn, strict=True):
                for fault, rows in by_fault.items():
                    answer = digit(judge.score(past, rows), columns[fault])
                    own[fault] = own.get(fault, "") + answer
            calls[judge.name] = own
    return {"calls": calls}
