"""What a method called on the files of a change, and what may be concluded from that."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from calibration.wilson import Share

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ALPHA = 0.05
OURS, OUR_TEST, RULE = "Driftline", "Driftline, test alone", "documented rule"
RULE_THRESHOLD = 0.10  # the documented score from which on it counts as drift


class Found(NamedTuple):
    """A method's calls on the files of one change.

    Attributes
    ----------
    calls : by share, in the order of repetitions: "1" for drift, "0" for none, "x" for a failure.
    seconds : of all these files; None where it was not measured alone.
    error : the first failure's.
    """

    calls: dict[str, str]
    seconds: float | None
    error: str | None = None

    def rate(self, share: float) -> Share | None:
        """Return how often it called drift; None where it was not run or always failed."""
        answered = self.calls.get(str(share), "").replace("x", "")
        return Share(answered.count("1"), len(answered)) if answered else None

    @property
    def ms(self) -> float | None:
        """Return the mean time of a file."""
        return None if self.seconds is None else 1000 * self.seconds / sum(map(len, self.calls.values()))

    @property
    def files(self) -> tuple[int, int]:
        """Return how many files it judged without changed rows, and how many at most at another share."""
        changed = (len(calls) for share, calls in self.calls.items() if float(share) > 0)
        return len(self.calls.get("0.0", "")), max(changed, default=0)

    @property
    def shares(self) -> list[float]:
        """Return the changed shares that it was run at, in order."""
        return sorted(map(float, self.calls))

    @property
    def in_bounds(self) -> bool:
        """Tell whether its false alarms on these very files are within alpha, as far as one can tell."""
        alarms = self.rate(0.0)
        return alarms is not None and not alarms.exceeds(ALPHA)

    def joined(self, other: Found) -> Found:
        """Return the calls of both, made at different shares of one change."""
        seconds = [one.seconds for one in (self, other) if one.seconds is not None]
        together = sum(seconds) if len(seconds) == 2 else None
        return Found(self.calls | other.calls, together, self.error or other.error)


def bits(calls: Iterable[bool]) -> str:
    """Return calls as a string of 0 and 1, in the order of repetitions."""
    return "".join(str(int(call)) for call in calls)


def lead(ours: str, theirs: str) -> tuple[float, float]:
    """Return by how much our rate exceeds theirs on the repetitions both answered, and its standard error."""
    pairs = [(int(our), int(their)) for our, their in zip(ours, theirs, strict=False) if their != "x"]
    differences = [our - their for our, their in pairs]
    mean = sum(differences) / len(differences)
    variance = sum((difference - mean) ** 2 for difference in differences) / len(differences)
    return mean, math.sqrt(variance / len(differences))


def leads_of(found: Mapping[str, Found], share: float) -> dict[str, tuple[float, float]]:
    """Return Driftline's lead before each rival within bounds, and its standard error."""
    own = found[OURS].calls[str(share)]
    return {
        method: lead(own, their.calls[str(share)])
        for method, their in found.items()
        if method not in (OURS, OUR_TEST, RULE) and their.in_bounds and their.rate(share)
    }


def behind(found: Mapping[str, Found], share: float) -> list[tuple[str, float, float]]:
    """Return the rivals within bounds that find more than Driftline by over one standard error."""
    leads = leads_of(found, share).items()
    return [(method, difference, error) for method, (difference, error) in leads if difference < -error]
