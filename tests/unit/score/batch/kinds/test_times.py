"""Which numbers and words are dates, and which only look like them."""

import numpy as np
import pandas as pd
import pytest

from functions.score.batch.kinds import decide

RNG = np.random.default_rng(16)
SECOND = 1_704_067_200  # 2024-01-01


def kind(values, name="x"):
    return decide(pd.Series(list(values), name=name)).kind


def seconds(rows=200, step=7331, first=SECOND):
    return first + np.cumsum(RNG.integers(1, step, rows))


def shuffled(values):
    return RNG.permutation(values)


@pytest.mark.parametrize(
    "name", ["ts", "createdAt", "event_time", "updated", "Last Login", "datum", "日時", "expires"]
)
@pytest.mark.parametrize("size", [1, 1000, 10**6, 10**9])
def test_time_since_1970_with_a_telling_name(name, size):
    moments = shuffled(seconds()) * size
    assert kind(moments, name) == "datetime"
    assert kind(map(str, moments), name) == "datetime"
    with_gaps = pd.Series(moments.astype(np.float64), name=name).mask(np.arange(200) % 20 == 0)
    assert decide(with_gaps).kind == "datetime"


def test_fractions_of_seconds_and_a_null_written_as_zero():
    moments = shuffled(seconds()) + RNG.random(200)
    assert kind(moments, "timestamp") == "datetime"
    assert kind(moments) == "numeric"
    assert kind([*seconds(100), 0, 0], "updated_at") == "datetime"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (shuffled(seconds() // 60 * 60), True),  # whole minutes
        (shuffled(seconds() * 1000), True),  # whole seconds in milliseconds
        (
            shuffled(seconds() * 1000 + RNG.integers(0, 1000, 200)) * 1000,
            True,
        ),  # milliseconds in microseconds
        (shuffled(seconds() * 10**6) * 1000, True),
        (shuffled(SECOND + RNG.integers(0, 10**8, 200)), False),  # ten digits that begin with 17
        (shuffled(1_700_000_000_000 + RNG.integers(0, 10**11, 200)), False),  # thirteen digits
        (shuffled(np.arange(1_200, 1_400, 2) * 10**9), False),  # amounts in whole billions
        (RNG.integers(2_000_000_000, 9_999_999_999, 200), False),  # telephone numbers of ten digits
        (RNG.integers(10**17, 2 * 10**18, 200), False),  # snowflakes
        (RNG.integers(4_000_000_000_000, 4_100_000_000_000, 200), False),  # article numbers, EAN-13
    ],
)
def test_time_since_1970_without_a_telling_name(values, expected):
    assert (kind(values) == "datetime") == expected


@pytest.mark.parametrize("name", ["order_id", "tweet id", "Kundennummer", "transactionid", "phone"])
def test_identifiers_of_the_size_of_times_are_identifiers(name):
    assert kind(shuffled(seconds()), name) == "identifier"
    assert kind(shuffled(seconds() * 1000), name) == "identifier"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("time", RNG.random(100) * 300),
        ("timestamp", RNG.integers(0, 10_000, 100)),
        ("lifetime_value", RNG.normal(500, 100, 100)),
        ("date", RNG.normal(size=100)),
        ("update_count", RNG.integers(1_000_000_000, 2_000_000_000, 100) // 7919),
    ],
)
def test_other_numbers_with_the_name_of_a_time_are_no_dates(name, values):
    assert kind(values, name) != "datetime"


def days(count=60, first="2023-11-20", form="%Y%m%d"):
    return pd.date_range(first, periods=count).strftime(form)


@pytest.mark.parametrize("name", ["x", "date", "ds", "order_no"])
@pytest.mark.parametrize("form", ["%Y%m%d", "%Y%m%d%H", "%Y%m%d%H%M", "%Y%m%d%H%M%S"])
def test_digits_that_spell_a_date(name, form):
    words = shuffled(days(form=form))
    assert kind(map(int, words), name) == "datetime"
    assert kind(words, name) == "datetime"


def test_digits_that_spell_no_date():
    assert kind(shuffled(np.arange(20_230_001, 20_230_201))) != "datetime"
    assert kind(RNG.integers(19_000_000, 21_000_000, 200)) != "datetime"
    assert kind([20_240_131, 20_240_132] * 20, "date") != "datetime"
    assert kind([20_240_131] * 40, "dt") == "datetime"
    assert kind([20_240_131] * 40, "size") != "datetime"


def test_months_and_years_as_numbers():
    months = [int(month) for month in pd.date_range("2022-05-01", periods=20, freq="MS").strftime("%Y%m")]
    assert (
        kind(np.repeat(months, 5))
        == kind([202_401] * 30, "month")
        == kind(months[:3] * 9, "period")
        == "datetime"
    )
    assert kind([202_413, 202_414, 202_415] * 9, "month") != "datetime"
    assert kind(RNG.integers(200_000, 210_000, 100), "amount") != "datetime"
    for name in ("year", "fiscal_year", "Jahr", "año"):
        assert kind([2019, 2020, 2021] * 20, name) == "datetime"
    for name in ("year_built", "model year", "price", "years_employed", "birth_year"):
        assert kind(RNG.integers(1950, 2020, 100), name) != "datetime"
    assert kind([1, 2, 3, 4] * 20, "year") != "datetime"


def test_weeks_with_their_year_as_numbers():
    weeks = [202_340 + week for week in range(12)] + [202_401 + week for week in range(20)]
    assert decide(pd.Series(weeks * 4)).because == "its numbers are weeks, YYYYWW"
    assert (
        decide(pd.Series([202_401, 202_402] * 20, name="yearweek")).because == "its numbers are weeks, YYYYWW"
    )
    assert kind(weeks * 4, "order_no") != "datetime"
    assert kind(RNG.integers(199_000, 206_000, 200)) != "datetime"
    assert kind(202_401 + np.arange(90)) != "datetime"  # running numbers of a year


def test_days_of_a_year_need_the_name_of_a_time():
    words = [f"2024-{day:03}" for day in RNG.integers(1, 366, 100)]
    assert kind(words, "date") == "datetime"
    assert kind(words, "invoice") == kind(words) != "datetime"


def test_numbers_of_a_calendar():
    assert kind([14] * 50, "day") == kind([1, 2, 3] * 20, "dayofmonth") == "datetime"
    assert kind(np.arange(40) % 30 + 200, "day_of_year") == kind([6, 7] * 30, "week") == "datetime"
    assert kind([1, 2, 3] * 30, "month") == "datetime"
    assert kind(np.arange(240) % 12 + 1, "month") == "categorical"
    assert kind(np.arange(70) % 7, "day_of_week") == kind([1, 2, 5] * 20, "weekday") == "categorical"
    assert kind(RNG.normal(14, 3, 60), "day") == "numeric"
    assert kind(RNG.integers(0, 900, 60), "days") == "numeric"


def test_days_since_1899_need_the_name_of_a_date():
    serial = RNG.integers(45_000, 45_400, 80)
    assert kind(serial, "Order Date") == kind(serial + 0.25, "Lieferdatum") == "datetime"
    assert kind(serial, "salary") == kind(serial, "x") == kind(serial, "time") == "numeric"


@pytest.mark.parametrize(
    "words",
    [
        [
            f"{RNG.integers(8, 10)}.{RNG.integers(1, 12)}.{RNG.integers(10, 29)}" for _ in range(300)
        ],  # versions
        [f"{RNG.integers(1, 4)}.{RNG.integers(0, 31)}.{RNG.integers(10, 60)}" for _ in range(300)],
        [f"{a}-{b}-{c}" for a, b, c in RNG.integers(10, 99, (300, 3))],  # bank codes
        [f"{a:02}-{b:02}-{c:02}" for a, b, c in RNG.integers(1, 12, (300, 3))],  # rack positions
        ["10-20-30", "12-24-36", "10-12-14"] * 60,  # sizes
        ["3-2-1", "1-1-2", "2-0-0"] * 60,  # scores
        ["21-15-10", "21-19-11"] * 60,
        [f"{a}.{b}.{c}" for a in range(1, 6) for b in range(1, 9) for c in range(10, 15)],  # sections
        ["1/2/3", "2/3/4"] * 60,
        [
            f"{a}.{b}.{c}" for a in range(2020, 2025) for b in range(1, 13) for c in range(1, 6)
        ],  # versions by year
        ["192.168.1.10", "10.0.0.12"] * 60,
        [
            f"{a}-{b}-{c}"
            for a, b, c in zip(*RNG.integers(200, 999, (2, 99)), RNG.integers(1000, 9999, 99), strict=True)
        ],
        ["2008-09", "2009-10", "2010-11", "2011-12"] * 30,  # seasons
        [f"2024-{number:02}" for number in range(1, 60)],  # invoices
        [f"2024-{number:03}" for number in range(1, 60)],
        ["Q3 35", "Q5 40"] * 30,  # cars
        ["set 12", "set 6"] * 30,
    ],
)
def test_codes_are_not_dates(words):
    assert kind(words) in ("categorical", "identifier", "text")


@pytest.mark.parametrize(
    ("name", "form"),
    [("x", "%d.%m.%y"), ("x", "%m/%d/%y"), ("x", "%d-%m-%y"), ("x", "%y.%m.%d"), ("x", "%d.%m.%y %H:%M")],
)
def test_years_of_two_digits_that_are_dates(name, form):
    assert kind(shuffled(days(200, form=form)), name) == "datetime"


def test_few_dates_with_years_of_two_digits_need_a_telling_name():
    assert kind(["01.02.24", "02.02.24"] * 20, "Datum") == "datetime"
    assert kind(["01.02.24", "02.02.24"] * 20, "Fach") == "categorical"
    births = shuffled(pd.date_range("1950-01-01", periods=300, freq="77D").strftime("%d/%m/%y"))
    assert kind(births, "dob") == "datetime"


@pytest.mark.parametrize(
    "form",
    [
        "%Y-%m",
        "%m/%Y",
        "%B %Y",
        "%Y-W%V",
        "%d/%b/%Y:%H:%M:%S -0700",
        "%b %d %H:%M:%S",
        "%Y年%m月%d日",
        "%a %b %d %H:%M:%S CET %Y",
        "%Y%m%dT%H%M%SZ",
        "%Y-%m-%d %H:%M Europe/Berlin",
        "%A, %d. %B %Y",
    ],
)
def test_words_of_many_forms_are_dates(form):
    column = pd.Series(shuffled(days(300, form=form)), name="x")
    assert decide(column).kind == "datetime"
    assert decide(column).because == "its words are dates"
