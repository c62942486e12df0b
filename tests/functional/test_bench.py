"""The benches run; only `make bench`, on an idle machine, gives meaningful numbers."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

BENCH = Path(__file__).parents[1] / "bench"


@pytest.mark.parametrize(
    ("script", "arguments", "figure"),
    [
        ("encoder_speed", ("--texts", "40", "--text-rounds", "1"), "operations_per_text"),
        ("cold_start", ("--starts", "1"), "first"),
    ],
)
def test_a_bench_runs_and_writes_its_figures(script, arguments, figure, tmp_path):
    figures = tmp_path / "figures.json"
    command = [sys.executable, str(BENCH / f"{script}.py"), *arguments, "--json", str(figures)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300)
    assert "texts" in done.stdout or "rows" in done.stdout
    assert json.loads(figures.read_text())[figure] > 0
