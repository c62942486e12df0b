"""The needless alarms between first and second halves, as read by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

READINGS = Path(__file__).with_name("readings.json")


class Reading(NamedTuple):
    """A needless alarm as read by hand: the column ("rows" for duplicate rows), and its kind.

    `first`: of the first measurement; otherwise a later version raised it first.
    """

    table: str
    column: str
    kind: str
    first: bool = True


def load() -> list[Reading]:
    """Return the needless alarms that were read in the first measurement and in later ones."""
    loaded = json.loads(READINGS.read_text(encoding="utf-8"))
    return [
        Reading(table, column, kind, group == "first")
        for group, own in loaded.items()
        for table, column, kind in own
    ]
