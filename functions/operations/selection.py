"""Which dead letters an operator means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from common.errors import SetupError
from functions.score.triggers.dead_letter import DeadLetter

SHORTEST_ID = 4  # digits of an id that identify a letter


@dataclass(frozen=True, slots=True)
class Selection:
    """The letters that have all of these properties.

    Attributes
    ----------
    ids : one of these ids, or an id that begins with one of them; empty for any.
    reason, key : a part of the reason, in upper or lower case, and of a key; "" for any.
    since : of this time or later; None for any.
    everything : all letters were asked for, in so many words.
    """

    ids: tuple[str, ...] = ()
    reason: str = ""
    key: str = ""
    since: datetime | None = None
    everything: bool = False

    def __post_init__(self) -> None:
        for name in self.ids:
            if len(name) < SHORTEST_ID:
                raise SetupError(f"{name!r} is no id: `driftline dead-letters list` shows them")
        if self.everything and self.narrows:
            raise SetupError("--all and a filter contradict each other; give one of them")

    @property
    def narrows(self) -> bool:
        """Whether it leaves letters out."""
        return bool(self.ids or self.reason or self.key or self.since)

    def require(self) -> None:
        """Raise SetupError unless the letters were chosen on purpose."""
        if not self.narrows and not self.everything:
            raise SetupError("name the letters by id, or by --reason, --key or --since, or ask for --all")

    def matches(self, letter: DeadLetter) -> bool:
        """Return whether a letter is one of those meant."""
        return (
            (not self.ids or any(letter.id.startswith(name.lower()) for name in self.ids))
            and self.reason.lower() in letter.reason.lower()
            and (not self.key or any(self.key in key for event in letter.events for key in event.keys))
            and (self.since is None or (letter.since is not None and letter.since >= self.since))
        )

    def check_found(self, letters: Sequence[DeadLetter]) -> None:
        """Raise SetupError with the first id that no letter has, or that more than one begins with."""
        for name in self.ids:
            found = {letter.id for letter in letters if letter.id.startswith(name.lower())}
            if not found:
                raise SetupError(f"there is no letter {name!r}; `driftline dead-letters list` shows them")
            if len(found) > 1:
                raise SetupError(f"{name!r} may be any of {', '.join(sorted(found))}; give more digits")
