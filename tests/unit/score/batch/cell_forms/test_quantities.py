"""Numbers, currencies, units and durations as cells write them, and words that look like them."""

import doctest
import importlib
import math
import pkgutil
import random
import string

import pytest

from functions.score.batch import cell_forms
from functions.score.batch.cell_forms.currencies import CODES, ISO_4217, SIGNS
from functions.score.batch.cell_forms.quantities import FORMS, decimal_mark, number, quantity
from functions.score.batch.cell_forms.units import UNITS

FORM_MODULES = [
    f"{cell_forms.__name__}.{module.name}" for module in pkgutil.iter_modules(cell_forms.__path__)
]


@pytest.mark.parametrize("name", FORM_MODULES)
def test_examples_print_what_they_show(name):
    assert doctest.testmod(importlib.import_module(name)).failed == 0


@pytest.mark.parametrize(
    ("word", "decimal", "expected"),
    [
        ("12", ".", 12),
        ("-1.5e3", ".", -1500),
        ("1,234,567.5", ".", 1234567.5),
        ("1.234.567,5", ",", 1234567.5),
        ("1.234", ".", 1.234),
        ("1.234", ",", 1234),
        ("12,5", ",", 12.5),
        ("1 234,5", ",", 1234.5),
        ("1'234.5", ".", 1234.5),
        ("$ 5", ".", 5),
        ("-$5.25", ".", -5.25),
        ("$-5", ".", -5),
        ("12 €", ".", 12),
        ("USD 1,000.00", ".", 1000),
        ("7 %", ".", 7),
        ("(1,000)", ".", -1000),
        (" 3 ", ".", 3),
        ("-inf", ".", -math.inf),
        ("1e999", ".", math.inf),
        ("+4", ".", 4),
        (".5", ".", 0.5),
    ],
)
def test_numbers_are_read_as_people_write_them(word, decimal, expected):
    assert number(word, decimal) == expected


@pytest.mark.parametrize(
    "word", ["abc", "12 apples", "1.2.3", "--", "2026-01-31", "0x10", "nanometre", "1_000"]
)
def test_other_words_are_not_numbers(word):
    assert math.isnan(number(word))


@pytest.mark.parametrize(
    ("word", "expected", "unit"),
    [
        ("R$ 459,27", 459.27, "BRL"),
        ("US$ 1,000.50", 1000.5, "USD"),
        ("1\u202f234,50 \u20ac", 1234.5, "EUR"),
        ("CHF 1\u2019200.-", 1200, "CHF"),
        ("SFr. 12.50", 12.5, "CHF"),
        ("12,50 z\u0142", 12.5, "PLN"),
        ("199 K\u010d", 199, "CZK"),
        ("kr 1 200,00", 1200, "kr"),
        ("\u20b91,23,456.50", 123456.5, "INR"),
        ("JPY 1,200", 1200, "JPY"),
        ("-$5.25", -5.25, "USD"),
        ("($5)", -5, "USD"),
        ("$(1,234.00)", -1234, "USD"),
        ("12,34,567", 1234567, ""),
        ("12.5-", -12.5, ""),
        ("\u221212,5", -12.5, ""),
        ("\u20133", -3, ""),
        ("\uff11\uff12", 12, ""),
        ("1\u00a0234\u00a0567", 1234567, ""),
        ("12kg", 12, "kg"),
        ("5 km", 5, "km"),
        ("3.5 GB", 3.5, "GB"),
        ("20\u00b0C", 20, "\u00b0C"),
        ("15px", 15, "px"),
        ("12 %", 12, "%"),
        ("5\u2030", 5, "\u2030"),
        ("1.5\u00d710^3", 1500, ""),
        ("2\u00bd", 2.5, ""),
        ("3 1/4", 3.25, ""),
        ("PT5M30S", 330, "s"),
        ("P1DT2H", 93_600, "s"),
        ("-PT1.5S", -1.5, "s"),
        ("27:30:00", 99_000, "s"),
        ("1:23:45.5", 5025.5, "s"),
        ("1 day, 2:03:04", 93_784, "s"),
        ("2h 30m", 9000, "s"),
        ("2 h 30 min", 9000, "s"),
        ("90s", 90, "s"),
        ("$1.53M", 1_530_000, "USD"),
        ("-$5m", -5_000_000, "USD"),
        ("\u20b91.5 Cr", 15_000_000, "INR"),
        ("1.2k", 1.2, "k"),
        ("3.5 million", 3.5, "million"),
        ("5'11\"", 71, "in"),
        ("6\u2032 2.5\u2033", 74.5, "in"),
        ("5 ft 11 in", 71, "in"),
        ("<5", 5, ""),
        (">= 1,200.5 kg", 1200.5, "kg"),
        ("~1200", 1200, ""),
        ("\u22640,5", 0.5, ""),
        ("'1200", 1200, ""),
        ("\u20191,200.5", 1200.5, ""),
        ("998 CC", 998, "CC"),
        ("-1.2D+03", -1200, ""),
        (".5d-02", 0.005, ""),
    ],
)
def test_quantities(word, expected, unit):
    assert quantity(word, "," if decimal_mark(word) == "," else ".") == (expected, unit)


@pytest.mark.parametrize(
    "word",
    [
        *(
            "ABC 12",
            "A4",
            "B2B",
            "3D",
            "iPhone 12",
            "10-20",
            "1.2.3",
            "2x4",
            "INV-00042",
            "ORD000123",
            "XYZ 5.00",
        ),
        *(
            "TOP 10",
            "ALL 5",
            "PEN100",
            "MOP-12",
            "EUR-5",
            "12A",
            "8.11.24",
            "40-48-23",
            "192.168.0.1",
            "5'13\"",
            "'90s",
            "<NA>",
            "12D-45",
            "1.2D",
            "$5 kg",
            "~",
        ),
        *(
            "+48 123 456 789",
            "(555) 123-4567",
            "5 stars",
            "1/0",
            "(5",
            "5)",
            "-5-",
            "--5",
            "$5 \u20ac",
            "%",
            "kg",
        ),
        *("PT", "P", "1:2:3:4", "12:3", "1,2,3", "1,23", "1.234.56", "1,2345,678.0", "e5", "1e", "\u00b2"),
    ],
)
def test_codes_names_and_ranges_are_no_numbers(word):
    if word == "1,23":
        assert number(word) == 1.23  # not 123: a point could not be meant
        return
    assert math.isnan(number(word))
    assert math.isnan(number(word, ","))


def test_currencies_are_those_of_iso_4217_and_no_other_three_capitals():
    assert len(ISO_4217) > 150
    rng = random.Random(0)  # noqa: S311 - test data
    for _ in range(2000):
        code = "".join(rng.choices(string.ascii_uppercase, k=3))
        assert math.isnan(number(f"{code} 5.50")) == (code not in CODES)
    assert all(quantity(f"{sign} 5").number == quantity(f"5 {sign}").number == 5.0 for sign in SIGNS)
    assert all(quantity(f"5 {unit}") == (5.0, unit) for unit in UNITS)


ALPHABET = [
    "0",
    "1",
    "23",
    "456",
    "789",
    ".",
    ",",
    "'",
    " ",
    "-",
    "+",
    "(",
    ")",
    "%",
    "e",
    "/",
    ":",
    "\u2212",
]
ALPHABET += ["\u00a0", "\u20ac", "$", "EUR", "INV", "kg", "km", "h", "m", "s", "PT", "M", "H", "S", "x", "R$"]


def test_every_word_that_a_form_accepts_has_a_finite_number_and_no_other_has():
    rng = random.Random(1)  # noqa: S311 - test data
    read = 0
    for _ in range(100_000):
        word = "".join(rng.choices(ALPHABET, k=rng.randint(1, 7)))
        for decimal in FORMS:
            value = number(word, decimal)
            assert math.isnan(value) == math.isnan(number(f" {word}\u00a0", decimal)), word
            assert "e" in word or not math.isinf(value), word  # 1e999 is infinite, as in any program
            if not math.isnan(value):
                read += 1
                assert any(character.isdigit() for character in word), word
        if decimal_mark(word):
            assert not math.isnan(number(word, decimal_mark(word))), word
    assert read > 5000


@pytest.mark.parametrize("decimal", [".", ","])
def test_every_number_is_read_back_however_it_is_written(decimal):
    rng = random.Random(2)  # noqa: S311 - test data
    for _ in range(20_000):
        expected = round(rng.uniform(-1, 1) * 10 ** rng.randint(0, 9), 2)
        digits = f"{abs(expected):,.2f}"
        separator = rng.choice(["", " ", "'", "\u202f", "\u2019", "," if decimal == "." else "."])
        digits = digits.replace(",", "\0").replace(".", decimal).replace("\0", separator)
        unit = rng.choice(["", "\u20ac", "EUR", "kg", "%"])
        after = f"{digits}{rng.choice(['', ' '])}{unit}"
        signed = (
            rng.choice([f"-{after}", f"\u2212{after}", f"({after})", f"{digits}-"]) if expected < 0 else after
        )
        assert number(signed, decimal) == expected, signed
