"""A worker that is stopped before it has loaded its model."""

import time
import urllib.request

PATIENCE_SECONDS = 60


def is_live(port):
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=5):
            return True
    except OSError:
        return False


def test_a_signal_while_the_model_is_loaded_ends_the_worker_cleanly(
    start_program, driftline_command, free_port, tmp_path
):
    worker = start_program(
        [driftline_command, "worker"],
        DRIFTLINE_BROKER_URL="amqp://worker:secret@127.0.0.1:1",
        DRIFTLINE_STORE_ENDPOINT="http://127.0.0.1:1",
        DRIFTLINE_STORE_ACCESS_KEY="worker",
        DRIFTLINE_STORE_SECRET_KEY="secret-of-the-worker",
        DRIFTLINE_HEALTH_PORT=str(free_port),
        DRIFTLINE_CACHE_DIR=str(tmp_path / "cache"),  # so that the graph has to be built
    )
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_live(free_port) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert worker.stop() == 0
    log = worker.log.read_text()
    assert "Traceback" not in log
    assert "does not answer" not in log, "it has not begun to wait for its servers"
