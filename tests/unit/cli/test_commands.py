"""What all commands have in common: version, help, completion."""

import re

import pytest
import typer

from functions.cli import app, commands

COMMANDS = sorted(typer.main.get_command(app).commands)
OURS = {
    "accept", "bootstrap", "bridge", "dead-letters", "definitions", "demo", "doctor", "history", "reconcile",
    "schema", "score", "status", "upload", "upload-token", "watch", "worker",
}  # fmt: skip


def test_the_commands_are_the_documented_ones():
    assert set(COMMANDS) == OURS


@pytest.mark.parametrize("option", ["--version", "-V"])
def test_the_version_is_one_line(driftline, option):
    done = driftline(option)
    assert done.exit_code == 0
    assert re.fullmatch(r"driftline \d+\.\d+\.\d+\n", done.stdout)


@pytest.mark.parametrize("option", ["-h", "--help"])
@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_every_command_has_help_under_both_names(driftline, command, option):
    done = driftline(*filter(None, (command, option)))
    assert done.exit_code == 0
    assert "Usage: " in done.stdout


def test_the_shells_completion_can_be_installed(driftline):
    done = driftline("--help")
    assert "--install-completion" in done.stdout
    assert "--show-completion" in done.stdout


def test_an_unknown_option_exits_with_2(driftline):
    assert driftline("score", "--no-such-option").exit_code == 2


def test_the_help_of_the_worker_says_what_sigterm_does(driftline):
    text = " ".join(driftline("worker", "-h", COLUMNS="200").stdout.split())
    assert "on SIGTERM, finishes the current file, then exits" in text


def test_main_leaves_by_the_command_s_exit_code(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["driftline", "--version"])
    with pytest.raises(SystemExit) as left:
        commands.main()
    assert left.value.code == 0
    assert capsys.readouterr().out.startswith("driftline ")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("watch", ""), "the path is empty"),
        (("demo", ""), "the path is empty"),
        (("definitions", ""), "the path is empty"),
        (("score", "", "d.csv"), "driftline: the path is empty"),
        (("score", "b.csv", ""), "driftline: the path is empty"),
        (("score", "b.csv", "d.csv", "--report", ""), "the path is empty"),
        (("score", "b.csv", "d.csv", "--output", ""), "the path is empty"),
        (("score", "b.csv", "d.csv", "--report", "new/"), "'new/' is a folder; name a file in it"),
        (("score", "b.csv", "d.csv", "--output", "new/"), "'new/' is a folder; name a file in it"),
        (("definitions", "new/"), "'new/' is a folder; name a file in it"),
    ],
)
def test_a_path_that_is_empty_or_names_a_folder_is_refused(driftline, tmp_path, monkeypatch, arguments, line):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "b.csv").write_text("a\n1\n")
    done = driftline(*arguments, COLUMNS="200")
    assert (done.exit_code, done.stdout) == (2, "")
    assert line in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["b.csv"]


@pytest.mark.parametrize("queue", ["sqs", "pubsub"])
def test_only_rabbitmq_has_a_queue_of_large_files(driftline, queue):
    done = driftline("worker", "--large", "--queue", queue, COLUMNS="200")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "--large needs --queue rabbitmq" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("bootstrap", "--queue", "sqs"), "bootstrap cannot make SQS ready; README.md has the commands"),
        (("bootstrap", "--queue", "pubsub"), "set DRIFTLINE_PUBSUB_SUBSCRIPTION to the name"),
        (("worker", "--queue", "pubsub"), "set DRIFTLINE_PUBSUB_SUBSCRIPTION to the name"),
        (("worker", "--queue", "sqs"), "set DRIFTLINE_SQS_QUEUE to the name"),
    ],
)
def test_a_queue_that_is_not_named_is_one_line(driftline, arguments, line):
    done = driftline(*arguments, COLUMNS="200")
    assert (done.exit_code, done.stdout) == (2, "")
    assert line in done.stderr
