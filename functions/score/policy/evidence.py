"""What a policy decides on."""

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from functions.score.statistics.effects import FACTOR

if TYPE_CHECKING:
    from datetime import datetime

    from common.verdict.document import SchemaChange
    from common.verdict.note import Note, NoteKind
    from common.verdict.usual import History
    from functions.score.statistics.directions import Move
    from functions.score.statistics.evidence import ColumnEvidence, Interval, TextEvidence
    from functions.score.statistics.usual import Usual

# The share of alpha for each test of whole rows; each column, which is what a file is sent for, has weight 1.
# Rows that were sent twice, and columns that no longer go together, have a p-value far below any of these
# levels.
WHOLE_ROWS_WEIGHT = 0.2


@dataclass(frozen=True, slots=True)
class ScoredText:
    """A text or embedding column: its documented score and the rest of its evidence.

    Attributes
    ----------
    score : in [0, 2], as the verdict states it.
    evidence : what was measured in the embeddings.
    sampled : the interval of the score of all texts; None if all texts are embedded.
    texts, embedded : how many texts the baseline and the drift file have, and how many are embedded.
    """

    score: float
    evidence: "TextEvidence"
    sampled: "Interval | None" = None
    texts: tuple[int, int] | None = None
    embedded: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A change that alarmed and has stayed: its size in the file that alarmed last, and that file's time."""

    size: float
    since: "datetime"


@dataclass(frozen=True, slots=True)
class Variation:
    """How much the batches of a stream differ from one another anyway.

    Attributes
    ----------
    usual : which changes are usual, and up to which size.
    source : what it was learned from, as a clause ("20 blocks of 865 baseline rows").
    standing : changes that alarmed in earlier files and have stayed.
    accepted : the largest size of each change that was accepted.
    alarms : how many of the last files alarmed.
    factor : up to so many times the largest size is usual.
    runs : moves by which the last files exceeded all earlier ones, with the largest size before these: one
        file more, and a level has moved.
    calm : what would be usual if no file had alarmed; None: `usual`. A change that alarmed stays different
        for as long as it exceeds this: further alarms, which raise the factor, do not make it usual.
    """

    usual: "Usual"
    source: str
    standing: "Mapping[Move, Standing]" = field(default_factory=dict)
    accepted: "Mapping[Move, float]" = field(default_factory=dict)
    alarms: int = 0
    factor: float = FACTOR
    runs: "Mapping[Move, float]" = field(default_factory=dict)
    calm: "Usual | None" = None

    def limit(self, move: "Move", size: float) -> float:
        """Return up to which size a move is usual, or accepted; 0 if every size counts.

        `size` is that of the file's own move: it tells whether the move has stayed.
        """
        from functions.score.statistics.effects import enlarged

        accepted = self.accepted.get(move)
        found = self.calm if self.calm and self.since(move, size) else self.usual
        usual = min(found.limit(move.key), self.runs.get(move, math.inf))
        return max(usual, enlarged(move.key.name, accepted) if accepted else 0.0)

    def since(self, move: "Move", size: float) -> "datetime | None":
        """Return since when a change of this size has stayed; None if it is new, or has grown much.

        A level that rose and then falls below the baseline's is new. How many numbers are outside the
        baseline's range varies, and is no news while the level stays.
        """
        from functions.score.statistics.effects import enlarged
        from functions.score.statistics.evidence import BEYOND_RANGE, EXCESS_DISTANCE

        standing = self.standing.get(move)
        if standing and size <= enlarged(move.key.name, standing.size):
            return standing.since
        if move.key.name == BEYOND_RANGE:
            level = move.key._replace(name=EXCESS_DISTANCE)
            levels = (self.standing.get(move._replace(key=level, fell=fell)) for fell in (False, True))
            return next((each.since for each in levels if each), None)
        return None


@dataclass(frozen=True, slots=True)
class FileEvidence:
    """Everything measured about one drift file.

    Attributes
    ----------
    columns : every column that both files have, text columns included, in the baseline's order.
    texts : the scored text and embedding columns, by name.
    whole_rows : what only whole rows show, such as duplicate rows, tested like columns.
    broken : the changes of compared columns that are drift by themselves: removed, retyped, reformatted.
    unscored : those columns that could not be scored because a file has too few texts or vectors, or none.
    rows : rows of the baseline and of the drift file.
    notes : what a reader should know about the files as wholes.
    variation : how much batches differ anyway; None if that is not known.
    history : the earlier files that notes and variation come from; None without any.
    """

    columns: tuple["ColumnEvidence", ...]
    texts: Mapping[str, ScoredText] = field(default_factory=dict)
    whole_rows: tuple["ColumnEvidence", ...] = ()
    broken: tuple["SchemaChange", ...] = ()
    unscored: tuple[str, ...] = ()
    rows: tuple[int, int] = (0, 0)
    notes: tuple["Note", ...] = ()
    variation: Variation | None = None
    history: "History | None" = None

    def alarms(self, kinds: "Collection[NoteKind]") -> list[str]:
        """Return the notes of these kinds, as sentences."""
        return [note.text for note in self.notes if note.kind in kinds]

    @property
    def adjusted_together(self) -> tuple["ColumnEvidence", ...]:
        """The columns and then the whole rows: p-values are adjusted over all of these."""
        return (*self.columns, *self.whole_rows)

    @property
    def weights(self) -> list[float]:
        """How much of alpha each of these may spend."""
        return [1.0] * len(self.columns) + [WHOLE_ROWS_WEIGHT] * len(self.whole_rows)

    @property
    def tested(self) -> list["ColumnEvidence"]:
        """Those of them that have a p-value."""
        return [column for column in self.adjusted_together if column.p_value is not None]
