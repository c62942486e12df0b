"""Heavy libraries are imported while the model loads and while it embeds, not before: a start is shorter."""

import os
import subprocess
import sys

# Reading brings pandas and pyarrow, beside the model; embedding leaves time for scipy.
HEAVY = ("numpy", "pandas", "pyarrow", "scipy", "onnxruntime", "openvino", "tokenizers", "jinja2")
PROGRAM = f"import sys; import functions.cli.scoring; print(*set({HEAVY}) & set(sys.modules))"


def test_the_score_command_starts_without_heavy_libraries():
    path = os.pathsep.join(sys.path)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout == "\n"
