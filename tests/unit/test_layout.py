"""Which packages are imported, what the top level contains, how long files are, and what packages list."""

import ast
import re
import subprocess
from pathlib import Path

import pytest
import yaml

import common
import functions
import infra

CHECKOUT = Path(__file__).parents[2]
FIXED = {
    "functions", "common", "infra", "tests", "driftline.py",
    "docker-compose.yml", "minio-notify.json", "pyproject.toml", "README.md",
}  # fmt: skip
USUAL = {
    ".ci", ".dockerignore", ".env.example", ".gitignore", ".pre-commit-config.yaml", "docs",
    "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile", "SECURITY.md",
}  # fmt: skip
# A file does one thing; one that is longer needs its reason here. Tests list cases: they may be longer.
LONGEST, LONGEST_TEST = 220, 300
MOST_UNLISTED = 3  # modules of a package without a list


def tracked():
    listed = subprocess.run(["git", "ls-files"], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    return listed.stdout.splitlines()


def test_our_packages_are_the_ones_imported():
    for package in (common, functions, infra):
        assert Path(package.__file__).parents[1] == CHECKOUT


def test_the_top_level_is_the_fixed_one():
    assert {path.partition("/")[0] for path in tracked()} - USUAL == FIXED


def test_no_file_is_longer_than_its_one_thing_needs():
    for path in tracked():
        if path.endswith(".py"):
            lines = len((CHECKOUT / path).read_text(encoding="utf-8").splitlines())
            assert lines <= (LONGEST_TEST if path.startswith("tests/") else LONGEST), path


@pytest.mark.parametrize("package", ["functions", "common", "infra"])
def test_packages_with_more_than_three_modules_list_them_in_their_docstring(package):
    for start in (CHECKOUT / package).rglob("__init__.py"):
        modules = {path.stem for path in start.parent.glob("*.py")} - {"__init__", "__main__"}
        folders = {path.parent.name for path in start.parent.glob("*/__init__.py")}
        listed = ast.get_docstring(ast.parse(start.read_text(encoding="utf-8")))
        missing = {name for name in modules | folders if not re.search(rf"\b{name}\b", listed)}
        assert len(modules) <= MOST_UNLISTED or not missing, start
        assert set(re.findall(r"^(\w+)  +\S", listed, re.MULTILINE)) <= modules | folders, start


def test_contributing_names_paths_that_exist():
    text = (CHECKOUT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = re.findall(r"`([\w./-]+(?:/|/[\w-]+\.\w+))`", text)
    assert len(named) > 40
    assert [path for path in named if not (CHECKOUT / path).exists()] == []


def test_pre_commit_runs_what_make_lint_runs():
    makefile = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    lint = re.search(r"^lint:.*\n((?:\t.*\n)+)", makefile, re.MULTILINE)[1]
    commands = [line.strip().replace("$(BIN)", ".venv/bin") for line in lint.splitlines()]
    configured = yaml.safe_load((CHECKOUT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))
    hooks = [hook for repository in configured["repos"] for hook in repository["hooks"]]
    assert [hook["entry"] for hook in hooks] == commands
    assert {hook["language"] for hook in hooks} == {"system"}
