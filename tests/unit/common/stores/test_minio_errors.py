import socket
import threading
from contextlib import suppress

import pytest
import urllib3

from common.errors import StoreRefused, StoreRefusesAll, StoreUnavailable, WriteConflict
from common.stores import minio as minio_store
from common.stores.minio import MinioStore
from common.stores.minio_errors import error_of_status


def store_at(url):
    return MinioStore(url, "bucket", access_key="a", secret_key="b" * 8, region="us-east-1")


def test_a_refused_connection_is_the_cause_not_the_number_of_retries(free_port):
    with pytest.raises(StoreUnavailable, match=r"does not answer for 'drifts/a\.csv': NewConnectionError"):
        store_at(f"http://127.0.0.1:{free_port}").stat("drifts/a.csv")


def test_a_failed_tls_handshake_names_the_variable_for_private_authorities():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse():
            while True:
                try:
                    client, _ = server.accept()
                except OSError:
                    return
                client.recv(1)
                client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                client.close()

        threading.Thread(target=refuse, daemon=True).start()
        with pytest.raises(StoreUnavailable, match=r"TLS failed: .*SSL.*set SSL_CERT_FILE"):
            store_at(f"https://127.0.0.1:{server.getsockname()[1]}").stat("drifts/a.csv")
        server.shutdown(socket.SHUT_RDWR)


def test_an_impatient_store_asks_once_and_gives_up_soon(monkeypatch):
    monkeypatch.setattr(minio_store, "IMPATIENT_SECONDS", 0.1)
    accepted = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def accept():
            with suppress(OSError):
                while True:
                    accepted.append(server.accept())

        threading.Thread(target=accept, daemon=True).start()
        store = MinioStore(
            f"http://127.0.0.1:{server.getsockname()[1]}",
            "bucket",
            access_key="a",
            secret_key="b" * 8,
            region="us-east-1",
            impatient=True,
        )
        with pytest.raises(StoreUnavailable):
            next(store.list("drifts/"), None)
        server.shutdown(socket.SHUT_RDWR)
    assert len(accepted) == 1
    accepted[0][0].close()


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (404, "NoSuchKey", WriteConflict),
        (412, "PreconditionFailed", WriteConflict),
        (409, "ConditionalRequestConflict", WriteConflict),
        (404, "NoSuchBucket", StoreRefusesAll),
        (503, "SlowDown", StoreUnavailable),
        (403, "AccessDenied", StoreRefused),
    ],
)
def test_a_refused_conditional_write_is_a_conflict_only_if_the_object_changed(status, code, kind):
    answer = urllib3.HTTPResponse(f"<Error><Code>{code}</Code></Error>".encode(), status=status)
    assert type(error_of_status("results/a.csv.json", answer)) is kind
