"""The shipped docker-compose.yml, .env.example and minio-notify.json, and how the stack reads them."""

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from common import settings
from common.errors import SetupError
from infra import credentials
from infra.rabbitmq import definitions
from infra.stack import compose
from infra.stack.compose import Mount, Service, interpolate
from infra.stack.places import Places

CHECKOUT = Path(__file__).parents[4]
FILE = CHECKOUT / "docker-compose.yml"
EVENTS = {
    "s3:ObjectCreated:Put",
    "s3:ObjectCreated:Post",
    "s3:ObjectCreated:CompleteMultipartUpload",
    "s3:ObjectCreated:Copy",
}
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
    "operator": STORE | {"BROKER_URL", "MODEL", "ENGINE"},
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


@pytest.fixture(scope="module")
def document():
    return yaml.safe_load(FILE.read_text())


@pytest.fixture(scope="module")
def services():
    example = (CHECKOUT / ".env.example").read_text()
    text, _ = credentials.fill(example, random=lambda size: "f" * 2 * size)
    lines = (line for line in text.splitlines() if "=" in line and not line.startswith("#"))
    return compose.read(FILE, dict(line.split("=", 1) for line in lines))


def mappings(node):
    """Yield every mapping below a node of YAML."""
    if isinstance(node, yaml.MappingNode):
        yield node
    for child in node.value if isinstance(node, yaml.CollectionNode) else ():
        for part in child if isinstance(child, tuple) else (child,):
            yield from mappings(part)


def test_no_key_of_the_compose_file_occurs_twice():
    """Compose refuses such a file; PyYAML takes the last one."""
    for mapping in mappings(yaml.compose(FILE.read_text())):
        names = [key.value for key, _ in mapping.value]
        assert len(names) == len(set(names)), names


def test_no_setting_of_the_example_occurs_twice():
    names = re.findall(r"^#?([A-Z_]+)=", (CHECKOUT / ".env.example").read_text(), re.MULTILINE)
    assert len(names) == len(set(names))


def test_the_file_is_what_the_compose_specification_allows():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout


def test_every_published_port_listens_on_loopback_only(document):
    published = [port for service in document["services"].values() for port in service.get("ports", ())]
    assert len(published) >= 4
    assert all(port.startswith("127.0.0.1:") for port in published)


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


def test_the_worker_can_be_scaled(document):
    score = document["services"]["score"]
    assert "ports" not in score
    assert "container_name" not in score


@pytest.mark.parametrize("service", ["rabbitmq", "minio", "score", "upload", "prometheus"])
def test_every_server_has_a_health_check_and_restarts(document, service):
    assert document["services"][service]["healthcheck"]["test"][0] == "CMD"
    assert document["services"][service]["restart"] == "unless-stopped"


def test_the_topology_comes_before_the_broker_and_the_rules_after_it(document):
    waits = {
        name: {each: on["condition"] for each, on in service.get("depends_on", {}).items()}
        for name, service in document["services"].items()
    }
    assert waits["rabbitmq"] == {"definitions": "service_completed_successfully"}
    assert waits["bootstrap"] == {"rabbitmq": "service_healthy", "minio": "service_healthy"}
    assert waits["score"] == waits["upload"] == {"bootstrap": "service_completed_successfully"}


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


def test_the_worker_of_large_files_differs_from_the_others_by_its_command_alone(document):
    score, large = document["services"]["score"], document["services"]["score-large"]
    own = {"profiles": ["large"], "command": [*score["command"], "--large"]}
    networks = {"store": None, "broker": {"aliases": ["score"]}}  # Prometheus looks for workers by this name
    assert large == {**score, **own, "networks": networks}
    assert list(networks) == score["networks"]


def test_the_health_check_follows_the_port(document):
    test = document["services"]["score"]["healthcheck"]["test"][-1]
    assert ":${DRIFTLINE_HEALTH_PORT:-8081}/readyz" in test


def test_what_not_everybody_needs_is_a_profile_and_the_rest_is_not(document):
    profiles = {name: service.get("profiles", []) for name, service in document["services"].items()}
    assert profiles.pop("upload") == ["upload"]
    assert profiles.pop("score-large") == ["large"]
    assert profiles.pop("prometheus") == ["metrics"]
    assert profiles.pop("operator") == ["operator"]
    assert not any(profiles.values())


def test_the_operator_has_every_credential_and_waits_for_no_server(document):
    operator = document["services"]["operator"]
    bootstrap = document["services"]["bootstrap"]
    assert "depends_on" not in operator
    assert operator["environment"].items() >= bootstrap["environment"].items()
    (rules,) = (mount for mount in bootstrap["volumes"] if "minio-notify.json" in mount)
    assert rules in operator["volumes"]
    assert operator["environment"]["STORE_RULES"] == bootstrap["command"][-1]


def test_new_definitions_make_compose_recreate_the_broker(document):
    digest = hashlib.sha256(definitions.TEMPLATE.read_bytes()).hexdigest()[:12]
    assert document["services"]["rabbitmq"]["labels"] == {"driftline.definitions": digest}


def test_the_rule_is_for_new_drift_files_and_for_the_only_target_of_the_store(services):
    (rule,) = json.loads((CHECKOUT / "minio-notify.json").read_text())["QueueConfigurations"]
    store = services["minio"].environment
    assert rule["Id"] == "driftline"
    assert set(rule["Events"]) == EVENTS
    assert rule["Filter"] == {"Key": {"FilterRules": [{"Name": "prefix", "Value": "drifts/"}]}}
    assert rule["QueueArn"] == "arn:minio:sqs::SAFE:amqp"
    enabled = [name for name in store if name.startswith("MINIO_NOTIFY") and "_ENABLE" in name]
    assert enabled == ["MINIO_NOTIFY_AMQP_ENABLE_SAFE"]


def test_no_event_is_lost_between_the_answer_of_a_put_and_the_broker(services):
    store = services["minio"].environment
    for switch in ("MINIO_SYNC_BOOT", "MINIO_API_SYNC_EVENTS"):  # only "on" means yes
        assert store[switch] == "on"
    safe = {
        name.removeprefix("MINIO_NOTIFY_AMQP_").removesuffix("_SAFE"): value
        for name, value in store.items()
        if name.startswith("MINIO_NOTIFY")
    }
    for switch in ("ENABLE", "DURABLE", "PUBLISHING_CONFIRMS"):
        assert safe[switch] == "on"
    assert safe["MANDATORY"] == "off"
    assert safe["DELIVERY_MODE"] == "2"
    assert safe["QUEUE_DIR"] == "/var/lib/minio-spool"
    assert int(safe["QUEUE_LIMIT"]) >= 1_000_000
    bindings = definitions.read()["bindings"]
    assert (safe["EXCHANGE"], safe["ROUTING_KEY"]) in [
        (each["source"], each["routing_key"]) for each in bindings
    ]


def test_the_spool_outlives_its_container(services):
    spool = services["minio"].environment["MINIO_NOTIFY_AMQP_QUEUE_DIR_SAFE"]
    assert [mount.named for mount in services["minio"].mounts if mount.target == spool] == [True]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${A}", "a"),
        ("x${A:-b}y", "xay"),
        ("${NONE:-b}", "b"),
        ("${EMPTY:-b}", "b"),
        ("${EMPTY-b}", ""),
        ("${NONE:-}", ""),
        ("$${A}", "${A}"),
        ("${A:?say}@${B:?say}", "a@b"),
    ],
)
def test_variables_are_filled_as_compose_does(text, value):
    assert interpolate(text, {"A": "a", "B": "b", "EMPTY": ""}) == value


@pytest.mark.parametrize("text", ["${NONE:?say why}", "${EMPTY:?say why}"])
def test_a_required_variable_without_a_value_has_its_message(text):
    with pytest.raises(SetupError, match="say why"):
        interpolate(text, {"EMPTY": ""})


def test_addresses_and_folders_of_the_containers_are_translated(tmp_path):
    places = Places(CHECKOUT, tmp_path, {"minio:9000": 41000, "rabbitmq:5672": 41001})
    mounts = (Mount("spool", "/var/lib/spool"), Mount("./minio-notify.json", "/etc/notify.json"))
    service = Service("minio", (), {}, mounts)
    spool = tmp_path / "volumes" / "spool"
    for text, place in {
        ":9000": "127.0.0.1:41000",
        "http://minio:9000": "http://127.0.0.1:41000",
        "amqp://minio:9000secret@rabbitmq:5672": "amqp://minio:9000secret@127.0.0.1:41001",
        "/var/lib/spool": str(spool),
        "load = /var/lib/spool/x.json": f"load = {spool}/x.json",
        "/var/lib/spooler": "/var/lib/spooler",
        "/etc/notify.json": str(CHECKOUT / "minio-notify.json"),
        "on": "on",
    }.items():
        assert places.translate(text, service) == place
    assert spool.is_dir()
