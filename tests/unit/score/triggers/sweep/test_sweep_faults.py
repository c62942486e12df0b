import logging

import pytest

from common import keys
from common.errors import Outcome, StoreRefused, StoreUnavailable
from functions.score.settlement import Settlement
from functions.score.triggers.sweep.sweep import Sweep
from functions.score.triggers.sweep.tally import Ending

LONG = f"drifts/{'a' * 251}"


def failing(store, monkeypatch, method, key, error):
    right = getattr(type(store), method)

    def fail(self, asked, *arguments, **options):
        if asked == key:
            raise error
        return right(self, asked, *arguments, **options)

    monkeypatch.setattr(type(store), method, fail)


REFUSED, DAMAGED = StoreRefused("refused: 'drifts/b.csv'"), StoreUnavailable("cannot read 'drifts/b.csv'")


@pytest.mark.parametrize(
    ("fault", "is_bug"),
    [
        (("open", "drifts/b.csv", REFUSED), False),
        (("open", "drifts/b.csv", DAMAGED), False),
        (("open", "results/b.csv.json", KeyError("drifts/b.csv")), True),
        (("replace", "results/b.csv.json", REFUSED), False),
        (("replace", "results/b.csv.json", RuntimeError("drifts/b.csv")), True),
    ],
)
def test_a_bad_key_is_named_once_and_ends_nothing(scored, swept, monkeypatch, caplog, fault, is_bug):
    scored("drifts/a.csv", "drifts/b.csv", "drifts/c.csv")
    store = swept.store
    for name in "abc":
        store.drop(f"drifts/{name}.csv")
    store.wait(60)
    failing(store, monkeypatch, *fault)
    result = swept()
    assert result.tally.endings == {Ending.SCORED: 2, Ending.FAILED: 1}
    (line,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert "drifts/b.csv" in line.getMessage()
    assert bool(line.exc_info) is is_bug
    assert result.sweep.complete  # the listing shows that file to the next sweep


@pytest.mark.parametrize("error", [StoreRefused("refused"), KeyError("bug")])
def test_a_long_name_whose_verdict_cannot_be_looked_up_ends_nothing(store, scored, swept, monkeypatch, error):
    scored()
    for key in (LONG, "drifts/z.csv"):
        store.drop(key)
    store.wait(60)
    failing(store, monkeypatch, "list", keys.verdict(LONG), error)
    result = swept()
    assert result.tally.endings == {Ending.SCORED: 1, Ending.FAILED: 1}


def test_a_late_baseline_that_failed_is_looked_at_by_the_next_sweep_too(store, swept, monkeypatch, status):
    store.drop("drifts/a.csv")
    store.wait(1)
    swept()
    store.wait(3600)
    began = store.time
    store.drop("baselines/a.csv")
    with monkeypatch.context() as patch:
        failing(store, patch, "open", "results/a.csv.json", StoreUnavailable("a damaged object"))
        assert not swept(since=began).sweep.complete
    with monkeypatch.context() as patch:
        failing(store, patch, "open", "baselines/a.csv", StoreUnavailable("a damaged object"))
        assert not swept(since=began).sweep.complete
    result = swept(since=began)
    assert result.sweep.complete
    assert status("drifts/a.csv") == "ok"


def test_a_store_that_does_not_answer_ends_the_sweep(store, scored, swept, monkeypatch):
    scored()
    store.drop("drifts/a.csv")
    store.drop("drifts/b.csv")
    tried = []

    def settle(event, *, waited_enough):
        del waited_enough
        tried.append(event.key)
        failing(store, monkeypatch, "list", keys.NOTHING, StoreUnavailable("down"))
        return Settlement(Outcome.RETRY, "down", event=event, store_failed=True)

    with pytest.raises(StoreUnavailable, match="down"):
        swept(settle=settle)
    assert tried == ["drifts/a.csv"]


def test_a_file_that_is_removed_meanwhile_is_left_alone(store, scored, swept, monkeypatch):
    scored()
    store.drop("drifts/a.csv")
    original = Sweep._score

    def removed_first(self, pair, reason):
        store.remove("drifts/a.csv")
        return original(self, pair, reason)

    monkeypatch.setattr(Sweep, "_score", removed_first)
    assert swept().tally.endings == {Ending.LEFT: 1}
