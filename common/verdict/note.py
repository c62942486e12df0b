"""Notes on a drift file as a whole, and the kinds that a setting turns into alarms."""

import difflib
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

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


def _known(name: object) -> object:
    kinds: tuple[AlarmKind, ...] = get_args(AlarmKind)
    if isinstance(name, str) and name not in kinds:
        (nearest,) = difflib.get_close_matches(name, kinds, n=1, cutoff=0)
        raise PydanticCustomError(
            "unknown_note",
            "there is no note of this kind; the nearest is {nearest}; there are: {kinds}",
            {"nearest": nearest, "kinds": ", ".join(kinds)},
        )
    return name


# One name in a setting; the error of an unknown one names the nearest.
KnownAlarmKind = Annotated[AlarmKind, BeforeValidator(_known)]
