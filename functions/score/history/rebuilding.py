"""Rebuilds histories from the verdicts under `results/`."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from common import keys
from common.errors import ObjectGone
from common.stores.store import ObjectStore
from common.verdict.document import MAX_VERDICT_BYTES, Verdict
from functions.score.history.histories import Histories
from functions.score.history.line import HistoryLine

# Lines that wait in memory before they are merged, each into the history of its dataset.
WAITING = 2_000


@dataclass(slots=True)
class Rebuilt:
    """What was done.

    Attributes
    ----------
    verdicts : how many verdicts were read.
    unread : how many objects were no verdict that this version can read.
    lines : how many verdicts compared a file with a baseline, of each history by its key.
    """

    verdicts: int = 0
    unread: int = 0
    lines: dict[str, int] = field(default_factory=dict)


def rebuild(histories: Histories, prefix: str = keys.DRIFTS, baseline_key: str | None = None) -> Rebuilt:
    """Merge the line of every verdict into its history; lines without a verdict stay.

    Parameters
    ----------
    prefix : only verdicts on drift files whose keys begin with this.
    baseline_key : only the history of this baseline; None: all.

    Raises WriteConflict, StoreUnavailable and StoreRefused.
    """
    done = Rebuilt()
    waiting: list[tuple[str, HistoryLine]] = []
    wanted = keys.history(baseline_key) if baseline_key else None
    for info in histories.store.list(keys.RESULTS + keys.path_of(prefix)):
        if not info.key.endswith(keys.VERDICT_ENDING):
            continue
        verdict = _verdict_at(histories.store, info.key)
        done.verdicts += verdict is not None
        done.unread += verdict is None
        line = HistoryLine.of(verdict) if verdict else None
        if line is None or verdict is None or verdict.baseline is None:
            continue
        history = keys.history(verdict.baseline.key)
        if wanted in (None, history):
            waiting.append((verdict.baseline.key, line))
            done.lines[history] = done.lines.get(history, 0) + 1
        if len(waiting) >= WAITING:
            _merge(histories, waiting)
            waiting.clear()
    _merge(histories, waiting)
    return done


def _merge(histories: Histories, waiting: Sequence[tuple[str, HistoryLine]]) -> None:
    by_baseline = defaultdict(list)
    for baseline_key, line in waiting:
        by_baseline[baseline_key].append(line)
    for baseline_key, lines in by_baseline.items():
        histories.merge(baseline_key, lines)


def _verdict_at(store: ObjectStore, key: str) -> Verdict | None:
    """Return the verdict under a key; None if there is none that this version can read, or of another key."""
    try:
        with store.open(key) as opened:
            verdict = Verdict.from_json(opened.stream.read(MAX_VERDICT_BYTES))
    except (ObjectGone, ValueError):
        return None
    return verdict if keys.verdict(verdict.drift.key) == key else None
