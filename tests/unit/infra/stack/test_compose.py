"""The services of the shipped docker-compose.yml."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from infra.rabbitmq import definitions

FILE = Path(__file__).parents[4] / "docker-compose.yml"


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


def test_the_file_is_what_the_compose_specification_allows():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout


def test_every_published_port_listens_on_loopback_only(document):
    published = [port for service in document["services"].values() for port in service.get("ports", ())]
    assert len(published) >= 4
    assert all(port.startswith("127.0.0.1:") for port in published)


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
