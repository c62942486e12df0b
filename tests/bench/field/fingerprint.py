"""What a cached field measurement depends on: Driftline's code, and the files that draw and measure."""

from __future__ import annotations

import hashlib
from pathlib import Path

from calibration.fingerprint import of_engine

HERE = Path(__file__).parent


def of_measurement(*names: str) -> str:
    """Return a hash of Driftline's code and of these files of this folder."""
    return of_engine() + of_files(*names)


def of_files(*names: str) -> str:
    """Return a hash of these files of this folder, or below its parent."""
    digest = hashlib.sha256()
    for name in names:
        digest.update(name.encode() + b"\0" + (HERE / name).read_bytes() + b"\0")
    return digest.hexdigest()[:16]
