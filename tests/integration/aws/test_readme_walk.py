"""The README's lines for S3 and SQS, run word by word on what `make stack-aws` starts."""

import json
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from real_servers import programs_needed

from infra.stack.programs import find

pytestmark = pytest.mark.real

CHECKOUT = Path(__file__).parents[3]
# From the start of the lines to the verdict, on a machine that does other things.
MOST_SECONDS = 60
# What a shell has after `source aws.sh`, with values that may be anything.
SOURCED = 'set -a; . "$0"; exec "$@"'


@pytest.fixture
def stack(start_program, tmp_path, free_port):
    """Start `make stack-aws` on a port of its own; return the file with its variables."""
    with programs_needed():
        find("ministack", os.environ)
    command = [sys.executable, "-m", "infra.stack.aws", "--folder", str(tmp_path), "--port", str(free_port)]
    server = start_program(command, PYTHONPATH=str(CHECKOUT))
    server.wait_for_log("Ctrl-C stops it")
    yield tmp_path / "aws.sh"
    assert server.stop() == 0
    assert server.log.read_text().endswith("stopped\n")


def lines():
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"<!-- executed on the stack of AWS -->\n```python\n(.*?)```", readme, re.DOTALL)
    return block


def test_a_put_through_localstack_client_ends_in_a_verdict(stack, start_program, driftline_command):
    assert stack.stat().st_mode & 0o077 == 0
    shell = [shutil.which("bash"), "-c", SOURCED, str(stack)]
    worker = start_program([*shell, driftline_command, "worker", "--queue", "sqs"], DRIFTLINE_HEALTH_PORT="0")
    worker.wait_for_log("waiting for files")
    began = time.monotonic()
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [*shell, sys.executable, "-c", lines()],
        cwd=CHECKOUT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.monotonic() - began
    verdict = json.loads(done.stdout)
    assert (verdict["level"], verdict["update_model"]) == ("high", True)
    assert seconds < MOST_SECONDS
    print(f"{seconds:.1f} s from the start of the lines to the verdict")  # noqa: T201 - shown with pytest -s
    assert worker.stop() == 0
