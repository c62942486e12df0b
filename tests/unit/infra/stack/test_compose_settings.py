"""Secrets and settings in the shipped docker-compose.yml and .env.example."""

import re
from pathlib import Path

import pytest

from common import settings
from common.errors import SetupError
from infra import credentials
from infra.stack import compose

CHECKOUT = Path(__file__).parents[4]
FILE = CHECKOUT / "docker-compose.yml"
STORE = {"BUCKET", "LOG_FORMAT", "STORE_ACCESS_KEY", "STORE_ENDPOINT", "STORE_REGION", "STORE_SECRET_KEY"}
UPLOAD = {
    "MAX_UPLOAD_BYTES",
    "UPLOAD_ADDRESS",
    "UPLOAD_DISK_BYTES",
    "UPLOAD_REQUESTS_PER_MINUTE",
    "UPLOAD_TOKENS",
}
OTHER_QUEUES = {"BRIDGE_TOKEN", "PUBSUB_SUBSCRIPTION", "PUBSUB_TOPIC", "SQS_QUEUE"}
# The settings that each of our services reads.
READS = {
    "bootstrap": STORE | {"BROKER_URL"},
    "operator": STORE | {"BROKER_URL", "MODEL", "ENGINE", "SHARED_BASELINES"},
    "score": {name.upper() for name in settings.Settings.model_fields}
    # The image sets the first to the folder of its volume; the others are not the worker's.
    - {
        "CACHE_DIR",
        *UPLOAD,
        "SQS_QUEUE",
        "PUBSUB_SUBSCRIPTION",
        "PUBSUB_TOPIC",
        "BRIDGE_TOKEN",
        "EVENT_TOKEN",
    },
    "upload": STORE | UPLOAD,
}
READS["score-large"] = READS["score"]
# Compose fills these from a service's own secrets; a user cannot set them under their own names.
OWN_SECRETS = {"BROKER_URL", "STORE_ACCESS_KEY", "STORE_SECRET_KEY"}
SECRET_NAMES = re.compile(r"PASSWORD|SECRET|ACCESS_KEY|ROOT_USER|_URL")


def test_no_setting_of_the_example_occurs_twice():
    names = re.findall(r"^#?([A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.MULTILINE)
    assert len(names) == len(set(names))


def test_the_file_contains_no_secret_and_no_secret_has_a_default(document):
    seen = 0
    for service in document["services"].values():
        for name, value in service.get("environment", {}).items():
            variables = re.findall(r"\$\{(\w+)(:\?)?", value)
            if not SECRET_NAMES.search(name) or (not variables and "@" not in value):
                continue
            seen += 1
            assert variables, f"{name} contains a secret"
            assert all(required for _, required in variables), f"{name} has a default, or may be empty"
    assert seen > 10


@pytest.mark.parametrize("name", ["MINIO_ROOT_USER", "RABBITMQ_WORKER_PASSWORD", "STORE_SCORE_SECRET_KEY"])
def test_a_missing_secret_is_named_with_the_command_that_makes_it(name):
    secrets = credentials.read(CHECKOUT / ".env.example")
    others = {each: "x" for each in secrets if each != name}
    with pytest.raises(SetupError, match=rf"needs {name}: run make \.env"):
        compose.read(FILE, others)


def test_the_example_names_every_required_variable_without_a_value():
    required = set(re.findall(r"\$\{(\w+):\?", FILE.read_text()))
    example = credentials.read(CHECKOUT / ".env.example")
    assert set(example) == required
    assert not any(example.values())


def test_the_example_shows_every_default():
    defaults = dict(re.findall(r"\$\{(\w+):-([^}]*)\}", FILE.read_text()))
    shown = dict(re.findall(r"(?m)^#(\w+)=(.*)$", (CHECKOUT / ".env.example").read_text()))
    assert shown == defaults


def test_every_setting_reaches_the_services_that_read_it(document):
    for service, names in READS.items():
        environment = document["services"][service]["environment"]
        passed = {
            name.removeprefix(settings.PREFIX) for name in environment if name.startswith(settings.PREFIX)
        }
        assert passed == names
        for name in names - OWN_SECRETS:
            variable = settings.PREFIX + name
            assert re.fullmatch(rf"\$\{{{variable}:-[^}}]*\}}", environment[variable]), variable


@pytest.mark.parametrize("service", READS)
def test_the_settings_are_valid(services, service):
    settings.load(services[service].environment)
