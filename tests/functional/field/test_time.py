"""Files with dates in every form: later dates are no drift, and what is wrong with dates is named."""

import numpy as np
import pandas as pd
import pytest

import driftline

ROWS = 300


def moments(seed, first="2024-01-08", days=60, rows=ROWS):
    rng = np.random.default_rng(seed)
    return pd.Timestamp(first) + pd.to_timedelta(rng.integers(0, days * 86_400, rows), "s")


def compared(tmp_path, before, after, name="at", **settings):
    """Compare two files of one column of dates and one of numbers, as CSV."""
    rng = np.random.default_rng(0)
    for file, column in (("baseline", before), ("drift", after)):
        frame = pd.DataFrame({name: column})
        frame["amount"] = rng.normal(50, 9, len(frame)).round(2)
        frame.to_csv(tmp_path / f"{file}.csv", index=False)
    result = driftline.compare(tmp_path / "baseline.csv", tmp_path / "drift.csv", **settings).to_dict()
    return result, next(column for column in result["columns"] if column["name"] == name)


def seconds(dates):
    return dates.astype("datetime64[s]").astype(np.int64)


FORMS = {
    "epoch seconds": seconds,
    "epoch milliseconds": lambda dates: seconds(dates) * 1000,
    "epoch microseconds": lambda dates: seconds(dates) * 10**6 + 5,
    "epoch nanoseconds": lambda dates: seconds(dates) * 10**9 + 7,
    "fractions": lambda dates: seconds(dates) + 0.25,
    "YYYYMMDD": lambda dates: dates.strftime("%Y%m%d").astype(int),
    "YYYYMMDDHHMMSS": lambda dates: dates.strftime("%Y%m%d%H%M%S"),
    "YYYYMM": lambda dates: dates.strftime("%Y%m"),
    "month": lambda dates: dates.strftime("%Y-%m"),
    "month and year": lambda dates: dates.strftime("%m/%Y"),
    "week": lambda dates: dates.strftime("%G-W%V"),
    "day of a week": lambda dates: dates.strftime("%GW%V-%u"),
    "quarter": lambda dates: [f"{date.year}-Q{date.quarter}" for date in dates],
    "quarter first": lambda dates: [f"Q{date.quarter} {date.year}" for date in dates],
    "Apache": lambda dates: dates.strftime("%d/%b/%Y:%H:%M:%S +0100"),
    "syslog": lambda dates: dates.strftime("%b %e %H:%M:%S"),
    "basic": lambda dates: dates.strftime("%Y%m%dT%H%M%SZ"),
    "zone": lambda dates: dates.strftime("%Y-%m-%d %H:%M Europe/Berlin"),
    "abbreviated zone": lambda dates: dates.strftime("%Y-%m-%d %H:%M:%S EST"),
    "Japanese": lambda dates: dates.strftime("%Y年%m月%d日"),
    "Korean": lambda dates: dates.strftime("%Y년 %m월 %d일"),
    "German": lambda dates: [f"{d.day}. {GERMAN[d.month - 1]} {d.year}" for d in dates],
    "Russian": lambda dates: [f"{d.day} {RUSSIAN[d.month - 1]} {d.year} г." for d in dates],
    "Spanish": lambda dates: [f"{d.day} de {SPANISH[d.month - 1]} de {d.year}" for d in dates],
    "Java": lambda dates: dates.strftime("%a %b %d %H:%M:%S CET %Y"),
    "two digits": lambda dates: dates.strftime("%d.%m.%y"),
    "Excel": lambda dates: (seconds(dates) / 86_400 + 25_569).to_numpy(),
}
GERMAN = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
RUSSIAN = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
SPANISH = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
]


@pytest.mark.parametrize("form", FORMS)
def test_later_dates_are_no_drift_in_any_form(tmp_path, form):
    written = FORMS[form]
    before, after = written(moments(1)), written(moments(2, "2024-03-11"))
    result, column = compared(tmp_path, before, after, "Date" if form in ("Excel", "YYYYMM") else "at")
    assert (column["kind"], result["finding"]) == ("datetime", "no_drift"), result["reasons"]


@pytest.mark.parametrize("form", [form for form in FORMS if form != "syslog"])
def test_earlier_dates_are_drift_in_any_form(tmp_path, form):
    written = FORMS[form]
    before, after = written(moments(3)), written(moments(4, "2019-03-11"))
    result, column = compared(tmp_path, before, after, "Date" if form in ("Excel", "YYYYMM") else "at")
    assert column["drifted"]
    assert "100% of dates are earlier than the baseline's first date, 2024-01-" in result["reasons"][0]


@pytest.mark.parametrize("day", ["1970-01-01", "1900-01-01", "9999-12-31", "2099-12-31"])
def test_placeholders_are_named(tmp_path, day):
    after = moments(5, "2024-03-11").astype(str).to_numpy().astype(object)
    after[:40] = f"{day} 00:00:00"
    result, _ = compared(tmp_path, moments(6), after)
    assert result["reasons"] == [f"at: placeholder dates such as {day} rose from 0% to 13% (p < 0.001)"]


def test_an_epoch_in_another_unit_says_in_which(tmp_path):
    before, after = seconds(moments(7)), seconds(moments(8, "2024-03-11")) * 1000
    result, _ = compared(tmp_path, before, after)
    assert "all can be read as milliseconds since 1970" in result["reasons"][0]


def test_day_and_month_that_changed_places_are_named(tmp_path):
    before = moments(9).strftime("%d/%m/%Y")
    after = moments(10, "2024-03-11").strftime("%m/%d/%Y")
    result, _ = compared(tmp_path, before, after)
    reason = " ".join(result["reasons"])
    assert "all can be read if day and month change places" in reason
    first = next(cell for cell in after if int(cell[3:5]) > 12)
    assert f"'{first}'" in reason


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Sydney"])
@pytest.mark.parametrize("form", ["offset", "hours of the offset", "utc", "epoch"])
def test_opening_hours_are_local_in_winter_and_in_summer(tmp_path, zone, form):
    def file(seed, first):
        rng = np.random.default_rng(seed)
        clock = pd.to_timedelta(rng.integers(0, 40, ROWS) * 86_400 + rng.integers(28_800, 64_800, ROWS), "s")
        local = (pd.Timestamp(first) + clock).tz_localize(zone)
        if "offset" in form:  # PostgreSQL writes +02
            end = None if form == "offset" else -len(":00")
            return [date.isoformat(" ")[:end] for date in local]
        utc = local.tz_convert("UTC")
        return utc.strftime("%Y-%m-%dT%H:%M:%SZ") if form == "utc" else seconds(utc.tz_localize(None))

    result, column = compared(tmp_path, file(11, "2024-01-08"), file(12, "2024-06-03"))
    assert (column["kind"], result["finding"]) == ("datetime", "no_drift"), result["reasons"]


def test_nights_without_rows_are_drift(tmp_path):
    after = moments(13, "2024-03-11")
    by_day = after.normalize() + pd.to_timedelta(np.random.default_rng(14).integers(9, 17, ROWS), "h")
    result, _ = compared(tmp_path, seconds(moments(15)), seconds(by_day))
    assert "distribution by hour of day changed" in result["reasons"][0]


@pytest.mark.parametrize(
    "column", [[14] * 50, ["2024-01-31"] * 50, ["10:00", "11:00"] * 25, [2023, 2024] * 25]
)
def test_a_file_with_nothing_but_time_has_a_verdict(column):
    name = "year" if column[0] == 2023 else "day"
    result = driftline.compare(pd.DataFrame({name: column}), pd.DataFrame({name: column}))
    assert (result.finding, result.drifted) in {("no_drift", False), ("too_few_rows", False)}
    assert result.reasons
