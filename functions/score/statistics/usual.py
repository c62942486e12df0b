"""How much the batches of a stream differ from one another anyway, per column and effect."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.effects import FACTOR, FEWEST, UNSIZED, EffectKey, Effects, Measured, enlarged
from functions.score.statistics.evidence import SHARES
from functions.score.statistics.false_discovery import benjamini_hochberg
from functions.score.statistics.p_value import SMALLEST_P

SIGNIFICANCE = 0.01  # of the test whether batches differ at all
LARGE_CHANCE = 1.645  # standard errors that chance exceeds in one file of 20
NO_EFFECTS: Effects = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual.

    Attributes
    ----------
    batches : int
        How many batches it was learned from; 0 if nothing is known.
    differ : bool
        Whether the batches differ from one another by more than chance. If not, nothing is usual: each
        significant change counts.
    limits : mapping of EffectKey to float
        The size up to which an effect is usual, > 0; infinite for a change of unknown size.
    """

    batches: int = 0
    differ: bool = False
    limits: Mapping[EffectKey, float] = field(default_factory=dict)

    def limit(self, key: EffectKey) -> float:
        """Return the size up to which an effect is usual; 0 if every size is unusual."""
        return self.limits.get(key, 0.0)


UNKNOWN = Usual()


def for_rows(found: Usual, rows: int, usual_rows: float) -> Usual:
    """Return what is usual in a file with fewer rows than the batches have: chance moves it by more.

    Each limit grows by LARGE_CHANCE times the difference of the standard errors: that of a share s is
    sqrt(s (1 - s) / rows), that of a mean or a correlation at most 1 / sqrt(rows).

    A share grows to 1 at most. It does so only if s^rows is above 0.07, so that chance alone changes all rows
    of one such file in 14: where all of so few rows differ, that is usual.

    Parameters
    ----------
    rows : int
        Of the file, >= 1.
    usual_rows : float
        Of the batches, in the median.

    Examples
    --------
    >>> gaps = EffectKey("age", "difference in the share of missing cells")
    >>> days = Usual(20, differ=True, limits={gaps: 0.1})
    >>> round(for_rows(days, 25, 400).limit(gaps), 3), for_rows(days, 500, 400).limit(gaps)
    (0.174, 0.1)
    >>> most = Usual(20, differ=True, limits={gaps: 0.8})
    >>> [round(for_rows(most, rows, 400).limit(gaps), 3) for rows in (5, 10, 25)], round(0.8**5, 2)
    ([1.0, 0.975, 0.899], 0.33)
    """
    if rows >= usual_rows:
        return found
    more = LARGE_CHANCE * (1.0 / math.sqrt(rows) - 1.0 / math.sqrt(usual_rows))
    limits = {
        key: min(1.0, size + more * math.sqrt(size * (1.0 - size))) if key.name in SHARES else size + more
        for key, size in found.limits.items()
    }
    return replace(found, limits=limits)


def usual(
    batches: Sequence[Effects],
    names: Collection[str],
    factor: float = FACTOR,
    frequent: Effects = NO_EFFECTS,
) -> Usual:
    """Return what is usual among batches, each of which was compared with the others.

    Whether the batches differ at all is one test over all effects: Fisher's combination of each effect's
    p-values over the batches, then Benjamini and Hochberg's procedure over the effects. Rows in random order
    pass it with probability SIGNIFICANCE at most.

    Up to `factor` times the largest size in any batch (see `enlarged`), an effect is usual. Without it, the
    batch after 20 exchangeable ones exceeds the largest of one effect with probability 1 / 21, of any of ten
    with 1 / 3.

    Parameters
    ----------
    batches : sequence of mapping
        The effects of each batch.
    names : collection of str
        The names of the effects that a policy decides by; others are left out.
    factor : float
        At least 1.
    frequent : mapping of EffectKey to Measured
        Sizes that are usual though no single batch shows them.

    Returns
    -------
    Usual
        UNKNOWN if there are fewer than FEWEST batches.

    References
    ----------
    Fisher, "Statistical methods for research workers" (1925), section 21.1.

    Examples
    --------
    >>> key = EffectKey("delay", "distance")
    >>> days = [{key: Measured(size, 0.001)} for size in (0.1, 0.2, 0.3, 0.4, 0.2, 0.1, 0.2, 0.6)]
    >>> found = usual(days, {"distance"})
    >>> found.differ, found.limit(key)
    (True, 1.2)
    """
    rows = [*batches, frequent] if frequent else batches
    keys = [key for key in dict.fromkeys(key for row in rows for key in row) if key.name in (*names, UNSIZED)]
    if len(batches) < FEWEST or not keys:
        return UNKNOWN
    nothing = Measured(0.0, 1.0)
    measured = [row.get(key, nothing) for row in rows for key in keys]
    values, p_values = (  # np.array of the pairs would take 20 ms for 100 batches
        np.fromiter(column, np.float64, len(measured)).reshape(len(rows), len(keys))
        for column in zip(*measured, strict=True)
    )
    if _combined(p_values).min() > SIGNIFICANCE:
        return Usual(len(batches))
    values[np.isinf(values) & (p_values > SIGNIFICANCE)] = 0.0
    largest = zip(keys, values.max(axis=0).tolist(), strict=True)
    limits = {key: enlarged(key.name, size, factor) for key, size in largest if size}
    return Usual(len(batches), differ=True, limits=limits)


def _combined(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each effect's adjusted p-value over all batches; `p_values` has shape (batches, effects)."""
    from scipy.special import chdtrc

    statistics = -2.0 * np.log(np.maximum(p_values, SMALLEST_P)).sum(axis=0)
    combined: NDArray[np.float64] = chdtrc(2 * len(p_values), statistics)
    return benjamini_hochberg(combined)
