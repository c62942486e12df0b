"""Changes that alarmed and have stayed, and sizes that were accepted."""

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import takewhile

from functions.score.history.history import History
from functions.score.history.line import HistoryLine
from functions.score.history.times import time_text
from functions.score.policy import Standing
from functions.score.statistics.directions import Move
from functions.score.statistics.effects import UNSIZED, EffectKey, Place


def standing_changes(
    history: History, lines: Sequence[HistoryLine], accepted: Mapping[Move, float]
) -> dict[Move, Standing]:
    """Return the changes that have stayed until the last file, as large as when they alarmed.

    Parameters
    ----------
    history : all lines; the file that alarmed may have been long ago.
    lines : of the last files that were compared with one baseline, in their order.
    accepted : sizes up to which a change does not stand.
    """
    standing = {}
    places: dict[datetime, list[Place]] = {}
    for place in lines[-1].since if lines else ():
        for since in _alarms(lines, place):
            places.setdefault(since, []).append(place)
    for since, alarmed in places.items():
        for line, those in _alarmed(history, lines, since, alarmed):
            for move, size in _unusual(line):
                if move.key.place in those and size > accepted.get(move, 0.0):
                    standing[move] = Standing(size, since)
    return standing


def _alarmed(
    history: History, lines: Sequence[HistoryLine], since: datetime, places: Iterable[Place]
) -> Iterator[tuple[HistoryLine, set[Place]]]:
    """Yield the line of the file that alarmed, with what alarmed in it; if it is lost, a later one tells.

    It may be older than the last files.
    """
    text = time_text(since)
    then = (entry.line for entry in history.entries if (entry.modified or entry.written) == text)
    left = set(places)
    for line in (*filter(None, then), *lines):
        if those := {place for place in left if line.since.get(place) == since}:
            left -= those
            yield line, those


def _alarms(lines: Sequence[HistoryLine], place: Place) -> list[datetime]:
    """Return the times of the alarms that stand: of a column, the last one.

    Of whole rows each line only knows the pair, or the segment, that moved most. So all alarms stand since
    the rows last differed no more than usual: two broken pairs, of which now one and now the other is the
    strongest, alarm once each.
    """
    stayed = takewhile(lambda line: place in line.since, reversed(lines))
    times = list(dict.fromkeys(line.since[place] for line in stayed))
    return times[::-1] if place.whole_rows else times[:1]


def accepted_sizes(lines: Sequence[HistoryLine], accept_after: int) -> dict[Move, float]:
    """Return the largest size of each change that a person accepted, or that stayed for so many files."""
    accepted: dict[Move, float] = {}
    stayed: Counter[Place] = Counter()
    for line in lines:
        stayed = Counter({place: stayed[place] + 1 for place in line.since})
        for move, size in _unusual(line):
            if line.accepted or (accept_after and stayed[move.key.place] >= accept_after):
                accepted[move] = max(size, accepted.get(move, 0.0))
    return accepted


def _unusual(line: HistoryLine) -> Iterator[tuple[Move, float]]:
    """Yield what moved in the columns and rows that alarmed, with its size; an unknown size is infinite."""
    for column in line.unsized:
        yield Move(EffectKey(column, UNSIZED)), math.inf
    for key, size in line.sizes.items() if line.since else ():
        if key.place in line.since:
            yield line.move(key), size
