import json
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from common.errors import SetupError
from functions.score.triggers.queue_worker.pages import served

PAGES = {
    "/well": lambda: (200, "text/plain", b"fine"),
    "/unwell": lambda: (503, "application/json", b'{"status": "unwell"}'),
}


def refusal(address):
    with pytest.raises(HTTPError) as caught:
        urlopen(address)
    with caught.value as answer:
        return answer.code, json.loads(answer.read())


def test_each_page_has_its_path(free_port):
    address = f"http://127.0.0.1:{free_port}"
    with served(PAGES, "127.0.0.1", free_port):
        with urlopen(f"{address}/well") as answer:
            assert (answer.headers["Content-Type"], answer.read()) == ("text/plain", b"fine")
        assert refusal(f"{address}/unwell") == (503, {"status": "unwell"})
        assert refusal(f"{address}/other") == (404, {"status": "unknown path; there are /unwell, /well"})
        with pytest.raises(SetupError, match="DRIFTLINE_HEALTH_PORT"), served(PAGES, "127.0.0.1", free_port):
            pass


def test_port_0_serves_nothing():
    with served(PAGES, "no such host", 0):
        pass
