"""Text from files cannot control the terminal."""

import json

import pytest

from common.printable import CONTROLS, printable, printable_json


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("red\x1b[31m", r"red\x1b[31m"),
        ("\x9b2J\x00", r"\x9b2J\x00"),
        ("exe\u202egnp", r"exe\u202egnp"),
        ("one\r\ntwo\u2028three", r"one\r\ntwo\u2028three"),
        ("pay\u200bpal\ufeff", r"pay\u200bpal\ufeff"),
        ("half \ud800", r"half \ud800"),
    ],
)
def test_control_characters_are_escaped(text, shown):
    assert printable(text) == shown
    assert printable(shown) == shown


@pytest.mark.parametrize("text", ["naïve café", "日本語", "שלום", "👩\u200d🔬 ⚠️", "a\\b :cat: [bold]"])
def test_every_other_text_stays_as_it_is(text):
    assert printable(text) == text


@pytest.mark.parametrize(
    "text", ["\x9b2J", "exe\u202egnp", "a\u200b\ufeffb", "half \ud800", "tag \U000e0041", "é\n\x1b\x7f"]
)
def test_json_means_the_same_and_controls_nothing(text):
    line = printable_json({text: [text, 1.5, None]})
    assert json.loads(line) == {text: [text, 1.5, None]}
    assert CONTROLS.search(line) is None
    assert "é" not in text or "é" in line
    indented = printable_json({"a": [text]}, indent=2)
    assert json.loads(indented) == {"a": [text]}
    assert [CONTROLS.search(each) for each in indented.split("\n")] == [None] * 5


def test_json_has_no_infinite_numbers():
    with pytest.raises(ValueError, match="not JSON compliant"):
        printable_json({"a": float("inf")})
