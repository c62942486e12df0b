import subprocess
import sys

import pytest

from common.metrics import CONTENT_TYPE, Label, Registry

COLOURS = Label("colour", ("red", "green"))


@pytest.fixture
def registry():
    return Registry()


def lines(registry, name):
    """Return the series whose name begins with `name`, without the comments."""
    return [line for line in registry.page().decode().splitlines() if line.startswith(name)]


def test_every_series_of_a_counter_exists_from_the_start(registry):
    counter = registry.counter("things_total", "Things.", COLOURS)
    assert lines(registry, "things") == [
        'things_total{colour="red"} 0.0',
        'things_total{colour="green"} 0.0',
        'things_total{colour="other"} 0.0',
    ]
    counter.add("green")
    counter.add("green", amount=2)
    assert 'things_total{colour="green"} 3.0' in lines(registry, "things")


def test_an_unknown_value_of_a_label_makes_no_new_series(registry):
    counter = registry.counter("things_total", "Things.", COLOURS)
    for number in range(100):
        counter.add(f"drifts/{number}.csv")
    assert len(lines(registry, "things")) == 3
    assert 'things_total{colour="other"} 100.0' in lines(registry, "things")


def test_a_metric_may_have_no_label(registry):
    registry.counter("things_total", "Things.").add()
    registry.histogram("wait_seconds", "Waits.", (1, 5)).observe(2)
    assert lines(registry, "things") == ["things_total 1.0"]
    assert lines(registry, "wait") == [
        'wait_seconds_bucket{le="1.0"} 0.0',
        'wait_seconds_bucket{le="5.0"} 1.0',
        'wait_seconds_bucket{le="+Inf"} 1.0',
        "wait_seconds_count 1.0",
        "wait_seconds_sum 2.0",
    ]


def test_a_negative_duration_is_zero(registry):
    registry.histogram("wait_seconds", "Waits.", (1,), COLOURS).observe(-5, "red")
    assert 'wait_seconds_sum{colour="red"} 0.0' in lines(registry, "wait")
    assert 'wait_seconds_count{colour="red"} 1.0' in lines(registry, "wait")


def test_gauges_are_set_or_read(registry):
    values = [1.0]
    set_time = registry.gauge("time_seconds", "Time.")
    registry.reading("ready", "Ready.", lambda: values[0])
    assert lines(registry, "time_seconds") == ["time_seconds 0.0"]
    set_time(7)
    values[0] = 0.0
    assert lines(registry, "time_seconds") == ["time_seconds 7.0"]
    assert lines(registry, "ready") == ["ready 0.0"]


def test_registries_share_nothing_and_each_has_the_metrics_of_the_process(registry):
    registry.counter("things_total", "Things.").add()
    other = Registry()
    other.counter("things_total", "Things.")
    assert lines(other, "things") == ["things_total 0.0"]
    assert len(lines(registry, "process_resident_memory_bytes")) == 1


def test_promtool_would_find_a_type_and_a_meaning_for_each_metric(registry):
    registry.counter("things_total", "Things.", COLOURS)
    page = registry.page().decode()
    assert "# HELP things_total Things.\n# TYPE things_total counter\n" in page
    assert "_created" not in page
    assert CONTENT_TYPE.startswith("text/plain; version=0.0.4")


def test_the_command_line_and_the_library_load_no_metrics():
    program = "import sys, driftline, functions.cli.commands; sys.exit('prometheus_client' in sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True)
