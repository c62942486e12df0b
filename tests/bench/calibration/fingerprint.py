"""What a kept result depends on: the code that computed it, and the texts it was computed from."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

from calibration.corpora import load

ROOT = Path(__file__).parents[3]
# The comparison, the statistics, the policies, and how texts become rows; the encoder is in the corpora.
ENGINE = (
    "functions/score/comparison.py",
    "functions/score/drift",
    "functions/score/policy",
    "functions/score/table",
)
HARNESS = Path(__file__).parent


@functools.cache
def of_engine() -> str:
    """Return a hash of the code that decides."""
    files = [path for name in ENGINE for path in _python_files(ROOT / name)]
    return _hash(files)


@functools.cache
def of_rivals() -> str:
    """Return a hash of the rivals' versions and of how they are called."""
    return _hash(sorted((HARNESS / "rivals").glob("*.*")))


@functools.cache
def of_corpus(name: str, cache: Path) -> str:
    """Return a hash of a corpus's texts and labels."""
    return load(name, cache).fingerprint


def _python_files(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def _hash(files: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
