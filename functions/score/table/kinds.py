"""The kind of every column: by the baseline alone, unless its owner says otherwise.

Beyond the rules of batch.kinds: a column of whole numbers that are all different is an identifier where
it counts the rows (1, 2, 3, ...) or is named like one (`id`, `order_no`, `customerKey`).
"""

import re
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, get_args

import numpy as np

from functions.score.batch import Batch, Kind, kind_of
from functions.score.batch.wording import nearest, quoted

if TYPE_CHECKING:
    import pandas as pd

FEWEST_COUNTED = 5  # rows from which 1, 2, 3, ... is taken for a counter rather than for chance
# The last word of a name, be it "user_id", "user id", "userId" or "ID".
IDENTIFIER_NAME = re.compile(
    r"(?:.*[\W_])?(?:id|ids|uid|uuid|guid|key|pk|no|nr|num|number|index|idx|row|serial)|.*[a-z](?:Id|ID|Key|No|Nr)",
    re.DOTALL,
)


def kinds_of(
    baseline: Batch, overrides: Mapping[str, Kind] | None = None, ignored: Collection[str] = ()
) -> dict[str, Kind]:
    """Return the kind of each column that is compared, in the baseline's order.

    Parameters
    ----------
    overrides : columns whose kind is not to be guessed.
    ignored : columns that are left out, whatever else is said of them.

    Raises ValueError where `overrides` or `ignored` name a column that the baseline lacks, or a kind
    that there is not.
    """
    overrides = overrides or {}
    columns = baseline.columns
    known = set(columns)
    for name in (*overrides, *ignored):
        if name not in known:
            raise ValueError(f"no column {quoted(name)} in the baseline{nearest(name, columns)}")
    for name, kind in overrides.items():
        if kind not in get_args(Kind):
            known_kinds = ", ".join(get_args(Kind))
            raise ValueError(f"column {quoted(name)}: no kind {quoted(kind)}; kinds are {known_kinds}")
    holds_any = baseline.frame.notna().any().to_numpy()
    left_out = set(ignored)
    return {
        name: overrides.get(name) or _kind(baseline.frame[name], found)
        for name, found in zip(columns, holds_any.tolist(), strict=True)
        if name not in left_out
    }


def _kind(column: "pd.Series", holds_any: bool) -> Kind:  # noqa: FBT001 - known for all columns at once
    if not holds_any:
        return "empty"
    dtype = column.dtype.kind
    if dtype in "iu":
        return "identifier" if _identifies(column) else "numeric"
    # What batch.kind_of says of these types, without its price, which thousands of columns feel.
    return "numeric" if dtype == "f" else kind_of(column)


def _identifies(column: "pd.Series") -> bool:
    values = column.to_numpy()
    if len(values) < FEWEST_COUNTED:
        return False
    steps = np.diff(values)
    if abs(int(values[-1]) - int(values[0])) == len(values) - 1 and (steps == steps[0]).all():
        return True
    name = str(column.name).strip()
    named = IDENTIFIER_NAME.fullmatch(name) or IDENTIFIER_NAME.fullmatch(name.lower())
    return bool(named) and len(np.unique(values)) == len(values)
