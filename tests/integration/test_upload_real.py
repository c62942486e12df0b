"""The upload function as a process with a real MinIO; curl posts the files."""

import io
import json
import re
import socket
import subprocess
import time
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from common import keys
from functions.upload.tokens import new_token
from infra.stack import memory

pytestmark = pytest.mark.real

BATCH = b"id,text\n1,the cat sat on the mat\n2,a dog lay on the rug\n"
MIB = 1024**2
# For an event in the spool, and two processes that die and load the model again, on a busy machine.
PATIENCE_SECONDS = 180
# What Python runs when it starts: a file with such a name ends the process that reads it.
DEADLY = """
import os
from functions.score.batch import reading

def read(key, *arguments, before=reading.read):
    if key.startswith("drifts/") and "killer" in key:
        os.kill(os.getpid(), 9)
    return before(key, *arguments)

reading.read = read
"""


@pytest.fixture
def store(stack, minio_store):
    return minio_store(stack.settings("upload")["DRIFTLINE_BUCKET"])


@pytest.fixture
def start_server(stack, start_program, driftline_command):
    """Start the function with the credentials of its compose service, on a free port."""

    def start(*arguments, **settings):
        command = [driftline_command, "upload", "--port", "0", *arguments]
        program = start_program(command, **stack.settings("upload", **settings))
        program.wait_for_log("startup complete")
        port = re.search(r"upload function: http://\S+?:(\d+)/docs", program.log.read_text())[1]
        program.url = f"http://127.0.0.1:{port}"
        return program

    return start


@pytest.fixture
def server(start_server):
    return start_server()


def curl(*arguments):
    """Return status, headers and JSON body of the last answer."""
    done = subprocess.run(
        ["curl", "-sS", "-w", "%{stderr}%{http_code} %{header_json}", *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    status, _, headers = done.stderr.partition(" ")
    return int(status), json.loads(headers), json.loads(done.stdout)


def verdict_of(accepted, worker):
    """Wait for the verdict on files that were accepted."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (answer := curl(accepted["verdict_url"]))[0] != 200:
        assert time.monotonic() < deadline, worker.log.read_text()
        time.sleep(0.1)
    return answer[2]


def content(store, key):
    with store.open(key) as opened:
        return opened.stream.read()


def test_the_function_is_healthy_if_the_store_is(server):
    assert curl(f"{server.url}/healthz")[::2] == (200, {"status": "ok"})


def test_curl_posts_two_files_and_gets_the_verdict(server, store, tmp_path, make_verdict):
    (tmp_path / "baseline.csv").write_bytes(BATCH)
    (tmp_path / "drift é+%.csv").write_bytes(BATCH + b"3,something else\n")
    files = ["-F", f"baseline=@{tmp_path}/baseline.csv", "-F", f"drift=@{tmp_path}/drift é+%.csv"]
    status, headers, accepted = curl(*files, f"{server.url}/check-drift")
    assert status == 202
    assert headers["location"] == [accepted["verdict_url"]]
    assert content(store, accepted["baseline_key"]) == BATCH
    assert content(store, accepted["drift_key"]) == BATCH + b"3,something else\n"
    assert store.stat(accepted["baseline_key"]).modified <= store.stat(accepted["drift_key"]).modified

    status, headers, pending = curl(accepted["verdict_url"])
    assert (status, pending["status"]) == (202, "pending")
    assert "retry-after" in headers

    verdict = make_verdict(key=accepted["drift_key"], etag=store.stat(accepted["drift_key"]).etag)
    store.put(accepted["verdict_key"], io.BytesIO(verdict.to_json()), len(verdict.to_json()))
    status, _, answered = curl(accepted["verdict_url"])
    assert status == 200
    assert answered == json.loads(verdict.to_json())


def test_a_posted_file_gets_its_verdict_without_another_step(
    stack, server, start_program, driftline_command, tmp_path
):
    settings = stack.settings("score", health_port=0, threads=1)
    worker = start_program([driftline_command, "worker"], **settings)
    worker.wait_for_log("waiting for files")
    (tmp_path / "baseline.csv").write_bytes(BATCH)
    (tmp_path / "drift.csv").write_bytes(BATCH.replace(b"the cat", b"bond yields"))
    files = ["-F", f"baseline=@{tmp_path}/baseline.csv", "-F", f"drift=@{tmp_path}/drift.csv"]
    _, _, accepted = curl(*files, f"{server.url}/check-drift")
    answer = verdict_of(accepted, worker)
    assert answer["status"] == "ok", answer["error"]
    assert answer["drift"]["key"] == accepted["drift_key"]
    assert answer["baseline"]["key"] == accepted["baseline_key"]


def test_a_posted_file_that_kills_gets_its_verdict_and_another_team_s_is_scored_soon(
    stack, server, start_program, driftline_command, tmp_path
):
    (tmp_path / "sitecustomize.py").write_text(DEADLY)
    settings = stack.settings("score", health_port=0, threads=1)
    worker = start_program([driftline_command, "worker"], **settings, PYTHONPATH=str(tmp_path))
    worker.wait_for_log("waiting for files")
    accepted = []
    for name in ("killer.csv", "another.csv"):
        (tmp_path / name).write_bytes(BATCH)
        parts = ["-F", f"baseline=@{tmp_path}/{name}", "-F", f"drift=@{tmp_path}/{name}"]
        accepted.append(curl(*parts, f"{server.url}/check-drift")[2])
    killer, another = (verdict_of(each, worker) for each in accepted)
    assert (killer["status"], killer["error"]["type"]) == ("error", "too_costly")
    assert another["status"] == "ok", another["error"]
    assert worker.log.read_text().count("the scoring process has ended") == 2


@pytest.mark.parametrize("length", [250, 251, 255])
def test_the_verdict_on_a_file_with_a_long_name_is_found(server, store, make_verdict, length):
    key = f"drifts/{time.time_ns():x}/{'a' * (length - 4)}.csv"
    verdict = make_verdict(key=key, etag=store.put(key, io.BytesIO(BATCH), len(BATCH)).etag).to_json()
    store.put(keys.verdict(key), io.BytesIO(verdict), len(verdict))
    status, _, answer = curl(f"{server.url}/verdicts/{key}")
    assert (status, answer["drift"]["key"]) == (200, key)


def test_after_an_overwrite_the_verdict_is_pending(server, store, make_verdict):
    key = f"drifts/stale-{time.time_ns():x}/a b.csv"
    verdict = make_verdict(key=key, etag=store.put(key, io.BytesIO(BATCH), len(BATCH)).etag).to_json()
    store.put(keys.verdict(key), io.BytesIO(verdict), len(verdict))
    address = f"{server.url}/verdicts/{key.replace(' ', '%20')}"
    assert curl(address)[0] == 200
    store.put(key, io.BytesIO(BATCH * 2), len(BATCH) * 2)
    assert curl(address)[0] == 202


@pytest.mark.parametrize("path", ["never.csv", "a/../b.csv", "a//b.csv", "x" * 1000 + ".csv", "folder"])
def test_a_verdict_without_a_drift_file_is_404(server, path):
    status, _, answer = curl("--path-as-is", f"{server.url}/verdicts/{path}")
    assert (status, answer["error"]["type"]) == (404, "no_such_drift_file")


@pytest.mark.parametrize(
    "name", ["é" * 400 + ".csv", "..\\..\\baseline.csv", ".csv", "a\x7fb;'&%$.csv", " .csv"]
)
def test_any_name_becomes_a_key_that_the_store_accepts(server, store, tmp_path, name):
    (tmp_path / "file").write_bytes(BATCH)
    escaped = name.replace("\\", "\\\\")
    form = f'drift=@{tmp_path}/file;filename="{escaped}"'
    status, _, accepted = curl("-F", form, "-F", "path=" + "f" * 250, f"{server.url}/check-drift")
    assert status == 202, accepted
    assert content(store, accepted["drift_key"]) == BATCH
    for key in (accepted["verdict_key"], keys.report(accepted["drift_key"])):
        store.put(key, io.BytesIO(b"{}"), 2)


def test_two_large_files_need_little_memory(server, store, tmp_path):
    large = tmp_path / "large.csv"
    with large.open("wb") as written:
        written.write(b"text\n")
        for _ in range(200):
            written.write(b"x" * (MIB - 1) + b"\n")
    before = peak_memory(server)
    files = ["-F", f"baseline=@{large}", "-F", f"drift=@{large}"]
    status, _, accepted = curl(*files, f"{server.url}/check-drift")
    assert status == 202, accepted
    assert store.stat(accepted["drift_key"]).size == large.stat().st_size
    assert store.stat(accepted["baseline_key"]).size == large.stat().st_size
    # Both files together are four times as large; only the parts on their way to the store are in memory.
    assert peak_memory(server) - before < 100 * MIB
    deadline = time.monotonic() + 60
    while spooled(server):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def spooled(server):
    """Return the open temporary files of the process."""
    found = []
    for link in Path(f"/proc/{server.process.pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # it was closed meanwhile
            target = str(link.readlink())
            if "(deleted)" in target:
                found.append(target)
    return found


def peak_memory(server):
    """Return the peak memory of the process in bytes."""
    return memory.peak(server.process.pid)


def test_wrong_credentials_are_502_without_a_secret(stack, start_server, tmp_path):
    (tmp_path / "d.csv").write_bytes(BATCH)
    server = start_server(store_secret_key="wrong-secret")
    status, _, answer = curl("-F", f"drift=@{tmp_path}/d.csv", f"{server.url}/check-drift")
    assert (status, answer["error"]["type"]) == (502, "store_refused")
    assert stack.settings("upload")["DRIFTLINE_STORE_ACCESS_KEY"] not in json.dumps(answer)
    assert curl(f"{server.url}/healthz")[0] == 503
    assert "wrong-secret" not in server.log.read_text()


def test_with_tokens_a_team_uploads_to_its_folder_and_reads_its_verdicts_only(
    start_server, store, tmp_path, make_verdict
):
    (tmp_path / "d.csv").write_bytes(BATCH)
    folder = f"team-{time.time_ns():x}"
    (own, entry), (other, other_entry) = new_token("team-a", folder), new_token("team-b", f"{folder}-2")
    everywhere = ("--host", "0.0.0.0")  # noqa: S104 - what tokens are for
    server = start_server(*everywhere, upload_tokens=f"{entry},{other_entry}")
    post = ["-F", f"drift=@{tmp_path}/d.csv", f"{server.url}/check-drift"]

    def holding(token):
        return ["-H", f"Authorization: Bearer {token}"]

    status, headers, answer = curl(*post)
    assert (status, answer["error"]["type"]) == (401, "no_token")
    assert headers["www-authenticate"][0].startswith("Bearer ")
    assert curl(*holding("x" * 43), *post)[0] == 401
    assert curl(*holding(other), "-F", f"path={folder}", *post)[0] == 403
    assert list(store.list(f"drifts/{folder}")) == []

    status, headers, accepted = curl(*holding(own), *post)
    assert status == 202
    assert accepted["drift_key"].startswith(f"drifts/{folder}/")
    assert headers["location"] == [accepted["verdict_url"]]
    address = server.url + accepted["verdict_url"]  # no public address is set, so it is relative
    verdict = make_verdict(key=accepted["drift_key"], etag=store.stat(accepted["drift_key"]).etag).to_json()
    store.put(accepted["verdict_key"], io.BytesIO(verdict), len(verdict))
    assert curl(*holding(own), address)[2] == json.loads(verdict)
    assert curl(*holding(other), address)[0] == 403
    assert curl(address)[0] == 401
    assert curl(f"{server.url}/healthz")[0] == 200
    log = server.log.read_text()
    assert own not in log
    assert other not in log
    assert server.lines("stored")[0]["client"] == "team-a"


def test_slow_readers_of_a_large_verdict_need_little_memory(server, store):
    key = f"drifts/large-{time.time_ns():x}/a.csv"
    etag = store.put(key, io.BytesIO(BATCH), len(BATCH)).etag
    start = b'{"schema": "driftline.verdict/1", "drift": {"etag": "%s"}, "columns": "' % etag.encode()
    verdict = start + b"x" * 33 * MIB + b'"}'
    store.put(keys.verdict(key), io.BytesIO(verdict), len(verdict))
    port = int(server.url.rpartition(":")[2])
    before = peak_memory(server)
    with ExitStack() as readers:
        slow = [
            readers.enter_context(socket.create_connection(("127.0.0.1", port), timeout=60))
            for _ in range(12)
        ]
        for reader in slow:
            reader.sendall(f"GET /verdicts/{key} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        for _ in range(20):
            for reader in slow:
                assert reader.recv(4096)
            time.sleep(0.05)
    assert peak_memory(server) - before < 50 * MIB
    done = subprocess.run(["curl", "-sS", f"{server.url}/verdicts/{key}"], capture_output=True, check=True)
    assert done.stdout == verdict
