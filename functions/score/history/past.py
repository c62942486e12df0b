"""What the last files of a dataset say about the next one: what is usual, and what still differs."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from common.verdict.document import History as Used
from functions.score.history.effect_names import BY, WHOLE_ROWS
from functions.score.history.history import History
from functions.score.history.line import HistoryLine
from functions.score.policy import Standing
from functions.score.statistics.effects import UNSIZED, EffectKey, Effects, Measured

MOST_FILES = 50  # the last ones; older files say little about today
MOST_LINES = 100  # in which a change may have been accepted
ENOUGH = 20  # files against one baseline; if there are as many, those against earlier ones are left out


@dataclass(frozen=True, slots=True)
class Past:
    """What the last files of a dataset say.

    Attributes
    ----------
    files : the effects of each file, without those of columns that alarmed.
    standing : changes that alarmed and have stayed until the last file.
    accepted : the largest size of each change that was accepted.
    history : the history that says it; None if it has no file.
    """

    files: tuple[Effects, ...] = ()
    standing: Mapping[EffectKey, Standing] = field(default_factory=dict)
    accepted: Mapping[EffectKey, float] = field(default_factory=dict)
    history: Used | None = None

    @classmethod
    def of(cls, history: History, baseline: str | None, accept_after: int = 0) -> "Past":
        """Return what a history says about the file that follows its last one.

        Parameters
        ----------
        baseline : the etag of the baseline. Files that were compared with an earlier one count only until
            there are enough of this one.
        accept_after : of a change that stays, so many files are needed to accept it; 0: only a person does.
        """
        lines = history.last(MOST_LINES)
        same = [line for line in lines if line.baseline == baseline]
        used = (same if len(same) >= ENOUGH else list(lines))[-MOST_FILES:]
        accepted = _accepted(same, accept_after)
        return cls(
            tuple(_usual_effects(line) for line in used),
            _standing(same, accepted),
            accepted,
            Used(key=history.key, etag=history.etag, files=len(used)) if used else None,
        )


def _usual_effects(line: HistoryLine) -> Effects:
    """Return the effects of a file, without those of columns that alarmed."""
    return {
        key: Measured(size, line.p_values.get(key.column, 1.0))
        for key, size in _sizes(line).items()
        if key.column not in line.unusual
    }


def _standing(lines: Sequence[HistoryLine], accepted: Mapping[EffectKey, float]) -> dict[EffectKey, Standing]:
    """Return the changes that have stayed until the last of these lines, and were not accepted."""
    if not lines:
        return {}
    last = lines[-1]
    return {
        key: Standing(size, last.unusual[key.column])
        for key, size in _unusual_sizes(last).items()
        if size > accepted.get(key, 0.0)
    }


def _accepted(lines: Sequence[HistoryLine], accept_after: int) -> dict[EffectKey, float]:
    """Return the largest size of each change that a person accepted, or that stayed for so many files."""
    accepted: dict[EffectKey, float] = {}
    stayed: Counter[str] = Counter()
    for line in lines:
        stayed = Counter({column: stayed[column] + 1 for column in line.unusual})
        for key, size in _unusual_sizes(line).items():
            if line.accepted or (accept_after and stayed[key.column] >= accept_after):
                accepted[key] = max(size, accepted.get(key, 0.0))
    return accepted


def _unusual_sizes(line: HistoryLine) -> dict[EffectKey, float]:
    """Return the effects of the columns that alarmed; changes of unknown size are infinite."""
    unknown = {EffectKey(column, UNSIZED): math.inf for column in line.unusual}
    return unknown | {key: size for key, size in _sizes(line).items() if key.column in line.unusual}


def _sizes(line: HistoryLine) -> dict[EffectKey, float]:
    sizes = {WHOLE_ROWS[name]: size for name, size in line.whole_rows.items() if name in WHOLE_ROWS}
    for column, measured in line.effects.items():
        for name, size in measured.items():
            effect, _, by = name.partition(BY)
            sizes[EffectKey(column, effect, by or None)] = size
    return sizes
