"""Which blocks of a baseline's rows, in their order, are compared with the rest: equal ones, or its files."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import median

# Into how many blocks a baseline is cut; more are twice, four times, ... the last number.
CUTS = (8, 12, 16, 20)
MOST_COMPARED = CUTS[-1]  # blocks; of more, evenly spaced ones
FEWEST_ROWS = 20  # of a block
MOST_TIMES = 2  # Files that have more than so many times the drift file's rows are cut.


@dataclass(frozen=True, slots=True)
class Cut:
    """How a baseline is cut.

    Attributes
    ----------
    blocks : where each block that is compared begins and ends, as places of rows in their order.
    source : what these blocks are, as a clause.
    """

    blocks: tuple[tuple[int, int], ...]
    source: str


def equal_cut(rows: int, drift_rows: int, order: str) -> Cut | None:
    """Cut a baseline into blocks of about as many rows as a drift file; None if it has too few.

    `order` is a clause on the order of the rows.

    >>> equal_cut(2_000, 100, "in the order of the file").source
    '20 blocks of 100 baseline rows (in the order of the file)'
    """
    count = parts(rows, drift_rows)
    if not count:
        return None
    chosen = _evenly([(rows * part // count, rows * (part + 1) // count) for part in range(count)])
    return Cut(chosen, f"{len(chosen)} blocks of {rows // count} baseline rows ({order})")


def file_cut(files: Sequence[int], drift_rows: int) -> Cut | None:
    """Return a baseline's files as its blocks; files that are smaller than the drift file are joined.

    `files` are the numbers of rows of each file of a folder. None if there are too few files, or if a drift
    file is rather a part of one: the rows may then be cut.

    >>> file_cut([890] * 12, 900).source
    '12 files of the baseline (890 rows each)'
    >>> file_cut([100] * 364, 700).source
    "20 of 52 groups of the baseline's 364 files (700 rows each)"
    >>> file_cut([890] * 12, 90), file_cut([890] * 7, 890)
    (None, None)
    """
    if len(files) < CUTS[0]:
        return None
    wanted = max(drift_rows, FEWEST_ROWS)
    joined = min(max(1, round(wanted / max(1, median(files)))), len(files) // CUTS[0])
    groups = len(files) // joined
    begins = [0, *accumulate(files)]
    ends = [begins[len(files) * group // groups] for group in range(groups + 1)]
    large = [(begin, end) for begin, end in pairwise(ends) if end - begin >= FEWEST_ROWS]
    rows = [end - begin for begin, end in large]
    if len(large) < CUTS[0] or median(rows) > MOST_TIMES * wanted:
        return None
    chosen = _evenly(large)
    what = "files of the baseline" if joined == 1 else f"groups of the baseline's {len(files)} files"
    some = f"{len(chosen)} {what}" if len(chosen) == groups else f"{len(chosen)} of {groups} {what}"
    size = f"{min(rows)}" if min(rows) == max(rows) else f"{min(rows)} to {max(rows)}"
    return Cut(chosen, f"{some} ({size} rows each)")


def parts(baseline_rows: int, drift_rows: int) -> int:
    """Return into how many blocks a baseline is cut so that they have about as many rows as a drift file.

    If the drift file has more than an eighth of the baseline's rows, they have fewer. 0: there are too few
    rows.

    >>> parts(20_000, 1_000), parts(20_000, 12_000), parts(20_000, 100), parts(100, 100)
    (20, 8, 160, 0)
    """
    wanted = math.log(max(baseline_rows / max(drift_rows, FEWEST_ROWS), CUTS[0]))
    doublings = range(1, max(1, math.ceil(wanted / math.log(2))))
    cuts = (*CUTS, *(CUTS[-1] * 2**doubling for doubling in doublings))
    possible = [cut for cut in cuts if baseline_rows // cut >= FEWEST_ROWS]
    return min(possible, key=lambda cut: abs(math.log(cut) - wanted), default=0)


def _evenly(blocks: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Return up to MOST_COMPARED of these blocks, evenly spaced."""
    count = min(len(blocks), MOST_COMPARED)
    return tuple(blocks[round(place * (len(blocks) - 1) / (count - 1))] for place in range(count))
