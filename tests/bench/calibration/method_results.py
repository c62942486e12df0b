"""What a method answered for the files of a change, and what follows from that."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from calibration.wilson import Share

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

ALPHA = 0.05
OURS, OUR_TEST, RULE = "Driftline", "Driftline, test alone", "documented rule"
RULE_THRESHOLD = 0.10  # of the documented score


class MethodResult(NamedTuple):
    """A method's answers for the files of one change.

    Attributes
    ----------
    calls : by share, in the order of repetitions: "1" for drift, "0" for no drift, "x" for a failure.
    seconds : for all these files; None if the method was not timed alone.
    error : of the first failure.
    """

    calls: dict[str, str]
    seconds: float | None
    error: str | None = None

    def rate(self, share: float) -> Share | None:
        """Return how often it reported drift; None if it did not run or always failed."""
        answered = self.calls.get(str(share), "").replace("x", "")
        return Share(answered.count("1"), len(answered)) if answered else None

    @property
    def ms(self) -> float | None:
        """The mean time per file."""
        return None if self.seconds is None else 1000 * self.seconds / sum(map(len, self.calls.values()))

    @property
    def files(self) -> tuple[int, int]:
        """The number of files without changed rows, and the largest number at another share."""
        changed = (len(calls) for share, calls in self.calls.items() if float(share) > 0)
        return len(self.calls.get("0.0", "")), max(changed, default=0)

    @property
    def shares(self) -> list[float]:
        """The changed shares at which it ran, in order."""
        return sorted(map(float, self.calls))

    @property
    def in_bounds(self) -> bool:
        """Whether its false alarm rate on these files is compatible with alpha."""
        alarms = self.rate(0.0)
        return alarms is not None and not alarms.exceeds(ALPHA)

    def joined(self, other: MethodResult) -> MethodResult:
        """Return the calls of both, which are for different shares of one change."""
        seconds = [one.seconds for one in (self, other) if one.seconds is not None]
        together = sum(seconds) if len(seconds) == 2 else None
        return MethodResult(self.calls | other.calls, together, self.error or other.error)


def bits(calls: Iterable[bool]) -> str:
    """Return calls as a string of 0 and 1, in the order of repetitions."""
    return "".join(str(int(call)) for call in calls)


def lead(ours: str, theirs: str) -> tuple[float, float]:
    """Return the difference of our rate and theirs on the repetitions that both answered, and its error."""
    pairs = [(int(our), int(their)) for our, their in zip(ours, theirs, strict=False) if their != "x"]
    differences = [our - their for our, their in pairs]
    mean = sum(differences) / len(differences)
    variance = sum((difference - mean) ** 2 for difference in differences) / len(differences)
    return mean, math.sqrt(variance / len(differences))


def leads_of(results: Mapping[str, MethodResult], share: float) -> dict[str, tuple[float, float]]:
    """Return Driftline's lead over each rival within bounds, and its standard error."""
    own = results[OURS].calls[str(share)]
    return {
        method: lead(own, their.calls[str(share)])
        for method, their in results.items()
        if method not in (OURS, OUR_TEST, RULE) and their.in_bounds and their.rate(share)
    }


def ahead_of_us(results: Mapping[str, MethodResult], share: float) -> list[tuple[str, float, float]]:
    """Return the rivals within bounds that detect more than Driftline by over one standard error."""
    leads = leads_of(results, share).items()
    return [(method, difference, error) for method, (difference, error) in leads if difference < -error]
