import sys

import pytest

from functions.cli import bridge_server


@pytest.fixture
def started(monkeypatch):
    started = []
    monkeypatch.setattr(bridge_server, "open_publisher", lambda: None)
    monkeypatch.setattr(bridge_server.os, "execv", lambda *words: started.append(words))
    return started


def test_it_listens_on_loopback_unless_told_otherwise(driftline, monkeypatch, started):
    monkeypatch.setenv("DRIFTLINE_PUBSUB_TOPIC", "projects/p/topics/drift")
    monkeypatch.setenv("DRIFTLINE_BRIDGE_TOKEN", "secret-token")
    done = driftline("bridge")
    assert done.exit_code == 0, done.stderr
    ((program, words),) = started
    assert program == words[0] == sys.executable
    assert words[words.index("--host") + 1] == "127.0.0.1"
    assert words[words.index("--target") + 1] == "bridge"
    assert "secret-token" not in " ".join(words) + done.stderr


def test_it_does_not_start_without_its_settings(driftline, fails, started):
    assert "set DRIFTLINE_PUBSUB_TOPIC" in fails(driftline("bridge"))
    assert started == []
