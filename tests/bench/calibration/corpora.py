"""Real texts with their embeddings: fetched, embedded once by the default encoder, and cached in a folder."""

from __future__ import annotations

import csv
import hashlib
import itertools
import time
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from calibration import sources
from calibration.packages import UnavailableError
from common import settings
from functions.score.encoder.opening import open_encoder
from functions.score.texts.masking import EVERYWHERE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

SEED = 20261123  # shuffles the rows
SAMPLE = 13_000  # largest number of texts from one corpus; the largest cell needs 7,000
TABLE = "reviews.csv"
# Whole articles come last: they are the longest texts.
SOURCES: dict[str, Callable[[Path], Iterator[sources.Text]]] = {
    "bbc_paragraphs": sources.bbc_paragraphs,
    "brown": sources.brown,
    "fortunes": sources.fortunes,
    "reviews": sources.reviews,
    "bbc_articles": sources.bbc_articles,
}


class Corpus(NamedTuple):
    """Texts in a fixed random order: `embeddings` float32 (rows, d), `documents` the source of each row."""

    name: str
    texts: NDArray[np.str_]
    labels: NDArray[np.str_]
    documents: NDArray[np.str_]
    embeddings: NDArray[np.float32]

    @property
    def fingerprint(self) -> str:
        """A short hash of texts and labels, to tell whether two machines have the same corpus."""
        pairs = "\x00".join(itertools.chain.from_iterable(zip(self.texts, self.labels, strict=True)))
        return hashlib.sha256(pairs.encode()).hexdigest()[:16]


def cache_folder(folder: Path | None) -> Path:
    """Return the folder of corpora, environments and results: `folder`, or one in the user's cache."""
    return (folder or settings.load().cache_dir / "calibration").absolute()


def load(name: str, cache: Path) -> Corpus:
    """Return a corpus, and build it if the cache lacks it. Raises UnavailableError without its package."""
    path = cache / "corpora" / f"{name}.npz"
    if not path.exists():
        _make(name, cache, path)
    with np.load(path) as stored:
        return Corpus(name, *(stored[key] for key in ("texts", "labels", "documents", "embeddings")))


def _make(name: str, cache: Path, path: Path) -> None:
    started = time.perf_counter()
    texts = list(SOURCES[name](cache / "packages"))
    rows = [texts[index] for index in np.random.default_rng(SEED).permutation(len(texts))[:SAMPLE]]
    configured = settings.load()
    encoder = open_encoder(configured.model, engine="onnx", cache_dir=configured.cache_dir)
    embeddings = encoder.encode([EVERYWHERE(row.text) for row in rows])
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial.npz")
    np.savez_compressed(
        partial,
        texts=np.array([row.text for row in rows]),
        labels=np.array([row.label for row in rows]),
        documents=np.array([row.document for row in rows]),
        embeddings=embeddings,
    )
    partial.replace(path)
    print(f"{name}: {len(rows)} texts in {time.perf_counter() - started:.0f} s", flush=True)


def review_table(cache: Path) -> Path:
    """Return the drug reviews as a CSV file of mixed columns, and write it if the cache lacks it."""
    path = cache / "corpora" / TABLE
    if not path.exists():
        records = sources.review_records(cache / "packages")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            names = ["drugName", "condition", "review", "rating", "date", "usefulCount"]
            writer = csv.DictWriter(file, names, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(records)
    return path


def make_all(cache: Path) -> None:
    """Build every corpus that this machine can fetch, and print which it cannot."""
    review_table(cache)
    for name in SOURCES:
        try:
            load(name, cache)
        except UnavailableError as reason:
            print(f"skipped: {name}: {reason}", flush=True)
