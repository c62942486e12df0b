"""The kinds decided on 500 real columns, and the share of a hand-labelled hundred that is right."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from calibration.draws import generator

from field import tables
from functions.score import batch

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LABELS = Path(__file__).with_name("labels.json")
COLUMNS, LABELLED = 500, 100
FROM_ONE_TABLE = 4  # at most: a wide table of like columns counts little
MOST_ROWS = 5000
VALUES = 8  # shown of each column


class Column(NamedTuple):
    """A column of a real table; `place` counts the header's cells from 0, because names may repeat."""

    table: str
    place: int

    @property
    def id(self) -> str:
        return f"{self.table}#{self.place}"


def drawn(cache: Path) -> list[Column]:
    """Return the 500 columns in the order of drawing; the first 100 are labelled."""
    columns = []
    for name in tables.all_large_enough(cache):
        width = len(tables.load(name, cache).header)
        places = generator("field", "kinds", name).permutation(width)[:FROM_ONE_TABLE]
        columns += [Column(name, int(place)) for place in places]
    order = generator("field", "kinds").permutation(len(columns))[:COLUMNS]
    return [columns[number] for number in order]


def decided(columns: Iterable[Column], cache: Path) -> dict[str, dict[str, Any]]:
    """Return what is decided of each column, why, its name and some values, by the column's id."""
    by_table: dict[str, list[Column]] = {}
    for column in columns:
        by_table.setdefault(column.table, []).append(column)
    return {
        column.id: result
        for name, own in by_table.items()
        for column, result in zip(own, _decide(tables.load(name, cache), own), strict=True)
    }


def _decide(table: tables.Table, columns: list[Column]) -> list[dict[str, Any]]:
    content = table.content(range(min(len(table.rows), MOST_ROWS)))
    baseline = batch.read("baseline.csv", io.BytesIO(content), batch.Limits())
    kinds = batch.decided_kinds(baseline)
    return [
        {
            "name": table.header[column.place],
            "kind": kinds[baseline.columns[column.place]].kind,
            "kind_because": kinds[baseline.columns[column.place]].because,
            "values": list(dict.fromkeys(row[column.place][:30] for row in table.rows))[:VALUES],
        }
        for column in columns
    ]


def labels() -> dict[str, list[dict[str, Any]]]:
    """Return the hand-labelled columns: the first hundred, and the hundred that was held back.

    Of each: the right kinds, the best first; why; and `before`, what commit 8e56901 decided.
    """
    loaded: dict[str, list[dict[str, Any]]] = json.loads(LABELS.read_text(encoding="utf-8"))
    return loaded


def right(label: Mapping[str, Any], kind: str) -> bool:
    """Tell whether a kind is one of a label's right kinds."""
    return kind in label["right"]


def measure(cache: Path) -> dict[str, dict[str, Any]]:
    """Return what the present code decides of the 500 columns."""
    return decided(drawn(cache), cache)
