"""Refuses files outside of a table's folder, to which a table's metadata may refer."""

import re

from common.errors import BatchError

# An address, an absolute path, or one that leads up.
OUTSIDE = re.compile(r"^[a-z][a-z0-9+.-]*:|^/|(?:^|/)\.\.(?:/|$)", re.IGNORECASE)


def check_inside(name: str, path: str, *, inside: bool = True) -> None:
    """Raise BatchError if `path` leads out of the table's folder, or is known not to be inside.

    Parameters
    ----------
    name : as the table calls the file.
    """
    if not inside or OUTSIDE.search(path):
        raise BatchError("broken_file", f"the table refers to a file outside of its folder: {name!r}")
