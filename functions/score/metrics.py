"""What the score function counts and measures for Prometheus; one of the observers."""

from collections.abc import Callable
from datetime import datetime
from typing import get_args

from common.errors import BATCH_ERROR_TYPES, Outcome
from common.metrics import Label, Registry
from common.verdict.document import Finding, Status, Verdict, now
from functions.score.settlement import Settlement

# Why a sweep scores a file, as triggers.sweep.reasons has it. The first two mean that an event was lost, or
# never sent.
RESCUES = (
    "no_verdict", "outdated_verdict", "unreadable_verdict", "provisional_verdict", "replaced_baseline"
)  # fmt: skip
# The steps of a verdict's `timing_ms`.
STEPS = ("read", "load_model", "encode", "compare", "explain")
# Why a message is sent again.
BASELINE_MISSING, STORE_FAILED, FAILED = "baseline_missing", "store_failed", "failed"
# What made a file be scored: an event of the store, or a sweep, which has files of any age.
EVENT, SWEEP = "event", "sweep"
# Upper bounds in seconds: of one step, of one file, and of what may take hours.
STEP_SECONDS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800)
WAIT_SECONDS = (0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 86_400)


class ScoreMetrics:
    """The metrics of one process that scores; call it with every settlement.

    Parameters
    ----------
    registry : gets the metrics; a new one by default.
    clock : the current time, in UTC.
    """

    def __init__(self, registry: Registry | None = None, clock: Callable[[], datetime] = now) -> None:
        self.registry = registry = registry or Registry()
        self._clock = clock
        self._events = registry.counter(
            "driftline_events_total",
            "Events by what was done with them.",
            Label("outcome", tuple(outcome.value for outcome in Outcome)),
        )
        self._retries = registry.counter(
            "driftline_retries_total",
            "Events that are sent again, by reason.",
            Label("reason", (BASELINE_MISSING, STORE_FAILED, FAILED)),
        )
        self._verdicts = registry.counter(
            "driftline_verdicts_total", "Verdicts written, by status.", Label("status", get_args(Status))
        )
        self._scored = registry.counter(
            "driftline_files_scored_total",
            "Files compared with their baseline, by finding.",
            Label("finding", get_args(Finding)),
        )
        self._errors = registry.counter(
            "driftline_file_errors_total",
            "Files that could not be scored, by type of error.",
            Label("type", BATCH_ERROR_TYPES),
        )
        self._steps = registry.histogram(
            "driftline_step_seconds",
            "Duration of each step of a file's verdict.",
            STEP_SECONDS,
            Label("step", STEPS),
        )
        self._seconds = registry.histogram(
            "driftline_event_seconds", "Duration from the start of an event to its outcome.", STEP_SECONDS
        )
        self._waits = registry.histogram(
            "driftline_queue_wait_seconds",
            "Time from the store's event to the start of scoring, retries included.",
            WAIT_SECONDS,
        )
        self._ages = registry.histogram(
            "driftline_file_age_seconds",
            "Age of a file when its verdict was written.",
            WAIT_SECONDS,
            Label("trigger", (EVENT, SWEEP)),
        )

    def __call__(self, settlement: Settlement) -> None:
        """Count one settlement."""
        self._events.add(settlement.outcome)
        self._seconds.observe(settlement.seconds)
        if settlement.outcome is Outcome.RETRY:
            self._retries.add(_reason(settlement))
        if settlement.error:
            self._errors.add("internal_error")
        event_time = settlement.event.time if settlement.event else None  # a sweep has none
        if event_time:
            self._waits.observe((self._clock() - event_time).total_seconds() - settlement.seconds)
        if settlement.verdict and settlement.fresh:
            self._count_verdict(settlement.verdict, EVENT if event_time else SWEEP)

    def _count_verdict(self, verdict: Verdict, trigger: str) -> None:
        self._verdicts.add(verdict.status)
        if verdict.finding:
            self._scored.add(verdict.finding)
        if verdict.error:
            self._errors.add(verdict.error.type)
        for step, milliseconds in verdict.timing_ms.items():
            self._steps.observe(milliseconds / 1000, step)
        if verdict.drift.modified:
            self._ages.observe((verdict.scored_at - verdict.drift.modified).total_seconds(), trigger)


def _reason(retry: Settlement) -> str:
    if retry.waits_for_baseline:
        return BASELINE_MISSING
    return STORE_FAILED if retry.store_failed else FAILED


class WorkerMetrics(ScoreMetrics):
    """The metrics of a worker, which also sweeps the bucket and has a process that scores.

    Parameters
    ----------
    ready : whether broker and store answer; asked whenever the metrics are read, so it must not raise, and
        must answer within seconds.
    """

    def __init__(
        self,
        ready: Callable[[], bool],
        registry: Registry | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        super().__init__(registry, clock)
        self.registry.reading(
            "driftline_ready", "1 if the worker takes files, 0 if it waits for broker or store.", ready
        )
        self._deaths = self.registry.counter(
            "driftline_scoring_process_deaths_total", "Deaths of the process that scores."
        )
        self._rescues = self.registry.counter(
            "driftline_files_rescued_total",
            "Verdicts that sweeps have led to, by reason.",
            Label("reason", RESCUES),
        )
        self._swept = self.registry.counter(
            "driftline_sweep_files_total", "Files that complete sweeps looked at."
        )
        self._sweep_failures = self.registry.counter(
            "driftline_sweep_failures_total", "Files that complete sweeps could not check or score."
        )
        self._last_sweep = self.registry.gauge(
            "driftline_sweep_last_completed_timestamp_seconds",
            "When this process last completed a sweep, in seconds since 1970; 0 if it has not.",
        )

    def scoring_process_died(self) -> None:
        """Count a death of the process that scores."""
        self._deaths.add()

    def file_rescued(self, reason: str) -> None:
        """Count a verdict that a sweep has led to."""
        self._rescues.add(reason)

    def sweep_completed(self, *, files: int, failures: int) -> None:
        """Record that a sweep has just looked at all of `files` files and failed on some of them."""
        self._swept.add(amount=files)
        self._sweep_failures.add(amount=failures)
        self._last_sweep(self._clock().timestamp())
