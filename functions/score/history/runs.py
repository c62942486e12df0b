"""A level that moved by less than twice what is usual, and stays: a run of files larger than all before."""

from collections.abc import Sequence

from functions.score.history.line import HistoryLine
from functions.score.statistics.directions import Move

RUN = 3  # files in a row
FEWEST_BEFORE = 30  # files before them


def runs(lines: Sequence[HistoryLine]) -> dict[Move, float]:
    """Return the moves of which the next file may complete a run, with the largest size before the run.

    If files are in random order, RUN of them in a row exceed FEWEST_BEFORE others once in 5,456 times: the
    largest 3 of 33 are the last ones in one of 33! / (30! 3!) choices. No file in which the column alarmed,
    or still differs, counts: neither as one of the run nor as one before it.

    Parameters
    ----------
    lines : files that were compared with one baseline, in their order.

    Examples
    --------
    >>> runs([])
    {}
    """
    before, recent = lines[: 1 - RUN], lines[1 - RUN :]
    if len(before) < FEWEST_BEFORE:
        return {}
    found = {}
    for key in recent[0].sizes:
        moves = {line.move(key) for line in recent}
        if len(moves) > 1 or any(key.place in line.since for line in recent):
            continue
        calm = [line.sizes.get(key, 0.0) for line in before if key.place not in line.since]
        if len(calm) < FEWEST_BEFORE:
            continue
        largest = max(calm)
        if 0.0 < largest < min(line.sizes.get(key, 0.0) for line in recent):
            found[moves.pop()] = largest
    return found
