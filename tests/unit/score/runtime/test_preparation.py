"""What is prepared beside the embedding, in a thread whose errors are left to who needs it: run here."""

import gc
import sys

import pytest

from functions.score import report
from functions.score.runtime.preparation import LOADED_LATER, prepare


@pytest.fixture(autouse=True)
def prepared():
    prepare(report.prepare)
    yield
    gc.unfreeze()  # other tests want their cycles collected


def test_everything_that_is_brought_in_exists():
    assert sys.modules.keys() >= set(LOADED_LATER)


def test_no_template_is_left_to_be_compiled_with_the_first_page(monkeypatch, make_verdict):
    import jinja2

    monkeypatch.setattr(jinja2.Environment, "compile", None)
    assert report.render(make_verdict())
