"""The distance of two populations along a line, and how much more a better line would show.

The model: along the line, in standard deviations of the rows, the drift file is (1 - p) N(0, 1) + p N(x, 1).
Its total variation to N(0, 1) is p (2 Phi(x / 2) - 1), its mean p x. p = 1 is a shift of all rows.
"""

import math
from dataclasses import dataclass
from typing import Self

from functions.score.statistics.texts.discriminant import Discriminant

# The largest value of (2 Phi(x / 2) - 1) / x, at x = 0: the density of N(0, 1) there.
STEEPEST = 1.0 / math.sqrt(2.0 * math.pi)
FURTHEST = 100.0  # standard deviations; a larger distance separates no better
HALVINGS = 50  # of [0, FURTHEST], to a precision of 1e-13


def shift_variation(distance: float) -> float:
    """Return the total variation between N(0, 1) and N(distance, 1): 2 Phi(distance / 2) - 1.

    Parameters
    ----------
    distance : float
        >= 0, may be infinite.

    Returns
    -------
    float
        In [0, 1].

    Examples
    --------
    >>> round(shift_variation(2.0), 4)
    0.6827
    """
    return math.erf(distance / math.sqrt(8.0))


def distance_of_part(variation_per_mean: float) -> float:
    """Return the distance x of the changed rows from total variation / mean = (2 Phi(x / 2) - 1) / x.

    Parameters
    ----------
    variation_per_mean : float
        > 0. It falls from STEEPEST at x = 0.

    Returns
    -------
    float
        In [0, FURTHEST]; 0 for values above STEEPEST.

    Examples
    --------
    >>> round(distance_of_part(shift_variation(3.0) / 3.0), 6)
    3.0
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
    """What held-out rows show about a direction w = M (D + e): D the difference of the means, e its error.

    Attributes
    ----------
    gap : float
        Q = D'MD, unbiased, >= 0: the distance of the held-out means in units of w.
    noise : float
        e'MSMe, the part of the scores' variance that relabelled rows have too; S is the covariance.
    curvature : float
        R / Q with R = D'MSMD, the part of the variance due to D: Q^2 / R is the squared distance along the
        direction without e.
    deviation : float
        Standard deviation of the scores, in units of w.
    efficiency : float
        (e'Me)^2 / (e'MSMe e'S^-1 e), in (0, 1]: the part of the squared distance that M preserves of a
        difference without a preferred direction.
    rows : float
        1 / (1/n + 1/m).
    smaller : int
        min(n, m).
    """

    gap: float
    noise: float
    curvature: float
    deviation: float
    efficiency: float
    rows: float
    smaller: int

    @classmethod
    def of(
        cls, discriminant: Discriminant, rows: tuple[int, int], trained: float, dimensions: int
    ) -> Self | None:
        """Return the separation, or None if the rows of one file, or relabelled rows, do not vary.

        R is uncertain without a change. Its estimate therefore includes a prior with the weight of one
        standard error of Q, in which R is as far from Q as for relabelled rows.

        Parameters
        ----------
        discriminant : Discriminant
            Of both files.
        rows : tuple of int
            n and m.
        trained : float
            Share of the rows that each direction was computed from.
        dimensions : int
            d of the embeddings.
        """
        variance = min(discriminant.variances)  # the change itself may increase the other file's variance
        noise_variance, noise_length = discriminant.noise_variance, discriminant.noise_length
        if variance <= 0.0 or noise_variance <= 0.0 or noise_length <= 0.0:
            return None
        harmonic = 1.0 / (1.0 / rows[0] + 1.0 / rows[1])
        gap = max(discriminant.gap, 0.0)
        own = max(variance - noise_variance, 0.0)
        error = math.sqrt((2.0 * noise_variance + 4.0 * own) / harmonic)
        usual = noise_variance / noise_length
        return cls(
            gap=gap,
            noise=noise_variance,
            curvature=(own + error * usual) / (gap + error),
            deviation=math.sqrt(variance),
            efficiency=min(1.0, noise_length * trained * harmonic / usual / dimensions),
            rows=harmonic,
            smaller=min(rows),
        )

    def gap_limits(self, quantile: float) -> tuple[float, float]:
        """Return confidence limits of Q, each one-sided at this standard normal quantile.

        They solve (q - Q)^2 = quantile^2 ((2 noise + 4 R) (1/n + 1/m) + 2 q^2 / min(n, m)), R = curvature q:
        the variance of a quadratic form, and that of the deviation in which it is measured.

        Returns
        -------
        low, high : float
            0 <= low <= high; high may be infinite.
        """
        square = quantile * quantile
        leading = 1.0 - 2.0 * square / self.smaller
        linear = self.gap + 2.0 * square * self.curvature / self.rows
        constant = self.gap**2 - 2.0 * square * self.noise / self.rows
        root = math.sqrt(max(linear * linear - leading * constant, 0.0))
        low = max(constant, 0.0) / (linear + root)
        return low, (linear + root) / leading if leading > 0.0 else math.inf

    def distance(self, gap: float) -> float:
        """Return the distance in standard deviations along the best possible line, if Q is `gap`."""
        return math.sqrt(gap / self.curvature / self.efficiency) if self.curvature > 0.0 else math.inf

    def alignment(self, gap: float) -> float:
        """Return the cosine of w with the direction without e, in [0, 1), if Q is `gap`."""
        own = self.curvature * gap
        return math.sqrt(own / (own + self.noise))


def visible_part(distance: float, alignment: float) -> float:
    """Return the part of the total variation that a line shows.

    Parameters
    ----------
    distance : float
        Distance of the changed rows along this line, >= 0.
    alignment : float
        The part of the distance along the best line that this line shows, in [0, 1].

    Returns
    -------
    float
        In [0, 1].

    Examples
    --------
    >>> visible_part(0.0, 0.5), round(visible_part(3.0, 0.5), 4)
    (0.5, 0.8687)
    """
    if alignment <= 0.0:
        return 0.0
    if distance <= 0.0:
        return alignment  # the limit: both variations are proportional to the distance
    return shift_variation(distance) / shift_variation(distance / alignment)
