"""The profile `metrics` of docker-compose.yml, and how the stack translates it."""

import json
import os
import re
from pathlib import Path

import pytest
import yaml

from common import metrics
from common.settings import Settings
from infra.stack import compose, prometheus
from infra.stack.compose import Mount, Service
from infra.stack.places import Places
from infra.stack.prometheus import PrometheusServer, scaled

CHECKOUT = Path(__file__).parents[4]
CONFIGURATION = yaml.safe_load((CHECKOUT / "infra/prometheus/prometheus.yml").read_text())
RULES = yaml.safe_load((CHECKOUT / "infra/prometheus/alerts.yml").read_text())
JOBS = {job["job_name"]: job for job in CONFIGURATION["scrape_configs"]}
PORTS = {
    "minio:9000": 41000,
    "rabbitmq:15692": 41001,
    prometheus.ADDRESS: 41002,
    prometheus.WORKER: 41003,
    prometheus.UPLOAD: 41004,
}


@pytest.fixture(scope="module")
def document():
    return yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())


@pytest.fixture
def service(document):
    parts = document["services"]["prometheus"]
    mounts = tuple(Mount(*line.split(":")[:2]) for line in parts["volumes"])
    command = tuple(compose.interpolate(word, {}) for word in parts["command"])
    return Service("prometheus", command, {}, mounts)


@pytest.fixture
def translated(service, tmp_path):
    """Return the configuration and the rules of a server whose minutes last a second, and its command."""
    program = tmp_path / "prometheus"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    folder = tmp_path / "stack"
    folder.mkdir()
    places = Places(CHECKOUT, folder, PORTS)
    environment = {**os.environ, "PATH": str(tmp_path)}
    server = PrometheusServer(service, places, folder, environment, minute_seconds=1)
    documents = (
        json.loads((folder / f"prometheus/{name}.yml").read_text()) for name in ("prometheus", "alerts")
    )
    return *documents, server._server._command


def test_it_scrapes_everything_that_has_metrics(document):
    services = document["services"]
    assert JOBS.keys() == {"worker", "upload", "rabbitmq", "rabbitmq-queues", "minio"}
    for job, name, port in (("worker", "score", "health_port"), ("upload", "upload", None)):
        (looked_up,) = JOBS[job]["dns_sd_configs"]
        assert looked_up["names"] == [name]
        assert "metrics_path" not in JOBS[job]  # the default
        if port:
            assert looked_up["port"] == Settings.model_fields[port].default
        else:
            assert services[name]["ports"][0].endswith(f":{looked_up['port']}")
    assert metrics.PATH == "/metrics"
    plugins = (CHECKOUT / "infra/rabbitmq/enabled_plugins").read_text()
    assert plugins == "[rabbitmq_management,rabbitmq_prometheus].\n"


def test_the_worker_answers_the_network_and_the_store_needs_no_token(document):
    services = document["services"]
    assert services["score"]["environment"]["DRIFTLINE_HEALTH_HOST"] == "${DRIFTLINE_HEALTH_HOST:-0.0.0.0}"
    assert services["minio"]["environment"]["MINIO_PROMETHEUS_AUTH_TYPE"].endswith(":-public}")


def test_it_can_write_its_data_only(document):
    mounts = [line.split(":") for line in document["services"]["prometheus"]["volumes"]]
    assert [mount[0] for mount in mounts if mount[2:] != ["ro"]] == ["prometheus-data"]


def test_the_stack_replaces_names_and_folders(translated, tmp_path):
    configuration, _, command = translated
    targets = {
        job["job_name"]: job["static_configs"][0]["targets"] for job in configuration["scrape_configs"]
    }
    assert targets == {
        "worker": ["127.0.0.1:41003"],
        "upload": ["127.0.0.1:41004"],
        "rabbitmq": ["127.0.0.1:41001"],
        "rabbitmq-queues": ["127.0.0.1:41001"],
        "minio": ["127.0.0.1:41000"],
    }
    assert not any("dns_sd_configs" in job for job in configuration["scrape_configs"])
    folder = tmp_path / "stack"
    assert command == [
        str(tmp_path / "prometheus"),
        f"--config.file={folder}/prometheus/prometheus.yml",
        f"--storage.tsdb.path={folder}/volumes/prometheus-data",
        "--storage.tsdb.retention.time=30d",
        "--web.listen-address",
        "127.0.0.1:41002",
    ]


def test_a_minute_may_last_a_second(translated):
    configuration, rules, _ = translated
    assert configuration["global"] == {"scrape_interval": "1s", "evaluation_interval": "1s"}
    shipped = RULES["groups"][0]["rules"]
    for rule, scaled_rule in zip(shipped, rules["groups"][0]["rules"], strict=True):
        assert scaled_rule["annotations"] == rule["annotations"]
        assert scaled_rule["alert"] == rule["alert"]
        if "for" in rule:
            assert scaled_rule["for"] == rule["for"].replace("m", "s")
        assert not re.search(r"\b\d+[mh]\b| \* 60\b", scaled_rule["expr"]), rule["alert"]


def test_a_minute_of_60_seconds_changes_nothing():
    assert scaled({"for": "1h", "expr": "x[5m] > 5 * 60"}, 60) == {
        "for": "3600s",
        "expr": "x[300s] > 5 * 60",
    }
    assert scaled(7, 1) == 7


def test_every_number_of_seconds_in_a_rule_can_be_scaled():
    expressions = {rule["alert"]: rule["expr"] for rule in RULES["groups"][0]["rules"]}
    minutes = {name for name, expression in expressions.items() if prometheus.MINUTES in expression}
    assert minutes == {"DriftlineQueueTooLong", "DriftlineFilesLate", "DriftlineSweepOverdue"}
    large = {name for name, expression in expressions.items() if re.search(r"\b\d\d\d", expression)}
    assert large == {"DriftlineSpoolStuck"}  # a number of events


def test_the_address_of_every_interface_becomes_loopback(tmp_path):
    places = Places(CHECKOUT, tmp_path, PORTS)
    assert places.translate("0.0.0.0", Service("score", (), {}, ())) == "127.0.0.1"  # noqa: S104
