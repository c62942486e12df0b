"""Files of short texts: sentences of the Brown corpus, and as many rows as are asked for."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
from calibration import corpora

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CORPUS = "brown"
# What another topic's rows are taken from, where a drift file is to drift.
OTHER = "bbc_paragraphs"
SHORT = 120  # characters: what a sentence or a product review's first line has
SEED = 20261126


def sentences(name: str, cache: Path) -> list[str]:
    """Return a corpus's texts, cut to a short text's length."""
    return [text[:SHORT] for text in corpora.load(name, cache).texts.tolist()]


def write(path: Path, rows: int, cache: Path, *, part: int, new: float = 0.0) -> Path:
    """Write a CSV file of an id and a text column.

    Beyond the sentences that there are, a text is the first half of one and the second half of another, so
    that no text stands twice.

    Parameters
    ----------
    part : files of different parts share no text, as far as there are sentences enough.
    new : share of rows that another corpus's texts stand in.
    """
    usual, other = sentences(CORPUS, cache), sentences(OTHER, cache)
    random = np.random.default_rng([SEED, part])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text"])
        for row, text in enumerate(_texts(usual, rows, part)):
            replaced = random.random() < new
            writer.writerow([f"{part}-{row}", other[row % len(other)] if replaced else text])
    return path


def _texts(usual: list[str], rows: int, part: int) -> Iterator[str]:
    start = part * 2000
    for row in range(rows):
        if row < len(usual) - start:
            yield usual[start + row]
        else:
            first, second = row % len(usual), (row // len(usual) * 4813 + row * 7) % len(usual)
            yield usual[first][: SHORT // 2] + usual[second][SHORT // 2 :]
