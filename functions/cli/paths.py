"""Paths of the command line, checked before pathlib drops what distinguishes them.

For pathlib an empty path is the current folder, and `page/` is the file `page`.
"""

import os
from functools import partial
from pathlib import Path

import typer

from common.nearest import nearest


def any_path(text: str) -> Path:
    """Return a path; raises BadParameter if it is empty."""
    if not text:
        raise typer.BadParameter("the path is empty")
    return Path(text)


def file_path(text: str) -> Path:
    """Return the path of a file; raises BadParameter if it is empty or ends as only a folder's does."""
    path = any_path(text)
    if text.endswith(os.sep):
        raise typer.BadParameter(f"{text!r} is a folder; name a file in it")
    return path


def nearest_folder(folder: Path) -> str:
    """Return ", the nearest is 'data'" for a folder that does not exist; "" if none has a similar name."""
    if not folder.parent.is_dir():
        return ""
    names = [other.name for other in folder.parent.iterdir() if other.is_dir()]
    meant = nearest(folder.name, names)
    return f", the nearest is {str(folder.with_name(meant))!r}" if meant else ""


folder_argument = partial(typer.Argument, parser=any_path)
file_argument = partial(typer.Argument, parser=file_path)
file_option = partial(typer.Option, parser=file_path, metavar="<path>")
