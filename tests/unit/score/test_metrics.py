"""What the metrics of the score function make of settlements."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from common.errors import BATCH_ERROR_TYPES, Outcome
from common.events import ObjectCreated
from functions.score.metrics import STEPS, ScoreMetrics, WorkerMetrics
from functions.score.settlement import Settlement

CHECKOUT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Measured:
    """Metrics at a fixed time, and what they show."""

    def __init__(self, kind=ScoreMetrics, *arguments):
        self.metrics = kind(*arguments, clock=lambda: NOW)
        self.before = self.series()

    def series(self):
        lines = self.metrics.registry.page().decode().splitlines()
        parts = (line.rsplit(" ", 1) for line in lines if line.startswith("driftline_"))
        return {name: float(value) for name, value in parts}

    def changed(self):
        """Return the series that are not as before, without buckets and durations of the whole event."""
        return {
            name: value
            for name, value in self.series().items()
            if value != self.before[name] and "_bucket" not in name and "event_seconds" not in name
        }


@pytest.fixture
def measured():
    return Measured()


def event(minutes_ago=None):
    time = None if minutes_ago is None else NOW - timedelta(minutes=minutes_ago)
    return ObjectCreated("bucket", "drifts/a.csv", etag="e1", time=time)


def fresh(verdict, **more):
    return Settlement(Outcome.ACK, "scored", verdict=verdict, fresh=True, **{"event": event(), **more})


def with_age(verdict, seconds):
    drift = verdict.drift.model_copy(update={"modified": verdict.scored_at - timedelta(seconds=seconds)})
    return verdict.model_copy(update={"drift": drift})


@pytest.mark.parametrize("finding", ["drift", "no_drift", "too_few_rows"])
def test_a_scored_file_is_counted_by_its_finding(measured, make_verdict, finding):
    measured.metrics(fresh(make_verdict(finding=finding)))
    assert measured.changed() == {
        'driftline_events_total{outcome="ack"}': 1,
        'driftline_verdicts_total{status="ok"}': 1,
        f'driftline_files_scored_total{{finding="{finding}"}}': 1,
    }


def test_a_file_at_fault_is_counted_by_its_type(measured, make_verdict):
    error = {"type": "nul_bytes", "message": "m", "key": "drifts/a.csv", "row": None, "column": None}
    measured.metrics(fresh(make_verdict(status="error", error=error)))
    assert measured.changed() == {
        'driftline_events_total{outcome="ack"}': 1,
        'driftline_verdicts_total{status="error"}': 1,
        'driftline_file_errors_total{type="nul_bytes"}': 1,
    }


def test_a_verdict_that_was_there_before_is_not_counted_again(measured, make_verdict):
    settlement = Settlement(Outcome.ACK, "up to date", event=event(), verdict=make_verdict(finding="drift"))
    measured.metrics(settlement)
    assert measured.changed() == {'driftline_events_total{outcome="ack"}': 1}


@pytest.mark.parametrize(
    ("cause", "reason"),
    [
        ({"waits_for_baseline": True}, "baseline_missing"),
        ({"store_failed": True}, "store_failed"),
        ({}, "failed"),
    ],
)
def test_a_retry_has_a_reason(measured, cause, reason):
    measured.metrics(Settlement(Outcome.RETRY, "later", event=event(), **cause))
    assert measured.changed() == {
        'driftline_events_total{outcome="retry"}': 1,
        f'driftline_retries_total{{reason="{reason}"}}': 1,
    }


def test_an_internal_error_is_counted_once(measured):
    measured.metrics(Settlement(Outcome.DEAD_LETTER, "bug", event=event(), error=KeyError("x")))
    assert measured.changed() == {
        'driftline_events_total{outcome="dead-letter"}': 1,
        'driftline_file_errors_total{type="internal_error"}': 1,
    }


def test_an_unreadable_message_is_counted(measured):
    measured.metrics(Settlement(Outcome.DEAD_LETTER, "not an event"))
    assert measured.changed() == {'driftline_events_total{outcome="dead-letter"}': 1}


def test_the_wait_ends_when_scoring_starts(measured):
    measured.metrics(Settlement(Outcome.ACK, "gone", event=event(minutes_ago=2), seconds=20))
    assert measured.changed()["driftline_queue_wait_seconds_sum"] == 100


def test_a_store_whose_clock_is_ahead_makes_no_negative_wait(measured):
    measured.metrics(Settlement(Outcome.ACK, "gone", event=event(minutes_ago=-20)))
    assert measured.series()["driftline_queue_wait_seconds_count"] == 1
    assert measured.series()["driftline_queue_wait_seconds_sum"] == 0


@pytest.mark.parametrize(("minutes_ago", "trigger"), [(1, "event"), (None, "sweep")])
def test_the_age_of_a_file_is_that_at_its_verdict(measured, make_verdict, minutes_ago, trigger):
    measured.metrics(fresh(with_age(make_verdict(), 90), event=event(minutes_ago)))
    assert measured.changed()[f'driftline_file_age_seconds_sum{{trigger="{trigger}"}}'] == 90


def test_the_steps_of_a_verdict_are_counted_in_seconds(measured, make_verdict):
    measured.metrics(fresh(make_verdict(timing_ms={"read": 5, "encode": 1500, "new_step": 10})))
    changed = measured.changed()
    assert changed['driftline_step_seconds_sum{step="read"}'] == 0.005
    assert changed['driftline_step_seconds_sum{step="encode"}'] == 1.5
    assert changed['driftline_step_seconds_sum{step="other"}'] == 0.01


def test_every_step_that_is_measured_has_its_own_series():
    source = "".join(path.read_text(encoding="utf-8") for path in (CHECKOUT / "functions").rglob("*.py"))
    assert set(re.findall(r'measuring\("(\w+)"\)', source)) == set(STEPS)


def test_the_number_of_series_does_not_depend_on_what_is_counted(measured, make_verdict):
    kinds = [*BATCH_ERROR_TYPES, "internal_error"]
    for number, kind in enumerate(kinds):
        error = {"type": kind, "message": f"m{number}", "key": f"k{number}", "row": None, "column": None}
        verdict = make_verdict(status="error", key=f"drifts/{number}.csv", error=error)
        measured.metrics(fresh(verdict))
    assert measured.series().keys() == measured.before.keys()


def test_names_follow_prometheus():
    page = Measured(WorkerMetrics, lambda: True).metrics.registry.page().decode()
    named = re.findall(r"# TYPE (driftline_\S+) (\w+)", page)
    assert len(named) > 10
    for name, kind in named:
        assert (kind == "counter") == name.endswith("_total"), name
        assert kind != "histogram" or name.endswith("_seconds"), name


def test_a_worker_shows_its_sweeps_rescues_deaths_and_readiness():
    ready = [False]
    measured = Measured(WorkerMetrics, lambda: ready[0])
    assert measured.before["driftline_sweep_last_completed_timestamp_seconds"] == 0
    ready[0] = True
    measured.metrics.scoring_process_died()
    measured.metrics.file_rescued("no_verdict")
    measured.metrics.file_rescued("provisional_verdict")
    measured.metrics.sweep_completed(files=7, failures=1)
    assert measured.changed() == {
        "driftline_ready": 1,
        "driftline_scoring_process_deaths_total": 1,
        'driftline_files_rescued_total{reason="no_verdict"}': 1,
        'driftline_files_rescued_total{reason="provisional_verdict"}': 1,
        "driftline_sweep_failures_total": 1,
        "driftline_sweep_files_total": 7,
        "driftline_sweep_last_completed_timestamp_seconds": NOW.timestamp(),
    }
