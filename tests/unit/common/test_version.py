"""Driftline's own version, installed or not."""

import importlib.metadata

import pytest

from common import version


@pytest.fixture(autouse=True)
def looked_up_anew():
    version.own_version.cache_clear()
    yield
    version.own_version.cache_clear()


def test_it_is_that_of_the_package():
    assert version.own_version() == importlib.metadata.version("driftline")


def test_a_source_tree_that_was_never_installed_has_none(monkeypatch):
    def missing(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(version, "version", missing)
    assert version.own_version() == "unknown"
