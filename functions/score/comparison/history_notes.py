"""Notes that need earlier files: the same rows again, an unusual number of rows, dates that do not go on."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from common.verdict.document import DriftFile
from common.verdict.note import Note
from functions.score.batch.wording import quoted
from functions.score.comparison.file_notes import future_dates
from functions.score.history import History, HistoryLine
from functions.score.history.line import newest_dates
from functions.score.history.past import ENOUGH
from functions.score.policy import FileEvidence
from functions.score.statistics.effects import FACTOR, FEWEST


def noted(evidence: FileEvidence, file: DriftFile, earlier: History) -> FileEvidence:
    """Return the evidence with the notes that need the time of the drift file or earlier files.

    What earlier files show about the number of rows replaces what the baseline does: a baseline is often
    many times as long as every file.

    Parameters
    ----------
    file : with its rows and their digest.
    earlier : the files before this one, without itself.
    """
    notes = (*evidence.notes, *future_dates(evidence.columns, file.modified))
    counts = [line.rows for line in earlier.recent if line.rows is not None]
    if len(counts) >= FEWEST and file.rows is not None:
        others = (note for note in notes if note.kind != "row_count")
        notes = (*others, *_row_count(counts, file.rows))
    old = _old_dates(earlier.recent, newest_dates(evidence.columns))
    return replace(evidence, notes=(*notes, *_same_rows(earlier, file), *old), history=earlier.used)


def _row_count(counts: Sequence[int], rows: int) -> tuple[Note, ...]:
    """Return a note on fewer than half of the fewest usual rows, or more than twice the most.

    With ENOUGH files, the smallest and the largest one are left out: one bad file must not hide the next.
    """
    left_out = int(len(counts) >= ENOUGH)
    fewest, *_, most = sorted(counts)[left_out : len(counts) - left_out]
    if fewest / FACTOR <= rows <= most * FACTOR:
        return ()
    usual = f"{fewest:,}" if fewest == most else f"{fewest:,} to {most:,}"
    files = f"{'most of ' if left_out else ''}the last {len(counts)} files"
    return (Note("row_count", f"the drift file has {rows:,} rows; {files} had {usual}"),)


def _same_rows(earlier: History, file: DriftFile) -> tuple[Note, ...]:
    same = earlier.with_digest(file.digest) if file.digest else None
    if same is None:
        return ()
    text = f"the drift file has exactly the rows of {quoted(same.key)}: was the same file sent again?"
    return (Note("same_rows", text),)


def _old_dates(lines: Sequence[HistoryLine], newest: Mapping[str, str]) -> tuple[Note, ...]:
    """Return a note on each column whose dates go on in nearly all of the last files, but not in this one.

    All of the last FEWEST files but one have to end later than every file before them. If files end at
    random, that happens once in 1,400 times (Stirling numbers: 29 of 8! orders).
    """
    notes = []
    for column, last in newest.items():
        dated = [line for line in lines if column in line.newest][-FEWEST:]
        ends = [line.newest[column] for line in dated]
        latest = list(accumulate(ends, max))
        later = sum(end > before for end, before in zip(ends[1:], latest, strict=False))
        if len(dated) < FEWEST or later < FEWEST - 2 or last > latest[-1]:
            continue
        key = dated[ends.index(latest[-1])].key
        text = f"the dates of {quoted(column)} end at {last}, "
        if last == latest[-1]:
            text += f"as those of {quoted(key)} do: were they sent twice?"
        else:
            text += f"and those of {quoted(key)} at {latest[-1]}: is it an old file?"
        notes.append(Note("old_dates", text))
    return tuple(notes)
