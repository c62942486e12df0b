"""Metrics for Prometheus. The only importer of `prometheus_client`.

A label has a fixed set of values, so the number of series does not grow with keys, datasets or error
messages. Every series exists from the start, so that Prometheus sees the first increase of a counter, too.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple, TypeVar

import prometheus_client

# Where a process answers with its metrics, and in which format.
PATH = "/metrics"
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# The value of a label that is not one of its fixed values, such as one of a newer version.
OTHER = "other"

Metric = TypeVar("Metric", prometheus_client.Counter, prometheus_client.Histogram)

# The library would add a second series to each counter, with the time of its first increase.
prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]


class Label(NamedTuple):
    """The only label of a metric, and all of its values."""

    name: str
    values: tuple[str, ...]


class Counter:
    """Counts something for as long as the process runs; get one from `Registry.counter`."""

    def __init__(self, metric: prometheus_client.Counter, label: Label | None) -> None:
        self._series = _series(metric, label)

    def add(self, value: str = OTHER, *, amount: float = 1) -> None:
        """Add `amount`, of 0 or more, to the series of one value of the label."""
        _chosen(self._series, value).inc(amount)


class Histogram:
    """Counts sizes or durations by buckets; get one from `Registry.histogram`."""

    def __init__(self, metric: prometheus_client.Histogram, label: Label | None) -> None:
        self._series = _series(metric, label)

    def observe(self, size: float, value: str = OTHER) -> None:
        """Count one size for one value of the label; a negative one is 0, since clocks differ."""
        _chosen(self._series, value).observe(max(0.0, size))


class Registry:
    """The metrics of one process, with its memory, processor time, start and open files."""

    def __init__(self) -> None:
        self._registry = prometheus_client.CollectorRegistry()
        prometheus_client.ProcessCollector(registry=self._registry)

    def counter(self, name: str, meaning: str, label: Label | None = None) -> Counter:
        """Return a new counter; its name ends in `_total`."""
        return Counter(
            prometheus_client.Counter(name, meaning, _names(label), registry=self._registry), label
        )

    def histogram(
        self, name: str, meaning: str, buckets: Iterable[float], label: Label | None = None
    ) -> Histogram:
        """Return a new histogram with these upper bounds; its name ends in its unit."""
        metric = prometheus_client.Histogram(
            name, meaning, _names(label), buckets=tuple(buckets), registry=self._registry
        )
        return Histogram(metric, label)

    def gauge(self, name: str, meaning: str) -> Callable[[float], None]:
        """Add a number that rises and falls, 0 at first; return the function that sets it."""
        return prometheus_client.Gauge(name, meaning, registry=self._registry).set

    def reading(self, name: str, meaning: str, read: Callable[[], float]) -> None:
        """Add a number that `read` returns whenever the metrics are read; it must not raise."""
        prometheus_client.Gauge(name, meaning, registry=self._registry).set_function(read)

    def page(self) -> bytes:
        """Return all metrics, in the format of `CONTENT_TYPE`."""
        return prometheus_client.generate_latest(self._registry)


def _names(label: Label | None) -> tuple[str, ...]:
    return (label.name,) if label else ()


def _values(label: Label | None) -> tuple[str, ...]:
    return (*label.values, OTHER) if label else ()


def _series(metric: Metric, label: Label | None) -> Mapping[str, Metric]:
    """Return a series for each value of a label; without a label, the only one is that of OTHER."""
    return {value: metric.labels(value) for value in _values(label)} or {OTHER: metric}


def _chosen(series: Mapping[str, Metric], value: str) -> Metric:
    return series.get(value, series[OTHER])
