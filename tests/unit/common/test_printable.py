"""Text from files cannot control the terminal."""

import pytest

from common.printable import printable


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("red\x1b[31m", r"red\x1b[31m"),
        ("\x9b2J\x00", r"\x9b2J\x00"),
        ("exe\u202egnp", r"exe\u202egnp"),
        ("one\r\ntwo\u2028three", r"one\r\ntwo\u2028three"),
    ],
)
def test_control_characters_are_escaped(text, shown):
    assert printable(text) == shown
    assert printable(shown) == shown


@pytest.mark.parametrize("text", ["naïve café", "日本語", "שלום", "👩\u200d🔬 ⚠️", "a\\b :cat: [bold]"])
def test_every_other_text_stays_as_it_is(text):
    assert printable(text) == text
