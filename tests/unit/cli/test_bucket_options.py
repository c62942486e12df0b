from datetime import UTC, datetime, timedelta, timezone

import pytest
import typer

from functions.cli.bucket_options import drift_prefix, time_since


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=UTC)),
        ("2026-11-01T08:30", datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),
        ("2026-11-01T08:30+01:00", datetime(2026, 11, 1, 8, 30, tzinfo=timezone(timedelta(hours=1)))),
        ("2026-11-01T08:30Z", datetime(2026, 11, 1, 8, 30, tzinfo=UTC)),
    ],
)
def test_a_date_or_a_time_is_in_utc_unless_it_says_otherwise(text, time):
    assert time_since(text) == time


@pytest.mark.parametrize(
    ("text", "ago"),
    [
        ("20m", timedelta(minutes=20)),
        ("3h", timedelta(hours=3)),
        ("7d", timedelta(days=7)),
        ("2 W", timedelta(weeks=2)),
    ],
)
def test_a_number_with_a_unit_is_how_long_ago(text, ago):
    assert abs(datetime.now(UTC) - ago - time_since(text)) < timedelta(seconds=10)


@pytest.mark.parametrize("text", ["", "yesterday", "7", "d", "-3h", "2026-13-01", "999999999999d", "3h ago"])
def test_any_other_text_is_refused_with_an_example(text):
    with pytest.raises(typer.BadParameter, match="2026-11-01"):
        time_since(text)


def test_a_prefix_without_drift_files_is_refused():
    assert drift_prefix("drifts/a b") == "drifts/a b"
    for text in ("", "drifts", "results/", "/drifts/a"):
        with pytest.raises(typer.BadParameter, match="drifts/"):
            drift_prefix(text)
