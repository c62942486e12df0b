"""Files with any number of distinct short texts, made of halves of sentences from the Brown corpus."""

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
# The source of another topic's rows, for drift files with drift.
OTHER = "bbc_paragraphs"
SHORT = 64  # characters, about 15 tokens: a title, a query, the first line of a message
SEED = 20261126
# Files of different parts are drawn independently.
BASELINE, DRIFT, MANY = 0, 3, 1_000
APART = 50  # parts between the baselines of two pairs


@functools.cache
def halves(name: str, cache: Path) -> tuple[list[str], list[str]]:
    """Return the first and the second halves of a corpus's short texts."""
    texts = [text[:SHORT] for text in corpora.load(name, cache).texts.tolist()]
    return [text[: len(text) // 2] for text in texts], [text[len(text) // 2 :] for text in texts]


def texts(rows: int, cache: Path, *, part: int, new: float = 0.0) -> Iterator[str]:
    """Yield texts, each made of the halves of two sentences.

    Parameters
    ----------
    part : texts of different parts are drawn independently.
    new : share of rows with texts of another corpus.
    """
    random = np.random.default_rng([SEED, part])
    sources = [halves(CORPUS, cache), halves(OTHER, cache)]
    replaced = random.random(rows) < new
    for other in replaced.tolist():
        first, second = sources[other]
        begin, end = random.integers(len(first), size=2)
        yield first[begin] + second[end]


def write(path: Path, rows: int, cache: Path, *, part: int, new: float = 0.0) -> Path:
    """Write a CSV file with an id and a text column; parameters as in `texts`."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["id", "text"])
        for row, text in enumerate(texts(rows, cache, part=part, new=new)):
            writer.writerow([f"{part}-{row}", text])
    return path


def content(rows: int, cache: Path, *, part: int) -> bytes:
    """Return the content that `write` would write, for a store."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(["id", "text"])
    writer.writerows([f"{part}-{row}", text] for row, text in enumerate(texts(rows, cache, part=part)))
    return file.getvalue().encode()
