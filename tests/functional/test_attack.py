"""Hostile files of every kind are answered within the budget of memory and processor time.

The sizes are those of a whole process that scores the file against itself. `make attack` writes them down.
"""

import subprocess
import sys

import pytest
from attack import measure, page

# One of each kind; the others are in docs/attack.md.
KINDS = (
    "shared_value", "shared_prefix", "arrow_dictionaries", "lying_rows", "digits", "sparse", "marks",
    "damaged_utf8", "empty_objects", "nested_objects", "avro_objects", "null_rows", "more_text_columns",
    "wide_table",
)  # fmt: skip
# `make attack` allows half of it. Here other tests keep the cores busy, and the same work takes longer.
MOST_SECONDS = 2 * page.MOST_SECONDS
MAKE = """
import sys
from pathlib import Path
from attack import files
name, content = getattr(files, sys.argv[1])()
path = Path(sys.argv[2], name)
path.write_bytes(content)
print(path)
"""


@pytest.mark.parametrize("kind", KINDS)
def test_a_hostile_file_stays_within_the_budget(tmp_path, kind):
    paths = {"PYTHONPATH": ":".join(sys.path)}
    made = subprocess.run(  # in a process of its own, whose memory would count as that of the next one
        [sys.executable, "-c", MAKE, kind, str(tmp_path)],
        capture_output=True,
        text=True,
        check=True,
        env=paths,
    )
    path = made.stdout.strip()
    cost = measure.scored(path, path)
    assert not cost.answer.startswith("ended"), cost
    assert cost.peak < page.MOST_MEBIBYTES, cost
    assert cost.seconds < MOST_SECONDS, cost
