"""The judges: what they see of the past, and how each rule decides."""

import numpy as np
import pytest
from streams import evidently
from streams.faults import FAULTS
from streams.faults import planted as with_fault
from streams.history import walk
from streams.limits import ChunkLimits, HistoryLimits, beyond
from streams.outcome import Outcome, Past
from streams.ratio import RatioJudge, Shared
from streams.stream import Stream
from streams.summaries import NannyLike, deequ_like, jensen_shannon

BY_NAME = {fault.name: fault for fault in FAULTS}


class Counted:
    """Alarms where a batch's mean price exceeds the limit, and counts how often it is asked."""

    name = "counted"

    def __init__(self, limit):
        self.limit, self.asked = limit, 0

    def score(self, _past, drift):
        self.asked += 1
        mean = float(drift["price"].mean())
        changed = {"price": mean} if mean > self.limit else {}
        return Outcome(bool(changed), (), {"price": mean}, changed)


def test_a_walk_yields_the_batches_with_enough_verdicts_and_their_past(stream):
    walked = list(walk(stream, Counted(0), blocks=3, earlier=4))
    assert len(walked) == 3
    past, rows, _ = walked[0]
    assert rows is stream.batches[7]
    assert past.baseline == stream.batches[:3]
    assert past.earlier == stream.batches[3:7]
    assert len(past.outcomes) == 4


def test_a_rolling_baseline_is_what_came_just_before(stream):
    past, rows, _ = list(walk(stream, Counted(0), blocks=3, earlier=2, rolling=True))[-1]
    assert rows is stream.batches[9]
    assert past.baseline == stream.batches[6:9]


def test_a_judge_may_see_fewer_verdicts_than_there_are(stream):
    walked = list(walk(stream, Counted(0), blocks=3, earlier=0, seen=2))
    assert [len(past.outcomes) for past, _, _ in walked] == [0, 1, 2, 2, 2, 2, 2]


def test_the_ratio_compares_a_change_with_the_largest_of_the_history(stream):
    past = Past(stream.batches[:3], outcomes=(Outcome(alarm=True, effects={"price": 60.0}),))
    assert not RatioJudge(Counted(50), 2).score(past, stream.batches[3]).alarm
    assert RatioJudge(Counted(50), 1.5).score(past, stream.batches[3]).alarm
    assert not RatioJudge(Counted(500), 1.5).score(past, stream.batches[3]).alarm
    assert RatioJudge(Counted(50), 2).score(Past(stream.batches[:3]), stream.batches[3]).alarm


def test_judges_on_driftline_share_its_answers(stream):
    inner = Counted(0)
    shared = Shared(inner)
    for judge in (shared, RatioJudge(shared, 2), RatioJudge(shared, 3)):
        list(walk(stream, judge, blocks=3, earlier=2))
    assert inner.asked == 7


def test_limits_are_standard_deviations_from_the_mean():
    history = [{"a": 1.0, "b": 5.0}, {"a": 3.0, "b": 5.0}]
    assert beyond(history, {"a": 4.9, "b": 5.0, "new": 1.0}, 3).reasons == ()
    assert beyond(history, {"a": 5.1, "b": 5.0}, 3).reasons == ("a",)
    assert beyond(history, {"a": 2.0, "b": 5.1}, 3).reasons == ("b",)


@pytest.mark.parametrize("judge", [ChunkLimits(6), HistoryLimits(6)], ids=lambda judge: judge.name)
def test_rules_by_limits_find_a_gross_fault_and_nothing_else(judge, stream, rows):
    past = Past(stream.batches[:6], stream.batches[6:8])
    calm = stream.batches[8]
    assert not judge.score(past, calm).alarm
    faulty = with_fault(BY_NAME["20% missing"], "price", calm, rows, np.random.default_rng(1))
    assert "price" in judge.score(past, faulty).reasons[0]


def test_the_figures_of_a_batch(rows):
    figures = deequ_like(rows)
    assert figures["rows"] == 400
    assert figures["price: completeness"] == 1
    assert figures["plan: distinct"] == 3
    same = NannyLike(rows)(rows)
    assert same["price: Jensen-Shannon"] == same["plan: unseen"] == 0
    assert NannyLike(rows)(rows.assign(plan="Other"))["plan: unseen"] == 1
    assert jensen_shannon({"a": 0.5, "b": 0.5}, {"a": 1.0}) == pytest.approx(0.558, abs=0.001)


def test_dates_are_declared_and_months_are_not(stream):
    batch = stream.batches[0].assign(day="2024-01-31", slashed="01/31/1990", month="Jan", ratio="1.5")
    declared = Stream("made", "table", "day", (batch,))
    assert evidently.dates(declared) == ["day", "slashed"]
