"""Pairs of columns that no longer go together as they did."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import special

from functions.score.statistics.evidence import CORRELATION, ColumnEvidence, Effect, Test
from functions.score.statistics.hypothesis import Hypothesis, column_evidence
from functions.score.statistics.p_value import bounded
from functions.score.statistics.rows.chance import beyond_chance
from functions.score.statistics.rows.columns import CategoryColumn, NumberColumn
from functions.score.statistics.rows.correlations import Correlations
from functions.score.statistics.rows.features import SPREAD, Features

NAME, KIND = "dependence", "rows"
SMALLEST_ERROR = 1e-9  # of a correlation that is 1 in both files
CELLS = 6  # of a drawn column of numbers, each with as many rows


def compare(columns: Sequence[NumberColumn | CategoryColumn]) -> ColumnEvidence:
    """Test whether any pair of columns has another rank correlation than in the baseline.

    Every file's numbers are ranked among themselves, so a shift of a column, another scale and another order
    of the rows change nothing. Each pair is compared over the rows that have both values. Categories take
    part by their levels, such as "cut = Ideal". The pair with the largest change in units of its standard
    error counts, with Bonferroni's correction over all pairs.

    Parameters
    ----------
    columns : sequence of NumberColumn or CategoryColumn
        Their cells in the files' rows, in the same order for all columns of a file.

    Returns
    -------
    ColumnEvidence
        Its effect is the change of that pair's correlation beyond chance, in [0, 2]. Its summaries give the
        pair, and for each file its correlation and the shares of the rows in cells of equal ranks.

    Examples
    --------
    >>> rng = np.random.default_rng(0)
    >>> carat = rng.normal(size=(2, 500))
    >>> price = np.array([carat[0] + rng.normal(size=500), rng.normal(size=500)])
    >>> pair = compare([NumberColumn("carat", *carat), NumberColumn("price", *price)])
    >>> round(pair.before["correlation"], 2), round(pair.after["correlation"], 2), pair.p_value < 0.001
    (0.69, 0.09, True)
    """
    features = Features.from_columns(columns)
    before, after = Correlations.of(features.before), Correlations.of(features.after)
    changes = np.where(features.pairs(), _changes(before, after), np.nan)
    tested = int(np.count_nonzero(np.isfinite(changes)))
    if not tested:
        return column_evidence(
            NAME, KIND, (), ({}, {}), not_tested="no two columns have enough values in common"
        )
    first, second = divmod(int(np.nanargmax(changes)), len(features.of))
    change = float(changes[first, second])
    freedom = min(file.rows[first, second] for file in (before, after)) - 2.0
    p_value = bounded(2.0 * tested * float(special.stdtr(freedom, -change)))
    values = float(before.values[first, second]), float(after.values[first, second])
    test = Test("largest change of a rank correlation", change, p_value)
    effect = Effect(CORRELATION, beyond_chance(abs(values[1] - values[0]), change, tested))
    summaries = [
        _summary(features, file, (first, second), value)
        for file, value in zip((features.before, features.after), values, strict=True)
    ]
    return column_evidence(NAME, KIND, (Hypothesis((test,), (effect,)),), (summaries[0], summaries[1]))


def _changes(before: Correlations, after: Correlations) -> NDArray[np.float64]:
    """Return the change of each correlation in units of its standard error.

    The error is the larger one of two: from each file's own variance, and from that of both files together,
    because a small file may have none of the few rows that make up the variance.
    """
    rows = np.maximum(before.rows, 1.0), np.maximum(after.rows, 1.0)
    own = before.variances / rows[0] + after.variances / rows[1]
    pooled = (rows[0] * before.variances + rows[1] * after.variances) / (rows[0] + rows[1])
    errors = np.sqrt(np.maximum(own, pooled * (1.0 / rows[0] + 1.0 / rows[1])))
    changes: NDArray[np.float64] = np.abs(after.values - before.values) / np.maximum(errors, SMALLEST_ERROR)
    return changes


def _summary(
    features: Features, cells: NDArray[np.float64], pair: tuple[int, int], correlation: float
) -> dict[str, object]:
    """Return a file's correlation, and the shares of its rows in the cells of the pair."""
    both = cells[np.isfinite(cells[:, pair]).all(axis=1)][:, pair]
    named = [features.of[place] for place in pair]
    counts = [2 if feature.level is not None else CELLS for feature in named]
    places = [
        both[:, side].astype(np.intp)
        if feature.level is not None
        else np.minimum((both[:, side] / SPREAD * CELLS).astype(np.intp), CELLS - 1)
        for side, feature in enumerate(named)
    ]
    shares = np.bincount(places[0] * counts[1] + places[1], minlength=counts[0] * counts[1]) / len(both)
    return {
        "columns": [feature.column for feature in named],
        "levels": [feature.level for feature in named],
        "rows": len(both),
        "correlation": round(correlation, 6),
        "shares": shares.reshape(counts).round(6).tolist(),
    }
