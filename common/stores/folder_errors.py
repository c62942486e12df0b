"""Errors of the file system as those of a store."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from common.errors import ObjectGone, StoreRefused, StoreUnavailable


@contextmanager
def translated(key: str) -> Iterator[None]:
    """Translate the errors of the file system to those of a store."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
        raise ObjectGone(key) from error
    except PermissionError as error:
        raise StoreRefused(f"no permission for {key!r}") from error
    except OSError as error:
        refused = error.errno == errno.ENAMETOOLONG  # the whole path: trying again does not help
        raise (StoreRefused if refused else StoreUnavailable)(
            f"{key!r}: {error.strerror or error}"
        ) from error


def refuse(root: Path, error: OSError) -> None:
    """Raise the store's error for a folder that cannot be listed, unless it has just been removed."""
    if not isinstance(error, FileNotFoundError | NotADirectoryError):
        with translated(Path(error.filename).relative_to(root).as_posix()):
            raise error
