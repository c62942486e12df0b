"""The machine in words, and the versions that the numbers belong to."""

from __future__ import annotations

import importlib.metadata
import platform
import subprocess
import sys
from pathlib import Path

from functions.score.encoder.cpu_quota import available_cores

LIBRARIES = ("numpy", "scipy", "pandas", "onnxruntime")
PROCESSORS = Path("/proc/cpuinfo")


def in_words() -> str:
    """Return processor, cores and system; nothing that names the machine."""
    return f"{_processor()}, {available_cores()} cores, {platform.system()} {platform.machine()}"


def _processor() -> str:
    if PROCESSORS.exists():
        for line in PROCESSORS.read_text(encoding="utf-8").splitlines():
            name, _, value = line.partition(":")
            if name.strip() == "model name":
                return value.strip()
    return platform.processor() or "a processor without a name"


def versions() -> dict[str, str]:
    """Return the versions of Python and of what the statistics are computed with."""
    found = {"python": sys.version.split(maxsplit=1)[0]}
    return found | {name: importlib.metadata.version(name) for name in LIBRARIES}


def commit() -> str:
    """Return the checkout's commit, and whether it has been changed since."""
    git = ["git", "-C", str(Path(__file__).parent)]
    done = subprocess.run(
        [*git, "describe", "--always", "--dirty"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or "no checkout"
