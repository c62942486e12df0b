"""Packages of real texts, fetched by their registries' own clients; files are read, never executed."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CLIENTS = {
    "pip": [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"],
    "npm": ["npm", "pack", "--silent"],
    "apt": ["apt-get", "download"],
}


class UnavailableError(Exception):
    """This machine cannot fetch a package; the message says which and why."""


def fetch(client: str, requirement: str, folder: Path) -> Path:
    """Return the one file that `client` downloads for `requirement`; later calls find it in `folder`.

    Raises UnavailableError if the client is missing or fails.
    """
    place = folder / f"{client}-{requirement.replace('/', '-')}"
    if not place.is_dir() or not any(place.iterdir()):
        place.mkdir(parents=True, exist_ok=True)
        try:
            subprocess.run(
                [*CLIENTS[client], requirement], cwd=place, check=True, capture_output=True, text=True
            )
        except FileNotFoundError as error:
            raise UnavailableError(f"{requirement}: {client} is not installed") from error
        except subprocess.CalledProcessError as error:
            raise UnavailableError(
                f"{requirement}: {client} failed: {error.stderr.strip()[-300:]}"
            ) from error
    return next(place.iterdir())


def wheel_files(wheel: Path | io.BytesIO) -> Iterator[tuple[str, bytes]]:
    """Yield each file of a zip archive, sorted by name."""
    with zipfile.ZipFile(wheel) as archive:
        for name in sorted(archive.namelist()):
            yield name, archive.read(name)


def tarball_files(tarball: io.BytesIO) -> Iterator[tuple[str, bytes]]:
    """Yield each regular file of a tar archive, compressed or not, sorted by name."""
    with tarfile.open(fileobj=tarball) as archive:
        for member in sorted(archive.getmembers(), key=lambda member: member.name):
            if member.isfile():
                content = archive.extractfile(member)
                yield member.name, content.read() if content else b""


def debian_files(package: Path) -> Iterator[tuple[str, bytes]]:
    """Yield each regular file that a Debian package would install."""
    unpacked = subprocess.run(["dpkg-deb", "--fsys-tarfile", str(package)], check=True, capture_output=True)
    yield from tarball_files(io.BytesIO(unpacked.stdout))
