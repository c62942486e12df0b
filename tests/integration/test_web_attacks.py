"""A short run of `make web`: attacks on the upload function with a real MinIO."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.real

BENCH = Path(__file__).parents[1] / "bench" / "attack_web.py"


def test_the_function_stays_well_under_every_attack(running_stack, tmp_path):
    page = tmp_path / "web.md"
    command = [sys.executable, str(BENCH), "--short", "--page", str(page)]
    done = subprocess.run(
        command, env=dict(os.environ), capture_output=True, text=True, check=False, timeout=400
    )
    assert done.returncode == 0, done.stderr
    text = page.read_text()
    assert len(re.findall(r"^## ", text, re.MULTILINE)) == 5
    assert "0 tracebacks" in text
    for health in re.findall(r"^\| health \| (.*) \|$", text, re.MULTILINE):
        assert re.fullmatch(r"\d+ x 200; slowest \d\.\d s", health)
    (memory,) = re.findall(r"peak of memory beyond the one before \| (\d+) MB", text)
    assert int(memory) < 100
