"""Reads from `docker-compose.yml` what a native run needs: commands, environments and mounts."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from common.errors import SetupError

# $$, ${NAME}, ${NAME:-default} and ${NAME:?message}, as the compose specification writes them.
VARIABLE = re.compile(r"\$(?:(?P<dollar>\$)|\{(?P<name>\w+)(?:(?P<how>:?[-?])(?P<rest>[^}]*))?\})")


@dataclass(frozen=True)
class Mount:
    """One line of a service's `volumes`: a named volume, or a path that starts with a dot."""

    source: str
    target: str

    @property
    def named(self) -> bool:
        """Whether this is a named volume, not a file of the checkout."""
        return not self.source.startswith((".", "/"))


@dataclass(frozen=True)
class Service:
    """One service, with its variables filled in."""

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    mounts: tuple[Mount, ...]


def read(path: Path, environment: Mapping[str, str]) -> dict[str, Service]:
    """Return the services of a compose file, by name.

    Parameters
    ----------
    path : the compose file.
    environment : the values of ${NAME}; the process's own environment is not read.

    Raises SetupError with the name of a variable that has neither value nor default.
    """
    import yaml

    document = _filled(yaml.safe_load(path.read_text(encoding="utf-8")), environment)
    return {
        name: Service(
            name=name,
            command=tuple(service.get("command", ())),
            environment={key: str(value) for key, value in service.get("environment", {}).items()},
            mounts=tuple(Mount(*line.split(":")[:2]) for line in service.get("volumes", ())),
        )
        for name, service in document["services"].items()
    }


def interpolate(text: str, environment: Mapping[str, str]) -> str:
    """Fill the variables of one string.

    Raises SetupError with the name of a variable that has neither value nor default.
    """

    def value(match: re.Match[str]) -> str:
        name, how, rest = match["name"], match["how"] or "", match["rest"] or ""
        if match["dollar"]:
            return "$"
        given = environment.get(name)
        # With a colon, an empty value is no value.
        if given is not None and (given or not how.startswith(":")):
            return given
        if how.endswith("-"):
            return rest
        raise SetupError(f"docker-compose.yml needs {name}: {rest or 'it has no default'}")

    return VARIABLE.sub(value, text)


def _filled(node: Any, environment: Mapping[str, str]) -> Any:
    match node:
        case str():
            return interpolate(node, environment)
        case dict():
            return {key: _filled(value, environment) for key, value in node.items()}
        case list():
            return [_filled(value, environment) for value in node]
        case _:
            return node
