"""The values of a column of numbers: everything that is compared once missing cells are left out."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from functions.score.statistics.columns.codes import code_sentences, codes, is_number_code
from functions.score.statistics.columns.decimals import decimal_shares, same_decimals, zero_shares
from functions.score.statistics.columns.factors import factor_of
from functions.score.statistics.columns.histogram import edges, shares
from functions.score.statistics.columns.numeric_effects import effects_of, far_outside, rows_outside
from functions.score.statistics.columns.pooled import Pooled, quantiles
from functions.score.statistics.columns.rank_tests import tests_of
from functions.score.statistics.columns.repeated_values import RepeatedValue, most_changed
from functions.score.statistics.columns.robust_spread import robust_deviation
from functions.score.statistics.hypothesis import Hypothesis
from functions.score.statistics.ratios import Factor

# Parts of alpha. Most changes are moves, so the Mann-Whitney test may spend nearly as much as it could alone.
# The others look for changes that leave p-values far below any of these parts.
WEIGHTS = {
    "Mann-Whitney test": 0.65,
    "Mood's test of spread": 0.15,
    "values outside the baseline range": 0.11,
    "Kolmogorov-Smirnov test": 0.05,
}
VALUE_WEIGHT, DECIMALS_WEIGHT = 0.02, 0.02
CODE_WEIGHT = 0.1  # instead of VALUE_WEIGHT, if values look like codes
WHOLE = 4.0  # the values of a column weigh as much as this many tests of its missing cells
SIGNIFICANT = 0.05  # p-value up to which a change is described
CERTAIN = 1e-4  # p-value up to which the rows of one value are left out of the size of all other changes
FULL = 1e15  # size from which whole numbers are written with an exponent
QUARTILES = np.array([0.25, 0.5, 0.75])


@dataclass(frozen=True, slots=True)
class Values:
    """What was measured in the finite numbers of both files.

    Attributes
    ----------
    hypotheses : tuple of Hypothesis
        Distribution and range, then repeated values and decimals if they can be tested.
    descriptions : tuple of mapping
        Of the baseline's and of the drift file's numbers, with the same names.
    notes, remarks : tuple of str
    factor : Factor or None
    code_p_value : float or None
        See `ColumnEvidence`.
    """

    hypotheses: tuple[Hypothesis, ...] = ()
    descriptions: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    factor: Factor | None = None
    code_p_value: float | None = None


def compare_values(pooled: Pooled, rng: np.random.Generator) -> Values:
    """Test and measure the numbers of both files.

    Parameters
    ----------
    pooled : Pooled
        The numbers of both files.
    rng : numpy.random.Generator
        For the Monte Carlo p-values.

    Examples
    --------
    >>> before, after = np.arange(300.0), np.append(np.arange(0.0, 300.0, 3.0), [-999.0] * 5)
    >>> values = compare_values(Pooled.of(before, after), np.random.default_rng(0))
    >>> values.remarks
    ('-999 in 4.76% of values (5 rows; baseline: 0) looks like a code for a missing value',)
    """
    coded = codes(pooled)
    repeated = None if pooled.constant else most_changed(pooled, coded if coded.any() else None)
    ordinary = _without(pooled, repeated)
    hypotheses = list(_rank_hypotheses(pooled, ordinary, rng))
    value_weight = CODE_WEIGHT if coded.any() else VALUE_WEIGHT
    hypotheses += [repeated.hypothesis(WHOLE * value_weight)] if repeated else []
    hypotheses += same_decimals(ordinary, WHOLE * DECIMALS_WEIGHT)
    changed = min((p for one in hypotheses for p in one.p_values), default=1.0) <= SIGNIFICANT
    remarks, notes = code_sentences(pooled, coded)
    factor = factor_of(ordinary) if changed else None
    return Values(
        hypotheses=tuple(hypotheses),
        descriptions=_descriptions(pooled, repeated, changed=changed),
        notes=notes,
        remarks=() if factor else remarks,  # values in another unit are no codes
        factor=factor,
        code_p_value=_of_new_code(repeated) if coded.any() and not factor else None,
    )


def _rank_hypotheses(pooled: Pooled, ordinary: Pooled, rng: np.random.Generator) -> tuple[Hypothesis, ...]:
    """Return the hypotheses of distribution and range: tests of all rows, sizes of the ordinary ones."""
    *sizes, outside = effects_of(ordinary)
    far = far_outside(ordinary)
    outside = replace(outside, notes=_range_notes(pooled))
    tests = tests_of(pooled, rng)
    if not tests:
        return (Hypothesis((), (*sizes, outside, far)),)
    *distribution, beyond = tests
    weight = sum(WEIGHTS[test.name] for test in distribution)
    smallest = min(test.p_value / WEIGHTS[test.name] for test in distribution)
    combined = min(1.0, weight * smallest)
    return (
        Hypothesis(tuple(distribution), tuple(sizes), combined, WHOLE * weight),
        Hypothesis((beyond,), (outside, far), weight=WHOLE * WEIGHTS[beyond.name]),
    )


def _of_new_code(repeated: RepeatedValue | None) -> float | None:
    """Return the p-value of a familiar code that only the drift file has; None without one.

    Zero is none: it is too often a number.
    """
    if repeated is None or repeated.shares[0] or not repeated.value:
        return None
    return repeated.p_value if is_number_code(repeated.value) else None


def _without(pooled: Pooled, repeated: RepeatedValue | None) -> Pooled:
    """Return the numbers without those equal to a value whose share certainly changed, if others are left."""
    if not repeated or not repeated.effect.value or repeated.p_value > CERTAIN:
        return pooled
    value = repeated.value / pooled.unit
    before, after = (numbers[numbers != value] for numbers in (pooled.before, pooled.after))
    return Pooled.of(before * pooled.unit, after * pooled.unit) if len(before) and len(after) else pooled


def _range_notes(pooled: Pooled) -> tuple[str, ...]:
    outside = rows_outside(pooled)
    if not outside:
        return ()
    baseline, drift = (
        f"[{_written(numbers[0] * pooled.unit)}, {_written(numbers[-1] * pooled.unit)}]"
        for numbers in (pooled.before, pooled.after)
    )
    values = "value" if outside == 1 else "values"
    return (f"{outside} {values} outside the baseline range {baseline} (file range {drift})",)


def _written(value: float) -> str:
    """Return an end of a range: whole numbers in full, others with enough digits to tell two ends apart."""
    return f"{value:.0f}" if float(value).is_integer() and abs(value) < FULL else f"{value:.10g}"


def _descriptions(
    pooled: Pooled, repeated: RepeatedValue | None, *, changed: bool
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return mean, quartiles and histogram of both files; if they changed, the shares that a reason names."""
    cuts = edges(pooled)
    bar_edges = (cuts * pooled.unit).tolist()
    zeros = _zeros(pooled) if changed else None
    descriptions: list[dict[str, Any]] = []
    for file, numbers in enumerate((pooled.before, pooled.after)):
        q25, median, q75 = (quantiles(numbers, QUARTILES) * pooled.unit).tolist()
        description = {
            "mean": float(numbers.mean()) * pooled.unit,
            "sd": float(numbers.std()) * pooled.unit,
            "robust_sd": robust_deviation(numbers) * pooled.unit,
            "min": float(numbers[0]) * pooled.unit,
            "q25": q25,
            "median": median,
            "q75": q75,
            "max": float(numbers[-1]) * pooled.unit,
            "decimals": decimal_shares(numbers * pooled.unit),
            "edges": bar_edges,
            "shares": shares(numbers, cuts),
        }
        if zeros:
            description["zeros_at_the_end"] = zeros[file]
        if changed and repeated:
            description |= {"changed_value": repeated.value, "changed_value_share": repeated.shares[file]}
        descriptions.append(description)
    return descriptions[0], descriptions[1]


def _zeros(pooled: Pooled) -> tuple[list[float], list[float]] | None:
    """Return the shares of zeros at the end of both files' numbers; None if not all are whole."""
    before, after = (zero_shares(numbers * pooled.unit) for numbers in (pooled.before, pooled.after))
    return (before, after) if before and after else None
