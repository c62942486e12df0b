"""A file that a command writes at its end: checked at its start; complete, or not written at all."""

import os
import tempfile
from pathlib import Path

from common import complete_file
from common.errors import SetupError

# The folders whose entries are the open files of this process; /dev/stdout is a link to one of them.
DESCRIPTORS = (Path("/dev/fd"), Path("/proc/self/fd"))
MOST_LINKS = 40  # as many as Linux follows


class OutputFile:
    """The file that an option names.

    Parameters
    ----------
    option : the option, for messages.
    path : an existing file is replaced; a link, a device, a pipe or an open file, such as /dev/stdout, is
        written through.

    Raises SetupError if nothing can be written there.
    """

    def __init__(self, option: str, path: Path) -> None:
        self._option = option
        self._path = path
        self._descriptor = _descriptor(path)
        self._target = Path(os.path.realpath(path))
        self._check()

    def check_differs(self, other: Path, name: str) -> None:
        """Raise SetupError if `other`, which has a use of its own, is the same file."""
        if other == self._path or (other.exists() and self._path.exists() and other.samefile(self._path)):
            raise self._refusal(f"is {name}; choose another file")

    def write(self, data: bytes) -> None:
        """Write all of it, or raise SetupError and leave the old file as it is."""
        if self._is_special():
            self._write_through(data)
            return
        try:
            complete_file.write(self._path, data)
        except OSError as error:
            raise self._refusal(f"cannot be written: {error.strerror}") from error

    def _write_through(self, data: bytes) -> None:
        """Write to an open file at its current position, or to a device or a pipe."""
        try:
            opened = self._path if self._descriptor is None else os.dup(self._descriptor)
            with open(opened, "wb") as stream:  # noqa: PTH123 - a descriptor is no path
                stream.write(data)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise self._refusal(f"cannot be written: {error.strerror}") from error

    def _check(self) -> None:
        if str(self._path) == "-":
            raise self._refusal("only a file can be written; name one")
        try:
            if self._path.is_dir():
                raise self._refusal("is a folder; name a file in it")
            if self._path.exists() and not os.access(self._path, os.W_OK):
                raise self._refusal("cannot be written: Permission denied")
            if self._is_special():
                return
            folder = (self._target if self._path.is_symlink() else self._path).parent
            if not folder.is_dir():
                missing = "is not a folder" if folder.exists() else "does not exist"
                raise self._refusal(f"the folder {str(folder)!r} {missing}")
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            raise self._refusal(f"cannot be written: {error.strerror}") from error

    def _is_special(self) -> bool:
        """Tell whether the path is an open file, a device or a pipe, which no file may replace."""
        return self._descriptor is not None or complete_file.is_special(self._path)

    def _refusal(self, reason: str) -> SetupError:
        return SetupError(f"{self._option} {str(self._path)!r}: {reason}")


def _descriptor(path: Path) -> int | None:
    """Return the number of the open file of this process that a path names, such as 1 for /dev/stdout."""
    folders = {folder.resolve() for folder in DESCRIPTORS}
    for _ in range(MOST_LINKS):
        if path.name.isdecimal() and path.parent.resolve() in folders:
            return int(path.name)
        if not os.path.islink(path):  # noqa: PTH114 - Path.is_symlink raises if the name is too long
            return None
        path = path.parent / path.readlink()
    return None
