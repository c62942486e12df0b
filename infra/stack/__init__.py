"""The compose file's servers as plain processes, for development and for tests on real servers.

Environment, command, definitions and notification rules come from `docker-compose.yml` and the files that it
mounts; only host names and container folders are replaced, by loopback ports and real folders.
"""

from infra.stack.programs import MissingProgram
from infra.stack.stack import Stack

__all__ = ["MissingProgram", "Stack"]
