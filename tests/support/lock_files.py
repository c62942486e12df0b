"""The lock files of infra/locks, for tests."""

import re
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

FOLDER = Path(__file__).parents[2] / "infra/locks"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
ENTRY = re.compile(r"(?P<requirement>[\w.-]+==[^\\]+)(?P<hashes>( \\\n    --hash=sha256:[0-9a-f]{64})+)\n")


def locked(name):
    """Return the versions that a lock file installs here, by the packages' canonical names."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    requirements = [Requirement(entry["requirement"]) for entry in ENTRY.finditer(text)]
    return {
        canonicalize_name(one.name): str(one.specifier).removeprefix("==")
        for one in requirements
        if one.marker is None or one.marker.evaluate()
    }
