"""The versions that are tested: the highest of every package, and the lowest of every direct dependency."""

import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

CHECKOUT = Path(__file__).parents[3]


def direct():
    """Return the requirements of pyproject.toml, the extras' included, without Driftline itself."""
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = [
        *project["dependencies"],
        *(line for extra in project["optional-dependencies"].values() for line in extra),
    ]
    requirements = map(Requirement, lines)
    return {canonicalize_name(one.name): one.specifier for one in requirements if one.name != project["name"]}


def pinned(name):
    """Return the versions that a file of constraints pins."""
    lines = (CHECKOUT / "infra" / name).read_text(encoding="utf-8").splitlines()
    pins = (line.split("==") for line in lines if not line.startswith("#"))
    return {canonicalize_name(package): Version(version) for package, version in pins}


def test_the_lowest_versions_are_the_declared_bounds():
    bounds = {
        name: Version(bound.version)
        for name, specifier in direct().items()
        for bound in specifier
        if bound.operator == ">="
    }
    assert pinned("constraints-lowest.txt") == bounds
    assert bounds.keys() == direct().keys()


@pytest.mark.parametrize("name", sorted(direct()))
def test_the_tested_version_is_an_allowed_one(name):
    assert pinned("constraints.txt")[name] in direct()[name]
