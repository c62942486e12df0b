"""How far two populations lie apart along a line, and how much more a better line would show.

The model: the drift file is (1 - p) N(0, 1) + p N(x, 1) along the line, in standard deviations of the
rows. Its total variation to N(0, 1) is p (2 Phi(x / 2) - 1), its mean p x; p = 1 is a shift of all rows.
"""

import math
from dataclasses import dataclass
from typing import Self

from functions.score.statistics.texts.discriminant import Discriminant

# The largest of (2 Phi(x / 2) - 1) / x, where x is 0: the density of N(0, 1) there.
STEEPEST = 1.0 / math.sqrt(2.0 * math.pi)
FURTHEST = 100.0  # standard deviations; nothing is told apart any better
HALVINGS = 50  # of [0, FURTHEST]: to 1e-13


def shift_variation(distance: float) -> float:
    """Return the total variation between N(0, 1) and N(distance, 1): 2 Phi(distance / 2) - 1."""
    return math.erf(distance / math.sqrt(8.0))


def distance_of_part(variation_per_mean: float) -> float:
    """Return the distance x of the changed rows from total variation / mean = (2 Phi(x / 2) - 1) / x.

    It falls from STEEPEST at x = 0; what is steeper still gives 0.
    """
    low, high = 0.0, FURTHEST
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        if shift_variation(middle) > variation_per_mean * middle:
            low = middle
        else:
            high = middle
    return low


@dataclass(frozen=True, slots=True)
class Separation:
    """What held-out rows say about a direction w = M (D + e): D the means' difference, e its error.

    Attributes
    ----------
    gap : Q = D'MD, unbiased: how far the held-out means lie apart in units of w.
    noise : e'MSMe, the part of the scores' variance that relabelled rows have too; S is the covariance.
    curvature : R / Q with R = D'MSMD, the part of the variance that is D's own: Q^2 / R is the squared
        distance along the direction without e.
    deviation : of the scores, in units of w.
    efficiency : in (0, 1]: (e'Me)^2 / (e'MSMe e'S^-1 e), the part of the squared distance that M leaves
        of a difference without a preferred direction.
    rows : 1 / (1/n + 1/m).
    smaller : min(n, m).
    """

    gap: float
    noise: float
    curvature: float
    deviation: float
    efficiency: float
    rows: float
    smaller: int

    @classmethod
    def of(cls, found: Discriminant, rows: tuple[int, int], trained: float, dimensions: int) -> Self | None:
        """Return the separation; None where rows of one file, or relabelled ones, do not vary at all.

        Parameters
        ----------
        rows : n and m.
        trained : the share of the rows that each direction was found on.
        dimensions : d of the embeddings.

        R is known badly where nothing differs: there it is as far from Q as relabelled rows have it,
        with the weight of one standard error of Q.
        """
        variance = min(found.variances)  # the other file's may be wider by the change itself
        if variance <= 0.0 or found.noise_variance <= 0.0 or found.noise_length <= 0.0:
            return None
        harmonic = 1.0 / (1.0 / rows[0] + 1.0 / rows[1])
        own = max(variance - found.noise_variance, 0.0)
        error = math.sqrt((2.0 * found.noise_variance + 4.0 * own) / harmonic)
        usual = found.noise_variance / found.noise_length
        return cls(
            gap=max(found.gap, 0.0),
            noise=found.noise_variance,
            curvature=(own + error * usual) / (max(found.gap, 0.0) + error),
            deviation=math.sqrt(variance),
            efficiency=min(1.0, found.noise_length * trained * harmonic / usual / dimensions),
            rows=harmonic,
            smaller=min(rows),
        )

    def gap_limits(self, quantile: float) -> tuple[float, float]:
        """Return confidence limits of Q, each one-sided at the normal quantile; 0 <= low, high may be inf.

        (q - Q)^2 = quantile^2 ((2 noise + 4 R) (1/n + 1/m) + 2 q^2 / min(n, m)), R = curvature q: the
        variance of a quadratic form, and of the deviation that it is measured in.
        """
        square = quantile * quantile
        leading = 1.0 - 2.0 * square / self.smaller
        linear = self.gap + 2.0 * square * self.curvature / self.rows
        constant = self.gap**2 - 2.0 * square * self.noise / self.rows
        root = math.sqrt(max(linear * linear - leading * constant, 0.0))
        low = max(constant, 0.0) / (linear + root)
        return low, (linear + root) / leading if leading > 0.0 else math.inf

    def distance(self, gap: float) -> float:
        """Return the distance in standard deviations along the best line of all, if Q is `gap`."""
        return math.sqrt(gap / self.curvature / self.efficiency) if self.curvature > 0.0 else math.inf

    def kept(self, gap: float) -> float:
        """Return the part of a distance that w shows: its cosine with the direction without e, in [0, 1)."""
        own = self.curvature * gap
        return math.sqrt(own / (own + self.noise))


def shown(distance: float, kept: float) -> float:
    """Return the part of the total variation that a line shows, in [0, 1].

    Parameters
    ----------
    distance : of the changed rows, along this line, >= 0.
    kept : the part of the distance along the best line that this one shows, in [0, 1].
    """
    if kept <= 0.0:
        return 0.0
    if distance <= 0.0:
        return kept  # both variations are proportional to the distance
    return shift_variation(distance) / shift_variation(distance / kept)
