"""The table of limits in docs/operations.md has the real values, and no limit is missing."""

import importlib
import json
import re
from pathlib import Path

import pytest
import yaml

from common import settings

CHECKOUT = Path(__file__).parents[2]
PAGE = (CHECKOUT / "docs" / "operations.md").read_text(encoding="utf-8")
COMPOSE, DEFINITIONS, BROKER = (
    "docker-compose.yml",
    "infra/rabbitmq/definitions.json",
    "infra/rabbitmq/rabbitmq.conf",
)
CODED = re.compile(r"`([^`]+)`")
WORKERS_QUEUES = ("drift.score", "drift.large")
OTHER_QUEUES = "every other queue"
EVERY_LOG = "every service's log"
# What limits a message, a service or a file; the rest of a policy or a service is no limit.
POLICY_LIMITS = ("delivery-limit", "message-ttl", "max-length", "max-length-bytes", "expires")
SERVICE_LIMITS = ("mem_limit", "pids_limit", "stop_grace_period")


def rows():
    """Return (limit, of what, where, value, when it is reached) for every limit in the table."""
    table = re.search(r"<!-- limits -->\n(.*?)<!-- /limits -->", PAGE, re.DOTALL)[1]
    for line in table.splitlines()[2:]:
        names, where, values, reached = (cell.strip() for cell in line.strip("|").split(" | "))
        limits, _, subject = names.partition(" of ")
        (path,) = CODED.findall(where)
        for limit, value in zip(CODED.findall(limits), CODED.findall(values), strict=True):
            yield limit, subject.strip("`"), path, value, reached


def broker_settings():
    lines = (CHECKOUT / BROKER).read_text(encoding="utf-8").splitlines()
    return dict(line.split(" = ", 1) for line in lines if line and not line.startswith("#"))


def policy_limits():
    """Return the limits of the queues' policies; all queues but the workers' have one delivery limit."""
    policies = json.loads((CHECKOUT / DEFINITIONS).read_text(encoding="utf-8"))["policies"]
    limits = {
        (limit, policy["name"]): str(policy["definition"][limit])
        for policy in policies
        for limit in POLICY_LIMITS
        if limit in policy["definition"]
    }
    others = [key for key in limits if key[0] == "delivery-limit" and key[1] not in WORKERS_QUEUES]
    (limits["delivery-limit", OTHER_QUEUES],) = {limits.pop(key) for key in others}
    return limits


def default_of(value):
    """Return the default of a value such as ${SCORE_MEMORY:-2g}, or the value."""
    return re.sub(r"\$\{\w+:-(.*)\}", r"\1", str(value))


def compose_limits():
    services = yaml.safe_load((CHECKOUT / COMPOSE).read_text(encoding="utf-8"))["services"]
    limits = {
        (limit, name): default_of(service[limit])
        for name, service in services.items()
        for limit in SERVICE_LIMITS
        if limit in service
    }
    (logs,) = {tuple(service["logging"]["options"].items()) for service in services.values()}
    limits |= {(limit, EVERY_LOG): value for limit, value in logs}
    store = services["minio"]["environment"].items()
    return limits | {(name, ""): value for name, value in store if "QUEUE_LIMIT" in name}


def setting_limits():
    defaults = settings.Settings()
    return {
        (settings.PREFIX + name.upper(), ""): str(int(getattr(defaults, name)))
        for name in settings.Settings.model_fields
        if name.startswith("max_") or name == "score_seconds"
    }


def code_limits(path):
    """Return the constants of a module that are named like limits."""
    module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    return {
        (name, ""): str(value)
        for name, value in vars(module).items()
        if re.fullmatch(r"[A-Z_]+_(SECONDS|BYTES|LIMIT)", name)
    }


LIMITS = {
    BROKER: lambda: {
        (name, ""): value for name, value in broker_settings().items() if name != "load_definitions"
    },
    DEFINITIONS: policy_limits,
    COMPOSE: compose_limits,
    "common/settings.py": setting_limits,
}


@pytest.mark.parametrize("path", sorted({path for _, _, path, _, _ in rows()}))
def test_the_table_has_every_limit_of_a_file_with_its_value(path):
    listed = {(limit, subject): value for limit, subject, where, value, _ in rows() if where == path}
    assert listed == (LIMITS[path]() if path in LIMITS else code_limits(path))


def test_all_files_with_limits_are_in_the_table():
    assert {path for _, _, path, _, _ in rows()} >= set(LIMITS)


def test_every_limit_is_listed_once_and_says_what_happens():
    assert len(list(rows())) == len({row[:3] for row in rows()})
    assert all(reached.endswith(".") for *_, reached in rows())
