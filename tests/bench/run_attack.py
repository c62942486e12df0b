"""Make one hostile file of each kind and score it in a fresh process: `make attack`.

Writes docs/attack.md. Ends with 1 if a file takes more than a gibibyte or 30 seconds of a processor, or ends
its process.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from attack.measure import Cost, scored
from attack.page import MOST_MEBIBYTES, MOST_SECONDS, page

PAGE = Path(__file__).parents[2] / "docs" / "attack.md"
# The files are made in processes of their own, so that their memory is not that of the measured ones.
PATHS = {"PYTHONPATH": ":".join(sys.path)}
LIST = """
from attack.files import FILES
for kind, makers in FILES.items():
    for one in makers:
        print(kind, one.__name__)
"""
MAKE = """
import sys
from pathlib import Path
from attack import files
make = getattr(files, sys.argv[1])
name, content = make()
Path(sys.argv[2], name).write_bytes(content)
print(name)
print(make.__doc__)
"""


def _python(program: str, *arguments: str) -> list[str]:
    command = [sys.executable, "-c", program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=PATHS).stdout.splitlines()


def main() -> int:
    """Measure every file and write the page; return the exit code."""
    measured: list[tuple[str, str, str, int, Cost]] = []
    with tempfile.TemporaryDirectory() as folder:
        for line in _python(LIST):
            row, name = line.split()
            file, what = _python(MAKE, name, folder)[:2]
            path = Path(folder, file)
            cost = scored(path, path)
            print(
                f"{row:3} {name:24} {cost.peak:6.0f} MiB {cost.seconds:6.1f} s  {cost.answer[:120]}",
                flush=True,
            )
            measured.append((row, name, what, path.stat().st_size, cost))
            path.unlink()
    PAGE.write_text(page(measured), encoding="utf-8")
    failed = [
        name
        for _, name, _, _, cost in measured
        if (cost.peak > MOST_MEBIBYTES or cost.seconds > MOST_SECONDS or cost.answer.startswith("ended"))
    ]
    print(f"beyond the budget: {', '.join(failed) or 'none'}")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
