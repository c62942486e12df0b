"""Paths that begin with "~", the user's home folder."""

import os
import pwd
from collections.abc import Mapping
from pathlib import Path

from common.errors import SetupError


def expanded(path: Path, environment: Mapping[str, str]) -> Path:
    """Replace a leading "~" by the user's home folder (`Path.expanduser` reads this process's HOME)."""
    if path.parts[:1] != ("~",):
        return path
    home = environment.get("HOME")
    if not home:
        try:
            home = pwd.getpwuid(os.getuid()).pw_dir
        except KeyError:
            raise SetupError("the user has no home folder; set DRIFTLINE_CACHE_DIR") from None
    return Path(home, *path.parts[1:])
