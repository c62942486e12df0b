"""What the containers of docker-compose.yml may do, reach and use."""

from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).parents[4]


@pytest.fixture(scope="module")
def document():
    return yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())


def test_every_service_has_limits(document):
    for name, service in document["services"].items():
        assert service["mem_limit"], name
        assert service["pids_limit"] > 0, name
        assert service["logging"]["options"] == {"max-size": "10m", "max-file": "3"}, name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["read_only"], name


def test_only_the_broker_keeps_capabilities(document):
    kept = {
        name: service["cap_add"] for name, service in document["services"].items() if "cap_add" in service
    }
    assert kept == {"rabbitmq": ["CHOWN", "DAC_OVERRIDE", "SETGID", "SETUID"]}


def test_our_services_run_as_the_users_of_their_images_except_the_one_without_a_network(document):
    users = {name: service["user"] for name, service in document["services"].items() if "user" in service}
    assert users == {"definitions": "0:0"}
    for image in ("score", "upload"):
        lines = (CHECKOUT / f"infra/images/{image}.Dockerfile").read_text().splitlines()
        assert [line for line in lines if line.startswith("USER")] == ["USER 10001:10001"]


@pytest.mark.parametrize("service", ["score", "upload"])
def test_large_temporary_files_do_not_use_memory(document, service):
    mounts = [mount.partition(":") for mount in document["services"][service]["volumes"]]
    assert (f"{service}-tmp", ":", "/tmp") in mounts  # noqa: S108 - the container's
    assert "tmpfs" not in document["services"][service]


def test_a_network_connects_only_services_that_need_each_other(document):
    members = {network: set() for network in document["networks"]}
    for name, service in document["services"].items():
        for network in service.get("networks", []):
            members[network].add(name)
    assert members == {
        "store": {"minio", "bootstrap", "operator", "score", "score-large", "upload", "prometheus"},
        "broker": {"rabbitmq", "minio", "bootstrap", "operator", "score", "score-large", "prometheus"},
        "public": {"upload"},
    }
    assert document["services"]["definitions"]["network_mode"] == "none"
