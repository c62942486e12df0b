"""A stack of its own for the tests that break things, and what runs an operator's commands on it."""

import json
import time
from io import BytesIO

import pytest

from infra.minio.admin import StoreAdmin

ROWS = b"id,text\n" + b"".join(b"%d,row %d of a table\n" % (row, row) for row in range(30))
PATIENCE_SECONDS = 60


class Site:
    """A stack that tests break, and the next one repairs."""

    def __init__(self, stack, open_store, connect, run_command):
        self.stack = stack
        self.store = open_store(stack, stack.settings("operator")["DRIFTLINE_BUCKET"])
        self._connect = connect
        self._run = run_command

    rows = ROWS

    def put(self, key, data=ROWS):
        return self.store.put(key, BytesIO(data), len(data))

    def drop_file(self, folder, name="a.csv"):
        """Put a baseline and a drift file; return the drift file's key."""
        self.put(f"baselines/{folder}/baseline.csv")
        self.put(key := f"drifts/{folder}/{name}")
        return key

    def broker(self):
        return self._connect(self.stack)

    def admin(self):
        settings = self.stack.settings("operator")
        return StoreAdmin(
            settings["DRIFTLINE_STORE_ENDPOINT"],
            access_key=settings["DRIFTLINE_STORE_ACCESS_KEY"],
            secret_key=settings["DRIFTLINE_STORE_SECRET_KEY"],
        )

    def run(self, *words, **variables):
        return self._run(self.stack, *words, **variables)

    def checks(self, *words, **variables):
        """Run a command and return its document; its checks by name."""
        done = self.run(*words, "--json", **variables)
        document = json.loads(done.stdout)
        document["by_name"] = {check["name"]: check for check in document["checks"]}
        document["problems"] = [check["name"] for check in document["checks"] if check["state"] == "problem"]
        assert done.returncode == {"ok": 0, "problem": 1, "unknown": 2}[document["state"]]
        return document

    def until(self, wanted, *words):
        """Run a command until its document is as wanted; return it."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not wanted(document := self.checks(*words)):
            assert time.monotonic() < deadline, json.dumps(document, indent=2)
            time.sleep(0.2)
        return document


@pytest.fixture(scope="session")
def broken_stack(tmp_path_factory, make_stack):
    with make_stack(tmp_path_factory.mktemp("operations")) as stack:
        yield stack


@pytest.fixture
def site_of(open_store, connect, run_command):
    """Return a function that returns the site of a stack."""
    return lambda stack: Site(stack, open_store, connect, run_command)


@pytest.fixture
def site(broken_stack, bootstrap_again, connect, site_of):
    """Return the stack that tests break, in order and with empty queues."""
    bootstrap_again(broken_stack)
    with connect(broken_stack) as operator:
        for queue in ("drift.score", "drift.dead-letter", "drift.unrouted"):
            operator.channel.queue_purge(queue)
    return site_of(broken_stack)


@pytest.fixture
def worker(site, start_program, driftline_command):
    """Start a worker on the stack that tests break."""
    environment = site.stack.settings("score", health_port=0, threads=1)
    program = start_program([driftline_command, "worker"], **environment)
    program.wait_for_log("waiting for files")
    return program
