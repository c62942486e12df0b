"""A model from the hub: the real client with a server that responds like the hub."""

import hashlib
import json
import os
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import urlsplit

import pytest

from functions.score.encoder.model_files import find_model

MODEL = "somebody/some-model"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
FILES = find_model("sentence-transformers/all-MiniLM-L6-v2").directory
PROGRAM = """
import sys
from pathlib import Path
from common.errors import SetupError
from functions.score.encoder.opening import open_encoder
try:
    encoder = open_encoder(sys.argv[1], cache_dir=Path(sys.argv[2]))
except SetupError as error:
    sys.exit(f"SetupError: {error}")
print(encoder.model.name, encoder.model.fingerprint, encoder.encode(["a text"]).shape)
"""


class Hub(BaseHTTPRequestHandler):
    requested: list[str]

    def do_GET(self):
        path = urlsplit(self.path).path
        names = [file.relative_to(FILES).as_posix() for file in FILES.rglob("*") if file.is_file()]
        if path == f"/api/models/{MODEL}/revision/{path.rpartition('/')[2]}":
            siblings = [{"rfilename": name} for name in names]
            self.respond(json.dumps({"id": MODEL, "sha": COMMIT, "siblings": siblings}).encode())
        elif path == f"/api/models/{MODEL}/tree/{COMMIT}":
            sizes = {name: (FILES / name).stat().st_size for name in names}
            tree = [{"type": "file", "oid": "0", "path": name, "size": size} for name, size in sizes.items()]
            self.respond(json.dumps(tree).encode())
        elif path.removeprefix(f"/{MODEL}/resolve/{COMMIT}/") in names:
            name = path.removeprefix(f"/{MODEL}/resolve/{COMMIT}/")
            self.requested.append(name)
            content = (FILES / name).read_bytes()
            digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
            self.respond(content, ETag=f'"{digest}"', **{"X-Repo-Commit": COMMIT})
        else:
            self.respond(b"", status=404, **{"X-Error-Code": "RepoNotFound"})

    def do_HEAD(self):
        self.do_GET()

    def respond(self, content, status=200, **headers):
        self.send_response(status)
        for name, value in {"Content-Length": str(len(content)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(content)

    def log_message(self, *_):
        pass


@pytest.fixture
def hub():
    requested = []
    with ThreadingHTTPServer(("127.0.0.1", 0), type("Recording", (Hub,), {"requested": requested})) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}", requested
        server.shutdown()


@pytest.fixture
def open_in_program(tmp_path, cache_dir):
    def run(model, endpoint, **environment):
        variables = {**os.environ, "HF_ENDPOINT": endpoint, "HF_HOME": str(tmp_path / "hub"), **environment}
        command = [sys.executable, "-c", PROGRAM, model, cache_dir]
        return subprocess.run(command, env=variables, capture_output=True, text=True, check=False)

    return run


def test_only_needed_files_are_downloaded_once(hub, open_in_program):
    endpoint, requested = hub
    first = open_in_program(MODEL, endpoint)
    assert first.stderr == ""
    assert first.stdout.startswith(f"{MODEL} sha256:")
    assert first.stdout.endswith(" (1, 384)\n")
    assert {"model.safetensors", "tokenizer.json", "modules.json", "1_Pooling/config.json"} <= set(requested)
    assert not {"README.md", "data_config.json"} & set(requested)
    offline = open_in_program(MODEL, endpoint, HF_HUB_OFFLINE="1")
    assert offline.stdout == first.stdout


@pytest.mark.parametrize(
    ("environment", "reason"),
    [({}, "RepositoryNotFoundError"), ({"HF_HUB_OFFLINE": "1"}, "LocalEntryNotFound")],
)
def test_the_error_about_an_unknown_model_lists_what_was_tried(hub, open_in_program, environment, reason):
    outcome = open_in_program("nobody/nothing", hub[0], **environment)
    assert outcome.returncode == 1
    assert outcome.stderr.startswith(
        "SetupError: no model 'nobody/nothing': there is no such folder, no installed package contains it, "
    )
    assert reason in outcome.stderr
    assert "set the path of a folder" in outcome.stderr
