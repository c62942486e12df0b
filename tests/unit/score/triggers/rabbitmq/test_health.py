import json
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from common.errors import SetupError
from functions.score.triggers.rabbitmq.health import STUCK_SECONDS, Health


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_a_healthy_worker_consumes_and_its_loop_runs():
    clock = Clock()
    health = Health(clock)
    assert health.report()[0] is False
    health.beat(consuming=True)
    assert health.report() == (True, {"status": "ok", "consuming": True, "loop": True})
    clock.now = STUCK_SECONDS + 1
    assert health.report() == (False, {"status": "unwell", "consuming": True, "loop": False})
    health.beat(consuming=False)
    assert health.report()[0] is False


def test_healthz_answers_200_503_and_404(free_port):
    health = Health()
    address = f"http://127.0.0.1:{free_port}"
    with health.served("127.0.0.1", free_port):
        with pytest.raises(HTTPError) as unwell:
            urlopen(f"{address}/healthz")
        with unwell.value:
            assert unwell.value.code == 503
        health.beat(consuming=True)
        with urlopen(f"{address}/healthz") as answer:
            assert json.loads(answer.read())["status"] == "ok"
        with pytest.raises(HTTPError) as unknown:
            urlopen(f"{address}/other")
        with unknown.value:
            assert unknown.value.code == 404
        with (
            pytest.raises(SetupError, match="DRIFTLINE_HEALTH_PORT"),
            Health().served("127.0.0.1", free_port),
        ):
            pass
