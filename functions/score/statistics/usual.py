"""How much the batches of a stream differ from one another anyway, per column and effect."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from functions.score.statistics.evidence import ColumnEvidence
from functions.score.statistics.false_discovery import benjamini_hochberg

UNSIZED = "change of unknown size"
FEWEST = 8  # batches; of fewer, the largest says little about the next
SIGNIFICANCE = 0.05  # of the test whether batches differ at all
SCALE = 0.8  # quantile of an effect over the batches that its sizes are measured in
# How many of the batches may exceed the limits. The largest alone would let one odd batch hide the next.
EXCEEDED_BY = 1
MOST = 2.0  # times the largest size of an effect: the limit's bound
SMALLEST_P = 1e-300


class EffectKey(NamedTuple):
    """An effect of a column; `by` as in `evidence.Effect`."""

    column: str
    name: str
    by: str | None = None


class Measured(NamedTuple):
    """The size of an effect, >= 0, and its p-value in [0, 1], adjusted for the other tests of its column."""

    value: float
    p_value: float


Effects = Mapping[EffectKey, Measured]


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


def effects_of(columns: Iterable[ColumnEvidence]) -> dict[EffectKey, Measured]:
    """Return the tested effects of one batch, with those that cannot be measured as infinite ones."""
    effects = {}
    for column in columns:
        for effect in column.effects:
            if effect.p_value is not None:
                effects[EffectKey(column.name, effect.name, effect.by)] = Measured(
                    effect.value, effect.p_value
                )
        if column.unsized_p_value is not None:
            effects[EffectKey(column.name, UNSIZED)] = Measured(math.inf, column.unsized_p_value)
    return effects


def usual(batches: Sequence[Effects], floors: Mapping[str, float]) -> Usual:
    """Return what is usual among batches, each of which was compared with the others.

    Whether the batches differ at all is one test over all effects: Fisher's combination of each effect's
    p-values over the batches, then Benjamini and Hochberg's procedure over the effects. Rows in random order
    pass it with probability SIGNIFICANCE at most.

    Each effect has a scale: a size that few of the batches exceed. The size of each batch is its largest
    effect, in these scales; the limits are the size that EXCEEDED_BY of the batches exceed. Of batches that
    are exchangeable, a new one exceeds it with probability (1 + EXCEEDED_BY) / (1 + batches), however many
    effects there are.

    Parameters
    ----------
    batches : sequence of mapping
        The effects of each batch.
    floors : mapping of str to float
        The smallest size that matters, > 0, by the name of an effect; effects that it lacks are left out. An
        effect that is zero in nearly all batches would have an infinite ratio otherwise.

    Returns
    -------
    Usual
        UNKNOWN if there are fewer than FEWEST batches.

    References
    ----------
    Fisher, "Statistical methods for research workers" (1925), section 21.1; Vovk, Gammerman & Shafer,
    "Algorithmic learning in a random world" (2005) for the rank of a held-out batch.

    Examples
    --------
    >>> key = EffectKey("delay", "distance")
    >>> days = [{key: Measured(size, 0.001)} for size in (0.1, 0.2, 0.3, 0.4, 0.2, 0.1, 0.2, 0.6)]
    >>> found = usual(days, {"distance": 0.1})
    >>> found.differ, round(found.limit(key), 2)
    (True, 0.4)
    """
    keys = [key for key in dict.fromkeys(key for batch in batches for key in batch) if _counts(key, floors)]
    if len(batches) < FEWEST or not keys:
        return UNKNOWN
    nothing = Measured(0.0, 1.0)
    measured = np.array([[batch.get(key, nothing) for key in keys] for batch in batches])
    values, p_values = measured[:, :, 0], measured[:, :, 1]
    if _combined(p_values).min() > SIGNIFICANCE:
        return Usual(len(batches))
    sized = [place for place, key in enumerate(keys) if key.name != UNSIZED]
    limits = _limits(values[:, sized], np.array([floors[keys[place].name] for place in sized]))
    occurred = (np.isinf(values) & (p_values <= SIGNIFICANCE)).any(axis=0)
    found = {keys[place]: float(limit) for place, limit in zip(sized, limits, strict=True) if limit > 0}
    found |= {key: math.inf for key, often in zip(keys, occurred, strict=True) if often}
    return Usual(len(batches), differ=True, limits=found)


def _counts(key: EffectKey, floors: Mapping[str, float]) -> bool:
    return key.name in floors or key.name == UNSIZED


def _combined(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return each effect's adjusted p-value over all batches; `p_values` has shape (batches, effects)."""
    from scipy.special import chdtrc

    statistics = -2.0 * np.log(np.maximum(p_values, SMALLEST_P)).sum(axis=0)
    combined: NDArray[np.float64] = chdtrc(2 * len(p_values), statistics)
    return benjamini_hochberg(combined)


def _limits(values: NDArray[np.float64], least: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the size up to which each effect is usual, shape (effects,).

    `values` has shape (batches, effects); `least` the smallest size of each effect that matters.
    """
    scales = np.maximum(np.quantile(values, SCALE, axis=0), least)
    sizes = np.sort((values / scales).max(axis=1, initial=0.0))
    limits: NDArray[np.float64] = np.minimum(sizes[-1 - EXCEEDED_BY] * scales, MOST * values.max(axis=0))
    return limits
