"""The uncertainty of a share of repetitions: Wilson's score interval."""

from __future__ import annotations

import math
from typing import NamedTuple

NORMAL_95 = 1.959963984540054  # two-sided 95% quantile of the standard normal


class Share(NamedTuple):
    """`hits` of `trials`; trials >= 1."""

    hits: int
    trials: int

    @property
    def rate(self) -> float:
        return self.hits / self.trials

    @property
    def standard_error(self) -> float:
        """The binomial standard error of the rate."""
        return math.sqrt(self.rate * (1 - self.rate) / self.trials)

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95% interval of the true rate, within [0, 1].

        E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927.
        """
        squared = NORMAL_95**2
        centre = (self.hits + squared / 2) / (self.trials + squared)
        spread = self.hits * (self.trials - self.hits) / self.trials + squared / 4
        half = NORMAL_95 * math.sqrt(spread) / (self.trials + squared)
        low = 0.0 if self.hits == 0 else centre - half
        high = 1.0 if self.hits == self.trials else centre + half
        return low, high

    def exceeds(self, bound: float) -> bool:
        """Whether the interval is entirely above `bound`: more than chance explains."""
        return self.interval[0] > bound

    def falls_short(self, bound: float) -> bool:
        """Whether the interval is entirely below `bound`."""
        return self.interval[1] < bound
