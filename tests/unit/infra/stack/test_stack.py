"""The parts of the native stack that work without a server."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from common.errors import SetupError
from infra.stack import MissingProgram, Stack, places
from infra.stack.places import free_ports, require_free
from infra.stack.process import Process
from infra.stack.programs import INSTALL, find

CHECKOUT = Path(__file__).parents[4]

STARTS_ONE = """
import sys, time
from pathlib import Path
from infra.stack.process import Process
process = Process(["/bin/sleep", "600"], {}, Path(sys.argv[1]))
process.launch()
print(process._process.pid, flush=True)
time.sleep(600)
"""


def script(folder, name, text):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


def gone(pid):
    """Tell whether a process is gone, or a zombie that its new parent has not collected yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def test_no_server_outlives_the_process_that_started_it(tmp_path):
    command = [sys.executable, "-c", STARTS_ONE, str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as starter:
        pid = int(starter.stdout.readline())
        assert not gone(pid)
        starter.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while not gone(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert gone(pid)


def test_a_server_that_ends_while_starting_shows_the_end_of_its_log_without_secrets(tmp_path):
    command = ["/bin/sh", "-c", "echo the password is hunter2; exit 3"]
    process = Process(command, {}, tmp_path / "log", secrets=["hunter2"])
    process.launch()
    with pytest.raises(SetupError, match=r"ended while starting; the end of .*log:\nthe password is \*\*\*"):
        process.wait(lambda: False)
    process.kill()


def test_a_stopped_process_can_be_launched_again(tmp_path):
    process = Process(["/bin/sleep", "600"], {}, tmp_path / "log")
    for end in (process.stop, process.kill):
        process.launch()
        assert process.running
        end()
        assert not process.running
        end()


def test_a_frozen_process_does_nothing_until_it_is_thawed(tmp_path):
    log = tmp_path / "log"
    process = Process(["/bin/sh", "-c", "while :; do echo turn; sleep 0.01; done"], {}, log)
    process.thaw()  # nothing to thaw
    process.launch()
    wait_for_growth(log, 0)
    process.freeze()
    time.sleep(0.1)  # the signal arrives
    size = log.stat().st_size
    time.sleep(0.2)
    assert log.stat().st_size == size
    assert process.running
    process.thaw()
    wait_for_growth(log, size)
    process.freeze()
    process.kill()
    assert not process.running


def wait_for_growth(path, size):
    deadline = time.monotonic() + 30
    while path.stat().st_size <= size:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_a_missing_program_is_named_with_the_command_that_installs_it(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(MissingProgram, match=r"go install github\.com/minio/mc@\S+ \(requires Go 1\.24"):
        find("mc", {"PATH": str(tmp_path)})


@pytest.mark.parametrize("cache", ["HOME", "XDG_CACHE_HOME"])
def test_the_newest_servers_that_ci_built_are_found(tmp_path, monkeypatch, cache):
    monkeypatch.setenv("HOME", str(tmp_path))
    built = tmp_path / (".cache" if cache == "HOME" else "elsewhere") / "driftline"
    ages = {"bin-old": ("minio", "mc"), "bin-new": ("minio", "mc"), "bin-half": ("minio",)}
    for age, (name, programs) in enumerate(ages.items()):
        (built / name).mkdir(parents=True)
        for program in programs:
            script(built / name, program, "echo mc version RELEASE.2025")
        os.utime(built / name, (age, age))
    environment = {"PATH": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "elsewhere")}
    if cache == "HOME":
        del environment["XDG_CACHE_HOME"]
    assert find("minio", environment) == str(built / "bin-new" / "minio")
    assert find("mc", environment) == str(built / "bin-new" / "mc")


@pytest.mark.parametrize(
    ("name", "built"),
    [
        ("ministack", "ministack-1.5.33"),
        ("fake-gcs-server", "fake-gcs-server-1.56.1"),
        ("pstest", "pstest-0a1b"),
    ],
)
def test_a_test_server_that_ci_installed_is_found(tmp_path, monkeypatch, name, built):
    monkeypatch.setenv("HOME", str(tmp_path))
    folder = tmp_path / ".cache" / "driftline" / built / "bin"
    folder.mkdir(parents=True)
    script(folder, name, "")
    assert find(name, {"PATH": str(tmp_path)}) == str(folder / name)


def test_all_missing_programs_are_named_at_once(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(MissingProgram) as caught:
        Stack(tmp_path / "stack", {"PATH": str(tmp_path)})
    for wanted in ("github.com/minio/minio@", "github.com/minio/mc@"):
        assert wanted in str(caught.value)
    assert not (tmp_path / "stack").exists()


def test_a_program_is_found_in_the_tools_folder_after_the_path(tmp_path):
    tools, path = tmp_path / "tools", tmp_path / "path"
    for folder in (tools, path):
        folder.mkdir()
    wanted = script(tools, "minio", "true")
    environment = {"PATH": str(path), "STACK_TOOLS": str(tools)}
    assert find("minio", environment) == str(wanted)
    first = script(path, "minio", "true")
    assert find("minio", environment) == str(first)


def test_midnight_commander_is_not_mistaken_for_minios_client(tmp_path):
    tools, path = tmp_path / "tools", tmp_path / "path"
    for folder in (tools, path):
        folder.mkdir()
    script(path, "mc", "echo GNU Midnight Commander 4.8.29")
    wanted = script(tools, "mc", "echo mc version RELEASE.2025")
    assert find("mc", {"PATH": str(path), "STACK_TOOLS": str(tools)}) == str(wanted)


def test_free_ports_differ_and_a_taken_one_is_named():
    ports = free_ports(20)
    assert len(set(ports)) == 20
    require_free(ports)
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = server.getsockname()[1]
        with pytest.raises(SetupError, match=f"port {taken} of 127.0.0.1 is taken"):
            require_free([taken])


def test_two_processes_never_get_the_same_free_port(monkeypatch):
    few = range(20_000, 20_040)
    monkeypatch.setattr(places, "SERVER_PORTS", few)
    choose_all = (
        "from infra.stack import places\n"
        f"places.SERVER_PORTS = range({few.start}, {few.stop})\n"
        "print(*places.free_ports(100), flush=True)\n"
        "input()"
    )
    command = [sys.executable, "-c", choose_all]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as other:
        theirs = {int(port) for port in other.stdout.readline().split()}
        assert theirs
        assert theirs.isdisjoint(free_ports(100))
        other.communicate("\n")


def test_importing_the_stack_reads_no_environment_and_starts_nothing():
    code = "import infra.stack, infra.bootstrap, infra.credentials, infra.rabbitmq.definitions"
    answer = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], env={"PATH": os.environ["PATH"]}, check=False
    )
    assert answer.returncode == 0


def test_ci_builds_the_servers_that_the_stack_asks_for():
    ci = (CHECKOUT / ".ci/run").read_text(encoding="utf-8")
    for name in ("minio", "mc", "ministack", "moto_server", "cfn-lint", "aws-lambda-rie", "fake-gcs-server"):
        assert f"={INSTALL[name].rpartition(' ')[2]}\n" in ci
