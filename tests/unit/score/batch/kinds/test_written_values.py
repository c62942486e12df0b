"""Which columns of strings are numbers, booleans or empty, and which only look like it."""

import numpy as np
import pandas as pd
import pytest

from functions.score import batch
from functions.score.batch.cell_forms.missing import MISSING_WORDS

RNG = np.random.default_rng(0)
AMOUNTS = RNG.lognormal(5, 1, 200)


def kind(values, name="column"):
    return batch.kind_of(pd.Series(values, name=name))


@pytest.mark.parametrize(
    "form",
    [
        *(
            "R$ {:.2f}",
            "{:.2f} zł",
            "{:.2f}Kč",
            "CHF {:.2f}",
            "EUR {:.0f}",
            "{:.0f} USD",
            "₹{:,.2f}",
            "-£{:.2f}",
        ),
        *("{:.1f}kg", "{:.0f} km", "{:.2f} GB", "{:.0f}°C", "{:.0f}px", "{:.1f} %", "{:.0f}%", "{:.0f}‰"),
        *(
            "PT{:.0f}M30S",
            "{:.0f}:30:00",
            "{:.0f}h 30m",
            "{:.0f}s",
            "{:.2e}",
            "{:,.2f}-",
            "−{:.2f}",
            "({:.2f})",
            "~{:.0f}",
            "'{:.0f}",
            "${:.2f}M",
            "{:.1f}k",
            "{:.0f} CC",
            "{:.4f}D+03",
            "{:.1f} Lakh",
        ),
    ],
)
def test_amounts_are_numbers(form):
    assert kind([form.format(amount) for amount in AMOUNTS]) == "numeric"


@pytest.mark.parametrize(
    ("expected", "form"),
    [
        ("identifier", "INV-{:05.0f}"),
        ("identifier", "ABC {:.0f}"),
        ("identifier", "TOP {:.0f}"),
        ("identifier", "{:06.0f}"),
        ("datetime", "12:{:02.0f}"),
    ],
)
def test_codes_and_times_of_day_are_no_numbers(expected, form):
    assert kind([form.format(number) for number in RNG.permutation(59)]) == expected


@pytest.mark.parametrize(
    "words",
    [
        *(
            ["A4", "A5", "B2B"],
            ["3D", "2D"],
            ["iPhone 12", "iPhone 13"],
            ["10-20", "20-30"],
            ["1.2.3", "1.2.4"],
        ),
        *(
            ["2x4", "2x6"],
            ["12 kg", "5 km", "3 GB"],
            ["5 stars", "4 stars"],
            ["02139", "10115"],
            ["1A", "2B"],
            ["<=50K", ">50K"],
            ["<30", ">30", "NO"],
            ["'02139", "'10115"],
            ["<18", "18-25", "26-35", ">35"],
        ),
        *(["da", "no"], ["N", "S"], ["NA", "Ex", "Gd"], ["None", "BrkFace"], ["-", "a", "b"]),
    ],
)
def test_words_that_look_like_numbers_or_missing_cells_are_categories(words):
    assert kind([words[place] for place in RNG.integers(0, len(words), 200)]) == "categorical"


@pytest.mark.parametrize("word", [word for word in MISSING_WORDS if word])
def test_words_for_missing_cells_change_no_kind(word):
    absent = RNG.random(200) < 0.3
    for expected, values in (
        ("numeric", [f"{amount:.2f}" for amount in AMOUNTS]),
        ("datetime", [f"2026-01-{1 + day % 28:02}" for day in range(200)]),
        ("boolean", ["yes", "no"] * 100),
    ):
        cells = [word if missing else value for missing, value in zip(absent, values, strict=True)]
        assert kind(cells) == expected
    assert kind([word] * 200) == "empty"
    assert kind([word, "red", "blue"] * 50) == "categorical"


@pytest.mark.parametrize(
    "values",
    [
        *(
            [0, 1],
            [0.0, 1.0],
            [1.0, None, 0.0],
            ["0", "1"],
            ["yes", "no"],
            ["Y", "N"],
            ["T", "F"],
            ["true", "False"],
        ),
        *(
            ["on", "off"],
            ["ja", "nein"],
            ["oui", "non"],
            ["sí", "no"],
            ["да", "нет"],
            ["是", "否"],
            ["Y", "N", "?"],
        ),
    ],
)
def test_two_values_that_mean_yes_and_no_are_booleans(values):
    assert kind(values * 20) == "boolean"


@pytest.mark.parametrize(
    "values", [[0, 2], [1, 2], [0, 1, 2], [0, 0], [0.5, 1], ["ja", "oui"], ["no", "maybe"]]
)
def test_other_values_are_no_booleans(values):
    assert kind(values * 20) != "boolean"


def test_the_only_column_of_a_file_is_categorical_if_few_labels_repeat():
    def only(values):
        (decided,) = batch.decided_kinds(batch.Batch(pd.DataFrame({"c": values}), "b.csv")).values()
        return decided.kind

    assert only(["Open", "New", "Closed"] * 100) == "categorical"
    assert only(["Open", "New", "Closed"] * 10) == "text"
    assert only([f"the parcel {number % 3} came late, and wet" for number in range(300)]) == "text"


@pytest.mark.parametrize("word", ["k.A.", "*", "not measured", "нет данных", "[NULL]"])
def test_a_word_that_repeats_beside_numbers_is_a_missing_cell_of_that_column(word):
    values = [f"{number / 7:.2f}" for number in range(60)] + [word] * 15
    assert kind(values) == "numeric"
    assert kind([*values, *["low"] * 9, *["high"] * 9]) != "numeric"


CLOCKS = {
    "HH:MM:SS": [f"00:{3 + second // 60:02}:{second % 60:02}" for second in RNG.integers(0, 400, 200)],
    "M:SS": [f"{3 + second // 60}:{second % 60:02}" for second in RNG.integers(0, 400, 200)],
    "all day": [f"{minute // 60:02}:{minute % 60:02}:00" for minute in RNG.integers(0, 1440, 200)],
}


@pytest.mark.parametrize(
    ("name", "form", "expected"),
    [
        *(
            (name, form, "numeric")
            for name in ("duration", "lap_time", "Elapsed", "Dauer")
            for form in CLOCKS
        ),
        ("time", "HH:MM:SS", "numeric"),  # no time of day is always in the first hour after midnight ...
        ("result", "HH:MM:SS", "numeric"),
        ("start_time", "HH:MM:SS", "datetime"),  # ... except for a nightly job's
        ("departure", "HH:MM:SS", "datetime"),
        *((name, form, "datetime") for name in ("time", "x", "opening") for form in ("M:SS", "all day")),
    ],
)
def test_clocks_are_durations_if_the_name_or_all_hours_say_so(name, form, expected):
    assert kind(CLOCKS[form], name) == expected


def test_midnights_are_no_durations():
    cells = ["00:00:00"] * 150 + [f"00:{minute}:00" for minute in range(10, 60)]
    assert kind(cells) == kind(["00:00:00"] * 60, "time") == kind(["00:15:00"] * 60) == "datetime"


def test_numbers_of_which_some_are_bounds_are_numbers():
    values = [f"{amount:.2f}" for amount in AMOUNTS]
    assert kind(["<0.5"] * 50 + values) == kind([">900"] * 20 + values) == "numeric"
    assert kind(["<0.5"] * 210 + values) != "numeric"
