import pytest
from speed import sweeping

from common.verdict.document import Verdict


def swept(**parts):
    return {
        "looked_at": 1_000,
        "seconds": 6.0,
        "memory_before": 2**20,
        "memory": 2**21,
        "scored": 0,
        "failed": 0,
    } | parts


@pytest.fixture
def figures():
    return {
        "files": 1_000,
        "lost": 5,
        "nothing": [swept(), swept(seconds=3.0)],
        "verify": swept(looked_at=10, seconds=0.036),
        "rescue": swept(scored=5),
        "after": swept(),
    }


def test_the_table_has_a_row_per_sweep_and_extrapolates_from_the_slower_one(figures):
    shown = sweeping.show(figures)
    assert "| 5 lost events | 1,000 | 6.0 | 1 MiB | 2 MiB | 5 |" in shown
    assert "a million files take 100.0 minutes, and with `--verify` 1.0 hours" in shown


@pytest.mark.parametrize("part", [{"scored": 4}, {"scored": 5, "failed": 1}])
def test_a_sweep_that_did_something_else_is_no_figure(figures, part):
    with pytest.raises(RuntimeError, match="5 files"):
        sweeping.show(figures | {"rescue": swept(**part)})


def test_the_shortest_verdict_is_one():
    verdict = Verdict.from_json(sweeping._verdict("bucket", "drifts/a.csv", "e1"))
    assert (verdict.drift.key, verdict.drift.etag) == ("drifts/a.csv", "e1")
