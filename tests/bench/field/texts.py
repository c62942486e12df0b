"""The text column of the mixed table: reviews, German sentences, and the embedding of every spelling."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from calibration import corpora
from calibration.draws import generator
from calibration.packages import debian_files, fetch

from common import settings
from functions.score.encoder.opening import open_encoder

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

GERMAN = "fortunes-de"  # from Debian, in the release's version
SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
WORDS = range(5, 41)
TRUNCATED = 20  # characters
ENGLISH_SENTENCES, GERMAN_SENTENCES = 3000, 1000  # a draw needs 900 and 30


class Texts(NamedTuple):
    """The sentences to draw from, and the embedding of every text that a change may write."""

    english: NDArray[np.str_]
    german: NDArray[np.str_]
    embeddings: dict[str, NDArray[np.float32]]


def typographic(text: str) -> str:
    """Return a text with the apostrophe that phones and word processors write."""
    return text.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")


def mojibake(text: str) -> str:
    """Return a text as a program shows it that takes UTF-8 for Windows-1252."""
    return text.encode().decode("cp1252", "replace")


def truncated(text: str) -> str:
    """Return a text as a too narrow database column stores it."""
    return text[:TRUNCATED]


def german_sentences(packages: Path) -> list[str]:
    """Return the sentences of German quotations and jokes, in the package's order, each once."""
    sentences = []
    for name, content in debian_files(fetch("apt", GERMAN, packages)):
        path = PurePosixPath(name)
        if path.parent.name != "de" or path.suffix:
            continue
        for piece in content.decode("utf-8", "replace").split("\n%\n"):
            split = SENTENCE_END.split(" ".join(piece.split()))
            sentences += [one for one in split if len(one.split()) in WORDS]
    return list(dict.fromkeys(sentences))


def load(cache: Path) -> Texts:
    """Return the texts; the first time, embed them: five minutes on one core."""
    path = embeddings_file(cache)
    if not path.exists():
        _make(cache, path)
    with np.load(path) as stored:
        embeddings = dict(zip(stored["texts"].tolist(), stored["embeddings"], strict=True))
        return Texts(stored["english"], stored["german"], embeddings)


def embeddings_file(cache: Path) -> Path:
    """Return the path of the file with `texts` and their `embeddings`."""
    return cache / "field" / "texts.npz"


def _make(cache: Path, path: Path) -> None:
    reviews = corpora.load("reviews", cache).texts[:ENGLISH_SENTENCES]
    english = list(dict.fromkeys(map(typographic, reviews.tolist())))
    german = german_sentences(cache / "packages")
    drawn = generator("field", "german").permutation(len(german))[:GERMAN_SENTENCES]
    german = [german[number] for number in drawn]
    changed = [change(text) for change in (mojibake, truncated, str.lower) for text in english]
    texts = list(dict.fromkeys([*english, *german, *changed]))
    configured = settings.load()
    encoder = open_encoder(configured.model, engine="onnx", cache_dir=configured.cache_dir)
    print(f"embedding {len(texts)} texts", flush=True)
    embeddings = encoder.encode(texts)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial.npz")
    np.savez(partial, english=english, german=german, texts=texts, embeddings=embeddings)
    partial.replace(path)
