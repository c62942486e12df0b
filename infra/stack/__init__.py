"""The compose file's servers as plain processes: for developing, and for tests on real parts.

Environment, command, definitions and notification rules are read from `docker-compose.yml` and the
files it mounts; only container names and container folders become loopback ports and real folders.
"""

from infra.stack.programs import MissingProgram
from infra.stack.stack import Stack

__all__ = ["MissingProgram", "Stack"]
