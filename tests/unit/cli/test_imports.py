"""Heavy libraries are imported while the model loads and while it embeds, not before: a start is shorter."""

import os
import subprocess
import sys

# Reading brings pandas and pyarrow, beside the model; embedding leaves time for scipy.
HEAVY = ("numpy", "pandas", "pyarrow", "scipy", "onnxruntime", "openvino", "tokenizers", "jinja2")
PROGRAM = f"import sys; import functions.cli.scoring; print(*set({HEAVY}) & set(sys.modules))"


# A thread that is started prints whether numpy is there.
LOADS = """
import sys, threading
from common import settings
from functions.score import wiring

threading.Thread.start = lambda _: print("numpy" in sys.modules)
tools = wiring.tools(settings.load({}), wiring.no_store("bucket"))
print("numpy" in sys.modules)
tools.while_reading()
"""


def output_of(program):
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", program]
    return subprocess.run(command, env=env, capture_output=True, text=True, check=True, timeout=60).stdout


def test_the_score_command_starts_without_heavy_libraries():
    assert output_of(PROGRAM) == "\n"


def test_numpy_is_there_before_a_second_thread_imports_it():
    """If two threads import it at once, the import may fail in both."""
    assert output_of(LOADS) == "False\nTrue\n"
