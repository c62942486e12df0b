"""Preparation normally runs in a thread that ignores errors; here it runs directly."""

import gc
import sys

import pytest

from functions.score import report
from functions.score.runtime.preparation import prepare
from functions.score.wiring import LOADED_LATER


@pytest.fixture(autouse=True)
def prepared():
    prepare(LOADED_LATER, report.prepare)
    yield
    gc.unfreeze()  # so that the cycles of other tests are collected


def test_all_modules_are_imported():
    assert sys.modules.keys() >= set(LOADED_LATER)


def test_all_templates_are_compiled(monkeypatch, make_verdict):
    import jinja2

    monkeypatch.setattr(jinja2.Environment, "compile", None)
    assert report.render(make_verdict())
