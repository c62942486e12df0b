"""Notes on a drift file as a whole, and the kinds that a setting turns into alarms."""

from dataclasses import dataclass
from typing import Literal

AlarmKind = Literal["same_rows", "same_cells", "row_count", "trend", "old_dates", "future_dates"]
NoteKind = Literal["reading"] | AlarmKind


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader of the verdict should know about a file.

    Attributes
    ----------
    kind : what the note is about:

        - reading: how the files were read.
        - same_rows: the drift file has the rows of the baseline or of an earlier file.
        - same_cells: columns of the drift file have the cells of the baseline.
        - row_count: the drift file has fewer or more rows than usual.
        - trend: numbers rise or fall within the drift file.
        - old_dates: the dates of the drift file end before they should.
        - future_dates: they go on after the file was written.
    text : the sentence.
    """

    kind: NoteKind
    text: str
