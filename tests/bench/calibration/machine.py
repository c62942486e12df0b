"""A description of the machine, and the versions that produced the numbers."""

from __future__ import annotations

import importlib.metadata
import platform
import subprocess
import sys
from pathlib import Path

from functions.score.encoder.cpu_quota import available_cores
from functions.score.encoder.processor import first_core

LIBRARIES = ("numpy", "scipy", "pandas", "onnxruntime")


def in_words() -> str:
    """Return processor, cores and system, without the machine's name."""
    return f"{_processor()}, {available_cores()} cores, {platform.system()} {platform.machine()}"


def _processor() -> str:
    return first_core().get("model name") or platform.processor() or "unknown processor"


def versions() -> dict[str, str]:
    """Return the versions of Python and of the libraries behind the statistics."""
    python = {"python": sys.version.split(maxsplit=1)[0]}
    return python | {name: importlib.metadata.version(name) for name in LIBRARIES}


def commit() -> str:
    """Return the checkout's commit, with a mark if its code has changes; pages in docs/ are results."""
    changes = _git("status", "--porcelain", "--untracked-files=no", "--", ":/", ":(top,exclude)docs")
    name = _git("describe", "--always")
    return f"{name}-dirty" if changes else name or "no checkout"


def _git(*words: str) -> str:
    git = ["git", "-C", str(Path(__file__).parent), *words]
    return subprocess.run(git, capture_output=True, text=True, check=False).stdout.strip()
