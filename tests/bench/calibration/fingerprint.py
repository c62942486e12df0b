"""What a cached result depends on: the code that computed it, and the texts that it used."""

from __future__ import annotations

import functools
import hashlib
import importlib.metadata
from pathlib import Path

from calibration.corpora import load, review_table
from calibration.environments import PACKAGES, RIVALS

ROOT = Path(__file__).parents[3]
# From a file's rows to a decision; the corpora contain the encoder's output.
ENGINE = (
    "functions/score/baseline",
    "functions/score/batch",
    "functions/score/comparison",
    "functions/score/policy",
    "functions/score/statistics",
    "functions/score/texts",
)
HARNESS = Path(__file__).parent
# The rows that are drawn, and what is computed from them.
DRAWS = ("changes.py", "draws.py")
TABLES = ("detectable.py", "engine.py", "false_alarms.py", "mixed_table.py", "sizes.py", "table_alarms.py")
LIBRARIES = ("numpy", "scipy", "pandas")


@functools.cache
def of_engine() -> str:
    """Return a hash of Driftline's code, of the tables' code, and of the libraries' versions."""
    files = [path for name in ENGINE for path in _python_files(ROOT / name)]
    versions = [importlib.metadata.version(name) for name in LIBRARIES]
    return _hash([*files, *(HARNESS / name for name in (*DRAWS, *TABLES))], *versions)


@functools.cache
def of_rival(rival: str) -> str:
    """Return a hash of a rival's versions, of the script that calls it, and of the rows that it gets."""
    own = f"run_{PACKAGES[rival]}.py", f"{PACKAGES[rival]}.txt", "jobs.py"
    return _hash([*(RIVALS / name for name in own), *(HARNESS / name for name in (*DRAWS, "mixed_table.py"))])


@functools.cache
def of_corpus(name: str, cache: Path) -> str:
    """Return a hash of a corpus's texts and labels."""
    return load(name, cache).fingerprint


@functools.cache
def of_reviews(cache: Path) -> str:
    """Return a hash of the table of drug reviews."""
    return _hash([review_table(cache)])


def _python_files(path: Path) -> list[Path]:
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def _hash(files: list[Path], *versions: str) -> str:
    digest = hashlib.sha256("\0".join(versions).encode())
    for path in files:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
