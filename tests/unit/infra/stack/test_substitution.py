"""What the stack puts in place of the compose file's variables, addresses and folders."""

from pathlib import Path

import pytest

from common.errors import SetupError
from infra.stack.compose import Mount, Service, interpolate
from infra.stack.places import Places

CHECKOUT = Path(__file__).parents[4]


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
