"""The README's commands on the bucket, run word by word on real servers."""

import json
import re
import shlex
import time
from pathlib import Path
from subprocess import CalledProcessError

import pytest

from common.verdict.document import Verdict

pytestmark = pytest.mark.real

CHECKOUT = Path(__file__).parents[2]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")


def commands():
    (block,) = re.findall(r"<!-- executed on the stack -->\n```console\n(.*?)```", README, re.DOTALL)
    return [
        shlex.split(line)[1:]
        for line in re.findall(r"^\$ (?:until )?(mc .+?)(?:; do .+)?$", block, re.MULTILINE)
    ]


def test_the_quick_start_ends_in_a_verdict(stack, start_worker, monkeypatch):
    monkeypatch.chdir(CHECKOUT)
    start_worker()
    *puts, cat = commands()
    for put in puts:
        stack.mc(*put)
    deadline = time.monotonic() + 60
    while True:
        try:
            shown = stack.mc(*cat)
        except CalledProcessError:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        else:
            break
    verdict = Verdict.from_json(shown.encode())
    assert (verdict.level, verdict.update_model) == ("high", True)
    assert json.loads(shown)["schema"] == "driftline.verdict/1"
