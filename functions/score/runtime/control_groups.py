"""The control groups of this process: where a container's limits are."""

from __future__ import annotations

from pathlib import Path

MOUNT = Path("/sys/fs/cgroup")
MEMBERSHIP = Path("/proc/self/cgroup")


def folders(controller: str, mount: Path = MOUNT, membership: Path = MEMBERSHIP) -> list[Path]:
    """Return the folders of the groups that limit this process; the limits of all of them apply.

    Parameters
    ----------
    controller : such as "cpu" or "memory".
    mount : mount point of the control groups, version 1 or 2.
    membership : the file that lists this process's groups.
    """
    groups = []
    for line in lines(membership):
        _, controllers, group = line.split(":", 2)
        if not controllers:
            hierarchy = mount
        elif controller in controllers.split(","):
            hierarchy = mount / controllers if (mount / controllers).is_dir() else mount / controller
        else:
            continue
        inside = hierarchy / group.lstrip("/")
        # Limits of all ancestors apply too. Inside a container, its own group is the mount point itself.
        groups += [folder for folder in (inside, *inside.parents) if folder.is_relative_to(hierarchy)]
    return groups


def lines(path: Path) -> list[str]:
    """Return the lines of one of the system's files; none if it does not exist."""
    try:
        return path.read_text(encoding="ascii").splitlines()
    except OSError:
        return []
