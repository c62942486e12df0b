"""Changes that are ratios: of a rate, and of the values themselves."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RateChange:
    """How often something happens, compared with before.

    Attributes
    ----------
    factor : float
        The drift file's rate in baseline rates, > 0.
    rows : float
        Rows that the drift file has more or fewer than at the baseline's rate, >= 0.
    before : float
        The baseline's rate, in [0, 1]; the factor is an estimate even if it is 0.
    """

    factor: float
    rows: float
    before: float


@dataclass(frozen=True, slots=True)
class Factor:
    """A change of numbers that is a multiplication, as by another unit.

    Attributes
    ----------
    size : float
        What the values are multiplied by, > 0.
    share : float
        Of the drift file's values, in (0, 1].
    example : float
        A multiplied value.
    """

    size: float
    share: float
    example: float
