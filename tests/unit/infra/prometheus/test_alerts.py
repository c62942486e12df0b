"""The alerts: each is tested, documented, and made of metrics that exist. promtool runs their tests."""

import re
import subprocess
from pathlib import Path
from shutil import which

import pytest
import yaml

from functions.score.metrics import WorkerMetrics
from functions.upload.metrics import UploadMetrics
from infra.stack.programs import INSTALL

CHECKOUT = Path(__file__).parents[4]
FOLDER = CHECKOUT / "infra/prometheus"
(GROUP,) = yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"]
RULES = {rule["alert"]: rule for rule in GROUP["rules"]}
OPERATIONS = (CHECKOUT / "docs/operations.md").read_text()
DASHBOARD = (CHECKOUT / "infra/grafana/driftline.json").read_text()
# Of the servers' metrics, those that we use (tests/integration/test_alerts.py finds them on real servers).
SERVERS = {
    "minio_cluster_capacity_usable_free_bytes",
    "minio_cluster_capacity_usable_total_bytes",
    "minio_notify_events_skipped_total",
    "minio_notify_target_failed_events",
    "minio_notify_target_queue_length",
    "rabbitmq_alarms_free_disk_space_watermark",
    "rabbitmq_alarms_memory_used_watermark",
    "rabbitmq_detailed_queue_consumers",
    "rabbitmq_detailed_queue_messages",
    "rabbitmq_detailed_queue_messages_ready",
}
NAME = re.compile(r"\b(?:driftline|minio|rabbitmq|process)_\w+")


def ours():
    """Return the names of all series that our processes have."""
    pages = WorkerMetrics(lambda: True).registry.page() + UploadMetrics().registry.page()
    return {re.split(r"[{ ]", line)[0] for line in pages.decode().splitlines() if not line.startswith("#")}


@pytest.mark.real
def test_promtool_accepts_the_rules_and_their_tests():
    promtool = which("promtool")
    if not promtool:
        pytest.skip(f"promtool is not on this machine; install it with: {INSTALL['prometheus']}")
    for command in (["test", "rules", "alerts_test.yml"], ["check", "config", "prometheus.yml"]):
        done = subprocess.run([promtool, *command], cwd=FOLDER, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_each_alert_fires_in_one_test_and_is_silent_in_another():
    tests = yaml.safe_load((FOLDER / "alerts_test.yml").read_text())["tests"]
    checks = [
        (case["alertname"], bool(case["exp_alerts"])) for test in tests for case in test["alert_rule_test"]
    ]
    assert set(checks) == {(name, fires) for name in RULES for fires in (True, False)}


def test_each_alert_has_a_severity_and_one_sentence():
    for name, rule in RULES.items():
        assert name.startswith("Driftline")
        assert rule["labels"]["severity"] in {"critical", "warning"}
        assert rule["annotations"]["summary"].endswith(".")


def test_each_alert_is_documented_and_each_documented_one_exists():
    sections = re.findall(r"^### (Driftline\w+)\n\n(.*?)(?=\n##|\Z)", OPERATIONS, re.MULTILINE | re.DOTALL)
    assert [name for name, _ in sections] == list(RULES)
    for name, text in sections:
        assert len(text.split()) > 30, name
    links = set(re.findall(r"\(#(driftline\w+)\)", OPERATIONS))
    assert links <= {name.lower() for name in RULES}


@pytest.mark.parametrize("text", [*(rule["expr"] for rule in RULES.values()), DASHBOARD])
def test_alerts_and_dashboard_use_metrics_that_exist(text):
    names = set(NAME.findall(text))
    assert names <= ours() | SERVERS


def test_each_of_our_metrics_is_on_the_dashboard_or_in_an_alert():
    used = set(NAME.findall(DASHBOARD + "".join(rule["expr"] for rule in RULES.values())))
    bases = {re.sub(r"_(bucket|sum|count)$", "", name) for name in used}
    assert {
        re.sub(r"_(bucket|sum|count)$", "", name) for name in ours() if name.startswith("driftline")
    } <= bases


def test_the_values_of_labels_that_are_chosen_exist():
    expressions = "".join(rule["expr"] for rule in RULES.values())
    chosen = [
        (name, label, value)
        for name, label, values in re.findall(r'(driftline_\w+)\{(\w+)=~?"([\w|]+)"\}', expressions)
        for value in values.split("|")
    ]
    pages = WorkerMetrics(lambda: True).registry.page().decode()
    assert len(chosen) > 3
    for name, label, value in chosen:
        assert re.search(rf'^{name}\{{.*{label}="{value}"', pages, re.MULTILINE), (name, value)
