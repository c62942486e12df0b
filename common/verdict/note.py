"""Notes on a drift file as a whole, and the kinds that a setting turns into alarms."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from common.nearest import nearest

AlarmKind = Literal["same_rows", "same_cells", "row_count", "trend", "old_dates", "future_dates"]
NoteKind = Literal["reading"] | AlarmKind
READING: Literal["reading"] = "reading"


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
    if name == READING:
        raise _wrong("'reading' cannot alarm: it is about the baseline, too; these can", kinds)
    if isinstance(name, str) and name not in kinds:
        meant = nearest(name, kinds)
        advice = f"; the nearest is {meant}" if meant else ""
        raise _wrong(f"there is no note of this kind{advice}; there are", kinds)
    return name


def _wrong(reason: str, kinds: Iterable[str]) -> PydanticCustomError:
    context = {"reason": reason, "kinds": ", ".join(kinds)}
    return PydanticCustomError("wrong_note", "{reason}: {kinds}", context)


# One name in a setting; the error of an unknown one names the nearest.
KnownAlarmKind = Annotated[AlarmKind, BeforeValidator(_known)]
