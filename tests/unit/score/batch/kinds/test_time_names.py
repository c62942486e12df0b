"""Names of columns that hold points in time, and those that only sound so."""

import pytest

from functions.score.batch.kinds.time_names import named_cycle, names_day, names_month, names_time, names_year


@pytest.mark.parametrize(
    "name",
    [
        "ts",
        "TIMESTAMP",
        "created_at",
        "lastSeen",
        "Erstellungsdatum",
        "fecha_alta",
        "日付",
        "pickup_datetime",
        "dob",
        "dateOfBirth",
        "update_time",
        "время",
        "on",
    ],
)
def test_names_of_times(name):
    assert names_time(name)


@pytest.mark.parametrize(
    "name", ["lifetime_value", "runtime", "candidate", "price", "amount", "status", "", "id"]
)
def test_other_names(name):
    assert not names_time(name)
    assert not names_day(name)
    assert not names_year(name)


def test_parts_of_a_calendar():
    assert names_day("Order Date")
    assert not names_day("update")
    assert names_year("fiscalYear")
    assert not names_year("YearBuilt")
    assert names_month("yyyymm")
    assert [named_cycle(name) for name in ("Day", "DOW", "quarter", "daily")] == [
        "day of the month",
        "weekday",
        "quarter",
        None,
    ]
