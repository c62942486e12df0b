"""Pages of verdicts for tests."""

import pytest

from functions.score.report import render


@pytest.fixture
def page(make_verdict):
    """Return a function that makes the page of a verdict with these fields."""

    def made(*, maps=None, **parts):
        return render(make_verdict(**parts), maps or {}).decode()

    return made
