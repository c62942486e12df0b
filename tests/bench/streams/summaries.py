"""The figures that rules by limits watch: some numbers for each column of a batch."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pandas.api.types import is_bool_dtype, is_numeric_dtype

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MOST_LEVELS = 50  # of a column that counts as a category
BINS = 10


def deequ_like(rows: pd.DataFrame) -> dict[str, float]:
    """Return what users of Deequ usually keep: size, completeness, mean, spread and extremes."""
    figures = {"rows": float(len(rows))}
    for name, values in rows.items():
        figures[f"{name}: completeness"] = float(values.notna().mean())
        figures[f"{name}: distinct"] = float(values.nunique())
        if _is_number(values):
            numbers = _numbers(values)
            named = {"mean": np.mean, "sd": np.std, "minimum": np.min, "maximum": np.max}
            figures |= {f"{name}: {one}": float(of(numbers)) for one, of in named.items() if len(numbers)}
        else:
            lengths = values.dropna().astype(str).str.len()
            figures |= {f"{name}: mean length": float(lengths.mean())} if len(lengths) else {}
    return figures


class NannyLike:
    """NannyML's figures of a chunk: distance to the reference, mean, spread, missing and unseen cells."""

    def __init__(self, reference: pd.DataFrame) -> None:
        self._edges = {
            name: np.unique(np.quantile(_numbers(values), np.linspace(0, 1, BINS + 1)[1:-1]))
            for name, values in reference.items()
            if _is_number(values) and values.notna().any()
        }
        self._shares = {name: self._histogram(name, reference[name]) for name in _watched(reference)}

    def __call__(self, rows: pd.DataFrame) -> dict[str, float]:
        """Return the figures of a chunk."""
        figures = {}
        for name, before in self._shares.items():
            values = rows[name]
            figures[f"{name}: missing"] = float(values.isna().mean())
            after = self._histogram(name, values)
            figures[f"{name}: Jensen-Shannon"] = jensen_shannon(before, after)
            if name in self._edges:
                numbers = _numbers(values)
                figures |= (
                    {f"{name}: mean": numbers.mean(), f"{name}: sd": numbers.std()} if len(numbers) else {}
                )
            else:
                figures[f"{name}: unseen"] = sum(
                    share for level, share in after.items() if level not in before
                )
        return figures

    def _histogram(self, name: str, values: pd.Series) -> dict[object, float]:
        kept = values.dropna()
        if name in self._edges:
            kept = pd.Series(np.searchsorted(self._edges[name], _numbers(values)))
        return dict(kept.value_counts(normalize=True).items())


def jensen_shannon(before: Mapping[object, float], after: Mapping[object, float]) -> float:
    """Return the Jensen-Shannon distance, base 2, in [0, 1], of two tables of shares.

    >>> jensen_shannon({"a": 1.0}, {"a": 1.0}), jensen_shannon({"a": 1.0}, {"b": 1.0})
    (0.0, 1.0)
    """
    divergence = 0.0
    for level in {**before, **after}:
        p, q = before.get(level, 0.0), after.get(level, 0.0)
        middle = (p + q) / 2
        divergence += sum(share * np.log2(share / middle) / 2 for share in (p, q) if share)
    return float(np.sqrt(max(0.0, divergence)))


def _watched(rows: pd.DataFrame) -> Iterator[str]:
    for name, values in rows.items():
        if _is_number(values) or values.nunique() <= MOST_LEVELS:
            yield str(name)


def _is_number(values: pd.Series) -> bool:
    return is_numeric_dtype(values) and not is_bool_dtype(values)


def _numbers(values: pd.Series) -> np.ndarray:
    return values.dropna().to_numpy(dtype=float)
