"""What the score image leaves out of its libraries, nothing loads."""

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

DOCKERFILE = Path(__file__).parents[3] / "infra/images/score.Dockerfile"
# Scores tables with texts, numbers, categories and dates, and loads every format, in a process that finds no
# module whose name is an argument.
SCORE = """
import sys
from pathlib import Path

class LeftOut:
    def find_spec(self, name, path=None, target=None):
        if name in sys.argv[2:]:
            raise ModuleNotFoundError(f"the image has no {name}", name=name)

sys.meta_path.insert(0, LeftOut())

from common.settings import load
from functions.score import wiring
from functions.score.triggers.queue_worker.scoring_process.warm_up import warm_up

warm_up(wiring.bucket_tools(load(), Path(sys.argv[1])))
"""


def left_out():
    """Return the modules that the Dockerfile removes."""
    removals = re.findall(r"&& rm -r (.+?)(?= && | \\\n +&& )", DOCKERFILE.read_text(), re.DOTALL)
    paths = [word for removal in removals for word in removal.split() if re.fullmatch(r"[\w/]+", word)]
    return [path.replace("/", ".") for path in paths]


def test_files_are_scored_without_what_the_image_leaves_out(tmp_path):
    names = left_out()
    assert {"onnxruntime.quantization", "scipy.signal", "hf_xet"} < set(names)
    assert [name for name in names if find_spec(name.partition(".")[0]) is None] == []
    environment = os.environ | {"DRIFTLINE_ENGINE": "onnx", "DRIFTLINE_CACHE_DIR": str(tmp_path)}
    command = [sys.executable, "-c", SCORE, str(tmp_path), *names]
    answer = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert (answer.returncode, answer.stderr) == (0, "")
