"""The page about the same files through every queue."""

import json
from collections import Counter
from dataclasses import replace

from chaos.audit import Findings
from chaos.ledger import Ledger
from chaos.page import Result
from chaos.plan import QUEUES
from chaos.queues import write


def result(queue, **found):
    findings = Findings(files=1000, waits=[1.0, 2.0, 30.0], **found)
    return Result(replace(QUEUES, queue=queue), Ledger(), Counter(worker_killed=40), findings, 90.0)


def test_a_queue_is_added_to_those_that_were_measured_before(tmp_path):
    write(result("sqs"), tmp_path)
    write(result("rabbitmq"), tmp_path)
    write(result("sqs", missing=["a"], wrong={"b": "why"}, killed_twice=["c"]), tmp_path)
    rows = [line for line in (tmp_path / "queues.md").read_text().splitlines() if "worker killed" in line]
    assert rows == [
        "| rabbitmq | 1,000 | 1,000 | 0 | 0 | 0 | 0 | 40 worker killed | 2 s, 30 s | 1.5 |",
        "| sqs | 1,000 | 997 | 1 | 2 | 0 | 0 | 40 worker killed | 2 s, 30 s | 1.5 |",
    ]
    assert json.loads((tmp_path / "queues.json").read_text())["sqs"]["right"] == 997


def test_what_the_sweep_finds_was_lost_on_the_way(tmp_path):
    found = Counter(no_verdict=3, replaced_baseline=2)
    write(result("sqs", rescued=found), tmp_path)
    assert json.loads((tmp_path / "queues.json").read_text())["sqs"]["rescued"] == 3
