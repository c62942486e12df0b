"""What is masked, and what keeps its meaning."""

import numpy as np
import pytest

from functions.score.texts import masking
from functions.score.texts.masking import EVERYWHERE, Mask

PIECES = [
    *("5", "31", "2026", "12:30", "1,000", "1st", "1\u00a0000", "31.1.", "2026-01-31", "31/12/26", "Q1"),
    *("May", "Mai", "Sept.", "janvier", "of", "of,", "de", "Z", "+02:00", "p.m.", "am", "et", "cat", "dog,"),
    *("n° ", "#", "№", "no.", "version", "v2", "v1.2.3", "Order #10150", "abc1234567", "deadbeef", "ABC-17"),
]
SPACES = (" ", " ", " ", "  ", "\n", "\t", "\u00a0", ", ", "")


def test_what_is_far_from_digits_may_be_left_out():
    """A text is masked near its digits alone, which gives what masking all of it does."""
    rng = np.random.default_rng(20261129)

    def drawn(pieces):
        return "".join(rng.choice(PIECES) + rng.choice(SPACES) for _ in range(pieces))

    for _ in range(1_000):
        few, many = drawn(2), drawn(9)
        text = f"{many} one two three four five six seven eight {few}"
        assert EVERYWHERE(text) == masking._masked(text), repr(text)


MASKED = [
    ("Order #10150: late", "Order #0: late"),
    ("ticket no. 17, nr.4 and id=9", "ticket no. 0, nr.0 and id=0"),
    ("INV1001 ORD-000123 ABC-17", "INV0 ORD-0 ABC-0"),
    ("[2026-01-05T12:33:01.123Z] failed", "[0] failed"),
    ("2026/1/5 and 05.01.2026, 5-1-26 at 7:30 pm", "0 and 0, 0 at 0"),
    ("05/Jan/2026:12:33:01 +0000 GET", "0 GET"),
    ("Jan  5 12:33:01 host sshd[1234]: ok", "0 host sshd[0]: ok"),
    ("on 5 March 2024, March 5th, 2024, in May 2023", "on 0, 0, in 0"),
    ("am 5. März 2024, le 5 mai 2024, 5 de marzo de 2024", "am 0, le 0, 0"),
    ("week 2026-W05, Q1 2026, 2026-Q2, 2026-01, 01/2026, am 31.1. da", "week 0, 0, 0, 0, 0, am 0 da"),
    ("[   12.345678] usb 1-1: ok", "[   0] usb 1-1: ok"),
    ("3f2504e0-4f89-11d3-9a0c-0305e82c3301", "0"),
    ("commit 9fceb02d0ae598e95dc970b74767f19372d61af8", "commit 0"),
    ("session aZ3kQ9xY12", "session 0"),
    ("from 10.0.0.12 in 2024", "from 0 in 0"),
    ("12,345.67 EUR, 1.234,50, 10 000", "0 EUR, 0, 0"),
]
KEPT = [
    "error 404 after 3 of 5 tries",
    "iPhone 15 for 12.99, 5 stars",
    "you may come to the decade's end",
    "the 90s, 24/7",
    "no numbers at all",
    "",
]


@pytest.mark.parametrize(("text", "masked"), MASKED)
def test_what_differs_in_every_text_is_masked(text, masked):
    assert EVERYWHERE(text) == masked


@pytest.mark.parametrize("text", KEPT)
def test_what_may_have_a_meaning_stays(text):
    assert EVERYWHERE(text) == text


def test_a_word_announces_running_numbers_if_nearly_all_are_distinct():
    mask = Mask.of([f"Order {row}: 3 parcels, status {200 + row % 3}" for row in range(100, 160)])
    assert mask.announcing == {"order"}
    assert mask("order 7, status 404") == "order 0, status 404"


def test_numbers_at_the_beginning_of_the_texts_may_run_too():
    mask = Mask.of([f"{row}) fine" for row in range(40)])
    assert mask("41) fine and 3 of 4") == "0) fine and 3 of 4"


def test_few_or_repeated_numbers_announce_nothing():
    assert Mask.of([f"Order {row}" for row in range(19)]) == EVERYWHERE
    assert Mask.of([f"room {row % 30}" for row in range(60)]) == EVERYWHERE
    assert Mask.of([]) == EVERYWHERE


def test_decimals_and_dates_are_no_running_numbers():
    texts = [f"costs {row}.50 on 2026-01-{row % 28 + 1:02}" for row in range(100, 150)]
    assert "on" not in Mask.of(texts).announcing


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("since v1.2.3 and version 4.0", "since v0 and version 0"),
        ("Release 2.11.0-beta", "Release 0-beta"),
        ("Chapter 12, page 7", "Chapter 0, page 0"),
        ("Kapitel 3 auf Seite 12", "Kapitel 0 auf Seite 0"),
        ("from 31.12.2026 12:30 on", "from 0 on"),
        ("5 of 3 versions, error 404", "5 of 3 versions, error 404"),
    ],
)
def test_versions_and_chapters_are_running_numbers(text, masked):
    assert EVERYWHERE(text) == masked
