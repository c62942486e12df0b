"""Writes a file as a whole: its readers see the old contents or the new, never a part."""

import os
import secrets
from pathlib import Path


def write(path: Path, data: bytes) -> None:
    """Write all of `data` into a new file beside `path`, which is then renamed.

    A file that is replaced keeps its permissions; a link, a device or a pipe is written through.
    """
    if is_special(path):
        path.write_bytes(data)
        return
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".driftline-{secrets.token_hex(8)}")
    try:
        with beside.open("xb") as stream:
            stream.write(data)
        if target.exists():
            beside.chmod(target.stat().st_mode)
        beside.replace(target)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error  # not the name of the file beside it
    finally:
        beside.unlink(missing_ok=True)


def is_special(path: Path) -> bool:
    """Tell whether a path is a device, a pipe or a folder, which no file may replace."""
    return path.exists() and not path.is_file()
