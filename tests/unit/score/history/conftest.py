"""Lines of a history for tests."""

from datetime import UTC, datetime, timedelta

import pytest

from functions.score.history import HistoryLine

START = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def make_line():
    """Return a function that makes the line of the drift file of a day; keywords replace fields."""

    def make(day, **parts):
        time = START + timedelta(days=day)
        defaults = {
            "key": f"drifts/a/{day:03}.csv",
            "modified": time,
            "written": time + timedelta(seconds=1),
            "etag": f"e{day}",
            "baseline": "b1",
            "rows": 10,
            "finding": "no_drift",
            "drifted": False,
            "score": None,
            "columns": {"age": {"p": 0.5, "distance": 0.25}},
        }
        return HistoryLine(**defaults | parts)

    return make
