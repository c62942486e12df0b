"""Driftline as a program: `driftline`, or `python -m driftline`.

`common` and `functions` are plain names, so another package may hide one of ours. The name of this module is
unique, so it can still be imported and report that.
"""

import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

PACKAGES = ("common", "functions")


def check_packages() -> None:
    """Raise ImportError, naming its path, if another package or module hides one of Driftline's."""
    for name in PACKAGES:
        places = _places(name)
        ours = Path(__file__).resolve().with_name(name)
        if places and ours not in (Path(place).resolve() for place in places):
            raise ImportError(
                f"{places[0]!r} hides Driftline's own package {name!r} ({str(ours)!r}): rename it, or remove "
                f"{str(Path(places[0]).parent)!r} from Python's path (PYTHONPATH, or the current folder)"
            )


def main() -> NoReturn:
    """Run the command line."""
    try:
        check_packages()
    except ImportError as error:
        sys.stderr.write(f"driftline: {error}\n")
        sys.exit(2)
    from functions.cli import main as run

    run()


def _places(name: str) -> list[str]:
    """Return the folders of a package, or the file of a module; empty if Python finds neither."""
    try:
        spec = find_spec(name)
    except ValueError:  # a module made by hand, without a specification
        return [f"sys.modules[{name!r}]"]
    if spec is None:
        return []
    return list(spec.submodule_search_locations or ()) or ([spec.origin] if spec.origin else [])


if __name__ == "__main__":
    main()
