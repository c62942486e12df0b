"""User metadata of the objects in a folder: one JSON file for each object that has any."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from common.keys import MAX_PART_BYTES


class FolderMetadata:
    """The metadata files below one folder; a key is the path relative to the bucket."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def read(self, key: str) -> dict[str, str]:
        """Return an object's metadata; empty if it has none, or the file cannot be read.

        What is no text under a name, as a store has it, is left out.
        """
        try:
            read = json.loads(self._path(key).read_bytes())
        except (OSError, ValueError):
            return {}
        found = read.items() if isinstance(read, dict) else ()
        return {name: value for name, value in found if isinstance(value, str)}

    def write(self, key: str, metadata: Mapping[str, str] | None) -> None:
        """Replace an object's metadata; raises OSError."""
        path = self._path(key)
        if metadata:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(dict(metadata)))
        else:
            path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        path = self._root / f"{key}.json"
        if len(path.name.encode()) <= MAX_PART_BYTES:
            return path
        return path.with_name(f"{hashlib.sha256(key.encode()).hexdigest()}.json")
