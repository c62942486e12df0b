"""The README is true: its commands run, its settings table matches the settings, its files exist."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from common.settings import PREFIX, Settings
from common.verdict.document import Verdict

CHECKOUT = Path(__file__).parents[2]
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
COMMAND = re.compile(r"^\$ (.+)$", re.MULTILINE)
EXECUTED = re.compile(r"<!-- executed -->\n```console\n(.*?)```", re.DOTALL)
# `score` exits with 1 if there is drift.
ANSWERS = (0, 1)


def executed_commands():
    return [command for block in EXECUTED.findall(README) for command in COMMAND.findall(block)]


@pytest.mark.parametrize("command", executed_commands())
def test_a_command_of_the_readme_runs(command, cache_dir):
    installed = Path(sys.executable).parent
    done = subprocess.run(
        shlex.split(command.replace(".venv/bin/", f"{installed}/")),
        cwd=CHECKOUT,
        env={**os.environ, "DRIFTLINE_CACHE_DIR": str(cache_dir)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode in ANSWERS, done.stderr
    assert done.stdout


def test_the_demonstration_prints_what_the_readme_shows(tmp_path, driftline_command, cache_dir):
    (shown,) = re.findall(r"<!-- printed by the demonstration -->\n```text\n(.*?)```", README, re.DOTALL)
    done = subprocess.run(
        [driftline_command, "demo", tmp_path / "bucket"],
        env={**os.environ, "DRIFTLINE_CACHE_DIR": str(cache_dir)},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    for line in shown.splitlines():
        # Engines and processors differ in the last digits.
        assert re.search(re.sub(r"\d+", r"\\d+", re.escape(line)), done.stdout), line


def test_the_python_code_of_the_readme_runs(tmp_path, cache_dir):
    (code,) = re.findall(r"<!-- executed in Python -->\n```python\n(.*?)```", README, re.DOTALL)
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "DRIFTLINE_CACHE_DIR": str(cache_dir), "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[0] == "True"
    assert (tmp_path / "report.html").stat().st_size


def test_there_are_commands_to_run():
    assert len(executed_commands()) >= 3


@pytest.mark.parametrize("verb", sorted(set(re.findall(r"[$`] ?make ([a-z.]+)", README))))
def test_every_make_verb_of_the_readme_exists(verb):
    subprocess.run(["make", "--dry-run", verb], cwd=CHECKOUT, capture_output=True, check=True)


def test_every_driftline_verb_of_the_readme_exists(driftline_command):
    verbs = set(re.findall(r"(?:driftline|compose run --rm (?:score|operator)) ([a-z-]+)", README))
    assert {"score", "watch", "schema", "reconcile", "status", "doctor", "dead-letters"} <= verbs
    for verb in verbs:
        subprocess.run([driftline_command, verb, "--help"], capture_output=True, check=True)


def test_every_compose_service_of_the_readme_exists():
    services = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    named = re.findall(r"docker compose (?:exec|logs|run --rm) (\w+)|--scale (\w+)=", README)
    assert named
    assert {one or other for one, other in named} <= set(services)


def test_the_settings_table_matches_the_settings():
    table = re.search(r"<!-- settings -->\n(.*?)<!-- /settings -->", README, re.DOTALL)[1]
    rows = [line.strip("|").split("|") for line in table.splitlines()[2:]]
    documented = {row[0].strip(" `"): (row[1].strip(), row[2].strip()) for row in rows}
    expected = {}
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        shown = {
            "cache_dir": "`~/.cache/driftline`",
            "broker_url": "`amqp://127.0.0.1:5672`",
            "max_file_bytes": "`8GiB`",
            "max_upload_bytes": "`256MiB`",
            "large_bytes": "`64MiB`",
            "upload_disk_bytes": "`4GiB`",
        }.get(name, f"`{default}`" if default not in (None, ()) else "")
        expected[PREFIX + name.upper()] = (shown, field.description)
    assert documented == expected


def test_the_verdict_table_names_every_field():
    table = README.partition("## The verdict")[2].partition("The same inputs")[0]
    cells = [line.split("|")[1] for line in table.splitlines() if line.startswith("| `")]
    named = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    assert named == {field.alias or name for name, field in Verdict.model_fields.items()}


def test_every_link_of_the_readme_has_a_target():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        if "://" not in target:
            assert (CHECKOUT / target).exists(), target
