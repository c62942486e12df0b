"""Packages that only some formats need."""

from importlib import import_module
from typing import Any

from common.errors import BatchError
from common.install_command import install_command


def required(module: str, extra: str) -> Any:
    """Return a module of an optional package, which an extra of Driftline installs.

    Raises BatchError("missing_package"), with the command that installs it, if it is not there.
    """
    try:
        return import_module(module)
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        message = (
            f"{extra.capitalize()} files need the Python package {module.replace('_', '-')!r}, which is not "
            f"installed: {install_command(extra)}"
        )
        raise BatchError("missing_package", message) from error
