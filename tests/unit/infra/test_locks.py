"""The lock files: the tested versions with their hashes, complete, and the only way into an image."""

import re
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
from lock_files import ENTRY, FOLDER, NAMES, locked
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).parents[3]
EXTRAS = {
    "score": {"score", "avro", "aws", "excel", "lambda"},
    "upload": {"upload"},
    "dev": {"dev"},
}


def declared(extras):
    """Return the requirements of pyproject.toml with these extras, and with those that they name."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = list(project["dependencies"])
    for extra in extras:
        for line in project["optional-dependencies"][extra]:
            one = Requirement(line)
            lines += declared(one.extras) if one.name == project["name"] else [line]
    return lines


def needed(lines):
    """Return the names of the packages that these requirements need here, with those that they need."""
    seen = set()
    waiting = [(Requirement(line), "") for line in lines]
    while waiting:
        one, extra = waiting.pop()
        if one.marker is not None and not one.marker.evaluate({"extra": extra}):
            continue
        for own in {"", *one.extras}:
            package = canonicalize_name(one.name), own
            if package not in seen:
                seen.add(package)
                waiting += [(Requirement(line), own) for line in requires(one.name) or ()]
    return {name for name, _ in seen}


@pytest.mark.parametrize("name", NAMES)
def test_a_lock_file_has_pinned_versions_with_hashes_and_nothing_else(name):
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    assert ENTRY.sub("", text) == "", "run `make locks`"
    assert locked(name)


@pytest.mark.parametrize("name", NAMES)
def test_every_locked_version_is_the_tested_one(name):
    lines = (CHECKOUT / "infra/constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = (line.split("==") for line in lines if not line.startswith("#"))
    tested = {canonicalize_name(package): version for package, version in pins}
    assert locked(name).items() <= tested.items(), "run `make locks`"


@pytest.mark.parametrize("name", EXTRAS)
def test_a_lock_file_has_everything_that_its_extras_need_and_no_more(name):
    assert locked(name).keys() == needed(declared(EXTRAS[name])), "run `make locks`"


@pytest.mark.parametrize("image", ["score", "upload"])
def test_an_image_takes_packages_from_elsewhere_with_hashes_alone(image):
    text = (CHECKOUT / f"infra/images/{image}.Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")
    assert "PIP_ONLY_BINARY=:all:" in text, "a build from source fetches packages without hashes"
    commands = re.findall(r"/bin/pip\b(.*?)(?:&&|\n)", text)
    assert len(commands) == 4
    for command in commands:
        assert "--no-deps" in command
        assert ("--require-hashes" in command) != ("--no-index" in command), command


def test_make_installs_with_hashes_alone_except_torch_and_the_lowest_versions():
    text = (CHECKOUT / "Makefile").read_text(encoding="utf-8")
    recipes = re.findall(r"^(\S+):.*\n((?:\t.*\n)+)", text, re.MULTILINE)
    assert {name for name, recipe in recipes if re.search(r"\$\((PIP|INSTALL)\)|pip .*install", recipe)} == {
        "$(LOWEST)/installed",
        "torch",
    }
    assert "LOCKED := $(PIP) --no-deps --no-build-isolation --require-hashes\n" in text
