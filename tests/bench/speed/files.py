"""Files of short texts, as many as are asked for, no text twice: halves of the Brown corpus's sentences."""

from __future__ import annotations

import csv
import functools
import io
from typing import TYPE_CHECKING

import numpy as np
from calibration import corpora

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CORPUS = "brown"
# What another topic's rows are taken from, where a drift file is to drift.
OTHER = "bbc_paragraphs"
SHORT = 64  # characters, about 15 tokens: a title, a query, the first line of a message
SEED = 20261126
# Files of different parts are drawn apart from each other.
BASELINE, DRIFT, MANY = 0, 3, 1_000
APART = 50  # parts from one pair's baseline to the next one's


@functools.cache
def halves(name: str, cache: Path) -> tuple[list[str], list[str]]:
    """Return the first and the second halves of a corpus's short texts."""
    texts = [text[:SHORT] for text in corpora.load(name, cache).texts.tolist()]
    return [text[: len(text) // 2] for text in texts], [text[len(text) // 2 :] for text in texts]


def texts(rows: int, cache: Path, *, part: int, new: float = 0.0) -> Iterator[str]:
    """Yield texts, each the halves of two sentences.

    Parameters
    ----------
    part : texts of different parts are drawn apart from each other.
    new : share of rows that another corpus's texts stand in.
    """
    random = np.random.default_rng([SEED, part])
    sources = [halves(CORPUS, cache), halves(OTHER, cache)]
    replaced = random.random(rows) < new
    for other in replaced.tolist():
        first, second = sources[other]
        begin, end = random.integers(len(first), size=2)
        yield first[begin] + second[end]


def write(path: Path, rows: int, cache: Path, *, part: int, new: float = 0.0) -> Path:
    """Write a CSV file of an id and a text column; parameters as of `texts`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text"])
        for row, text in enumerate(texts(rows, cache, part=part, new=new)):
            writer.writerow([f"{part}-{row}", text])
    return path


def content(rows: int, cache: Path, *, part: int) -> bytes:
    """Return what `write` would write, to be put into a store."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["id", "text"])
    writer.writerows([f"{part}-{row}", text] for row, text in enumerate(texts(rows, cache, part=part)))
    return file.getvalue().encode()
