"""Brokers that do not answer or close the connection; the real one is in tests/integration."""

import socket
import threading
from contextlib import contextmanager

import pytest

from common.errors import BrokerUnavailable, SetupError
from functions.score.triggers.rabbitmq import connection


@contextmanager
def listening(answer):
    """Accept connections and call `answer` with each."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        accepted = []

        def serve():
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                accepted.append(client)
                answer(client)

        threading.Thread(target=serve, daemon=True).start()
        yield f"amqp://worker:secret-word@127.0.0.1:{server.getsockname()[1]}"
        server.close()
        for client in accepted:
            client.close()


def test_a_broker_that_accepts_the_connection_and_sends_nothing_is_unavailable(monkeypatch):
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 0.2)
    with listening(lambda _: None) as url, pytest.raises(BrokerUnavailable) as caught:
        connection.connect(f"{url}?stack_timeout=0.5&socket_timeout=0.2")
    assert "secret-word" not in str(caught.value)


def test_a_broker_that_closes_the_connection_is_unavailable():
    with listening(lambda client: client.close()) as url, pytest.raises(BrokerUnavailable):
        connection.connect(url)


def test_no_broker_is_unavailable(free_port):
    with pytest.raises(BrokerUnavailable) as caught:
        connection.connect(f"amqp://worker:secret-word@127.0.0.1:{free_port}")
    assert "secret-word" not in str(caught.value)


TLS = "amqps://worker:secret-word@127.0.0.1/?ssl_options="


@pytest.mark.parametrize(
    "url",
    [
        "nonsense",
        "amqp://host:port",
        "http://127.0.0.1",
        TLS + "%7B%27cafile%27%3A",
        TLS + "%7B%27cafile%27%3A%27/no/ca.pem%27%7D",
    ],
)
def test_a_malformed_address_names_the_setting(url):
    with pytest.raises(SetupError, match="DRIFTLINE_BROKER_URL") as caught:
        connection.connect(url)
    assert "secret-word" not in str(caught.value)
