"""Splits columns of coordinates, such as "52.52, 13.41", into a column of latitudes and one of longitudes."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

NEARLY_ALL = 0.95  # of the present cells
SAMPLE_CELLS = 200  # evenly spaced cells that are looked at first
MOST_LATITUDE, MOST_LONGITUDE = 90.0, 180.0
DEGREES = r"([-+]?\d{1,3}\.\d+)"  # decimals are needed: 12,5 is a number with a decimal comma
# Both brackets or none: (0.0, 0.5] is an interval.
PAIR = re.compile(rf"(?!\(.*\]|\[.*\))[\[(]?\s*{DEGREES}\s*[,;]\s*{DEGREES}\s*[\])]?")


def split(frame: "pd.DataFrame") -> "pd.DataFrame":
    """Return a frame in which two columns of numbers replace each column of coordinates.

    They are named `place.latitude` and `place.longitude`. A cell without coordinates is missing in both.
    """
    import pandas as pd

    columns: dict[str, pd.Series] = {}
    changed = False
    for name, column in frame.items():
        numbers = _coordinates(column) if isinstance(column.dtype, pd.StringDtype) else None
        names = [f"{name}.latitude", f"{name}.longitude"]
        if numbers is None or not set(names).isdisjoint(frame.columns):
            columns[str(name)] = column
            continue
        changed = True
        columns |= dict(zip(names, (numbers[0], numbers[1]), strict=True))
    return pd.DataFrame(columns, index=frame.index) if changed else frame


def _coordinates(column: "pd.Series") -> "pd.DataFrame | None":
    """Return latitudes and longitudes in columns 0 and 1; None if the column has other values."""
    present = column.dropna()
    sample = present.iloc[:: -(-len(present) // SAMPLE_CELLS) or 1]
    if sample.empty or sum(map(_is_pair, sample)) < NEARLY_ALL * len(sample):
        return None
    numbers = column.str.strip().str.extract(rf"^{PAIR.pattern}$").astype("float64")
    numbers.columns = range(2)
    on_earth = (numbers[0].abs() <= MOST_LATITUDE) & (numbers[1].abs() <= MOST_LONGITUDE)
    return numbers if on_earth.sum() >= NEARLY_ALL * len(present) else None


def _is_pair(cell: str) -> bool:
    return PAIR.fullmatch(cell.strip()) is not None
